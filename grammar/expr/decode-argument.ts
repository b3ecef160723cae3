/** Second level of quoting (manual 2.2): the raw spelling of an argument between parentheses -> its value. */

const ESCAPES: Readonly<Record<string, string>> = {
  ' ': ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Removes quotes and escapes. `\#`, `\$` and `\x41` mean nothing here, and neither do variables. */
export function decodeArgument(raw: string): string {
  if (!/["'\\]/.test(raw)) return raw;
  let value = '';
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
    else if (char === '\\' && quote !== "'" && ESCAPES[raw[at + 1] ?? ''] !== undefined) value += ESCAPES[raw[++at]!];
    else value += char;
  }
  return value;
}
