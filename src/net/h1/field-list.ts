/** Values that are lists: items between commas, blanks around them, quotes that hide commas (RFC 9110 5.6.1). */

/** Without spaces and tabs at both ends. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** End of a list item: the next comma outside of quotes. */
export function listItemEnd(value: string, from: number): number {
  let quoted = false;
  for (let at = from; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 0x22) quoted = !quoted;
    else if (quoted && code === 0x5c) at++;
    else if (code === 0x2c && !quoted) return at;
  }
  return value.length;
}

/** Whether one of the items is `word` (lower case). */
export function hasWord(value: string, word: string): boolean {
  if (value === word) return true;
  for (let at = 0; at <= value.length; ) {
    const end = listItemEnd(value, at);
    if (trimBlanks(value.slice(at, end)).toLowerCase() === word) return true;
    at = end + 1;
  }
  return false;
}
