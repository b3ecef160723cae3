/**
 * Parameters of queries and forms (manual 7.3.6 `urlp`): `name=value` pairs behind a first delimiter, separated by `&`, `;`
 * or that delimiter. Values are not decoded; parameters without an equals sign have no value.
 */
const AMPERSAND = 38;
const SEMICOLON = 59;

/** How parameters are looked for. An empty `name` is any parameter. */
export interface ParameterSearch {
  readonly name: string;
  readonly ignoreCase: boolean;
  /** Character code that starts the list and also separates its parts. */
  readonly delimiter: number;
}

function endOfPart(text: string, from: number, delimiter: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === AMPERSAND || char === SEMICOLON || char === delimiter) break;
  }
  return at;
}

function isNamed(text: string, at: number, { name, ignoreCase }: ParameterSearch): boolean {
  if (text.charCodeAt(at + name.length) !== 61) return false;
  if (text.startsWith(name, at)) return true;
  return ignoreCase && text.slice(at, at + name.length).toLowerCase() === name.toLowerCase();
}

/** Offset of the value of the next parameter that is looked for, or -1. */
function nextParameter(text: string, from: number, search: ParameterSearch): number {
  if (search.name === '') {
    const equals = text.indexOf('=', from);
    return equals < 0 ? -1 : equals + 1;
  }
  for (let at = from; at < text.length; at = endOfPart(text, at, search.delimiter) + 1) {
    if (isNamed(text, at, search)) return at + search.name.length + 1;
  }
  return -1;
}

/** Value of the first parameter that is looked for at or behind `from`. */
export function parameterValue(text: string, from: number, search: ParameterSearch): string | undefined {
  const start = nextParameter(text, from, search);
  return start < 0 ? undefined : text.slice(start, endOfPart(text, start, search.delimiter));
}

/** Tries the values of all parameters that are looked for until one passes. */
export function someParameter(
  text: string,
  from: number,
  search: ParameterSearch,
  test: (value: string) => boolean,
): boolean {
  for (let start = nextParameter(text, from, search); start >= 0; ) {
    const end = endOfPart(text, start, search.delimiter);
    if (test(text.slice(start, end))) return true;
    start = nextParameter(text, end + 1, search);
  }
  return false;
}
