/** Values -> words (manual 2.2). */

/** Spells a value so that reading it gives the value again. */
export function quoteWord(value: string): string {
  if (value !== '' && /^[^\x00-\x20"'#\\\x7f]+$/.test(value)) return value;
  if (!/['\x00-\x1f\x7f]/.test(value)) return `'${value}'`;
  const hex = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return `"${value.replace(/["\\$]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, hex)}"`;
}
