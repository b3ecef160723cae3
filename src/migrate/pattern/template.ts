/** Replacements of old rules: text with `\N` for groups -> replacements of modern actions, which are log formats. */

export type TemplatePart = { readonly text: string } | { readonly group: number };

/** Cuts a replacement: a backslash before a digit is a group, before anything else it is gone. */
export function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (const [, group, hex, escaped, text] of template.matchAll(
    /\\(\d)|\\x([0-9A-Fa-f]{2})|\\([\s\S])|([^\\]+|\\$)/g,
  )) {
    if (group !== undefined) parts.push({ group: Number(group) });
    else
      parts.push({ text: hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : (escaped ?? text ?? '') });
  }
  return parts;
}

/** Whether nothing but groups above `first` is used, and no line is broken. */
export function usesOnlyGroupsFrom(parts: readonly TemplatePart[], first: number): boolean {
  return parts.every((part) => ('group' in part ? part.group >= first : !/[\r\n]/.test(part.text)));
}

/** A replacement for `replace-*`: groups move down by `shift`, percent signs are doubled. */
export function renderTemplate(parts: readonly TemplatePart[], shift: number): string {
  return parts
    .map((part) =>
      'group' in part ? `\\${part.group - shift}` : part.text.replaceAll('%', '%%').replaceAll('\\', '\\\\'),
    )
    .join('');
}

/** The value behind `Name:` of a replacement for a header line; undefined if it is not about that field. */
export function valueTemplate(
  template: string,
  names: readonly string[],
  nameGroupTail: string | undefined,
): TemplatePart[] | undefined {
  const parts = parseTemplate(template);
  const first = parts[0];
  if (!first) return undefined;
  if ('group' in first) {
    if (nameGroupTail === undefined || first.group !== 1) return undefined;
    return behindColon(parts.slice(1), nameGroupTail.includes(':'));
  }
  const [name] = names;
  if (names.length !== 1 || !first.text.toLowerCase().startsWith(`${name!.toLowerCase()}:`)) return undefined;
  return behindColon([{ text: first.text.slice(name!.length) }, ...parts.slice(1)], false);
}

/** The value of a replacement that begins with a group of name and value; undefined if it holds the name elsewhere too. */
export function wholeTemplate(template: string): TemplatePart[] | undefined {
  const [first, ...rest] = parseTemplate(template);
  if (!first || !('group' in first) || first.group !== 1) return undefined;
  return rest.some((part) => 'group' in part && part.group < 2) ? undefined : [first, ...rest];
}

function behindColon(parts: readonly TemplatePart[], hasColon: boolean): TemplatePart[] | undefined {
  const [first, ...rest] = parts;
  if (!first) return hasColon ? [] : undefined;
  if ('group' in first) return hasColon ? [...parts] : undefined;
  const text = hasColon ? first.text : first.text.startsWith(':') ? first.text.slice(1) : undefined;
  if (text === undefined) return undefined;
  const trimmed = text.replace(/^ +/, '');
  return trimmed === '' ? rest : [{ text: trimmed }, ...rest];
}
