/** Values that are lists: items between commas, blanks around them, quotes that hide commas (RFC 9110 5.6.1). */

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The text between two offsets without blanks at both ends. */
export function trimmedSlice(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Offset of the comma that ends the item at `from`, or the length of the value. */
export function listItemEnd(value: string, from: number): number {
  const comma = value.indexOf(',', from);
  if (comma < 0) return value.length;
  const quote = value.indexOf('"', from);
  return quote < 0 || quote > comma ? comma : quotedItemEnd(value, quote);
}

function quotedItemEnd(value: string, from: number): number {
  let quoted = false;
  for (let at = from; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted && code === BACKSLASH) at++;
    else if (code === COMMA && !quoted) return at;
  }
  return value.length;
}

/** Whether one of the items is `word` (lower case). */
export function hasWord(value: string, word: string): boolean {
  if (value === word) return true;
  for (let at = 0; at <= value.length; ) {
    const end = listItemEnd(value, at);
    if (trimmedSlice(value, at, end).toLowerCase() === word) return true;
    at = end + 1;
  }
  return false;
}
