/**
 * Replacement templates of `replace-*` actions, `regsub` and `map_regm`: `\0` to `\9` stand for groups of the match,
 * `\xHH` for a byte, a backslash before any other character for that character.
 */
import type { CompiledRegex } from './compile-regex.js';

const HEX_PAIR = /^[0-9A-Fa-f]{2}$/;

/** Fills the groups of a match into a template. */
export function expandTemplate(template: string, match: RegExpExecArray, groups: readonly number[]): string {
  let at = template.indexOf('\\');
  if (at < 0) return template;
  let out = '';
  let from = 0;
  for (; at >= 0; at = template.indexOf('\\', from)) {
    out += template.slice(from, at);
    from = at + 2;
    const char = template.charAt(at + 1);
    const digit = char.charCodeAt(0) - 48;
    if (digit >= 0 && digit <= 9) out += match[groups[digit] ?? -1] ?? '';
    else if (char === 'x' && HEX_PAIR.test(template.slice(from, from + 2))) {
      out += String.fromCharCode(Number.parseInt(template.slice(from, from + 2), 16));
      from += 2;
    } else out += char;
  }
  return out + template.slice(from);
}

/** The template filled from the first match in the text; undefined if nothing matches. */
export function matchAndExpand(pattern: CompiledRegex, text: string, template: string): string | undefined {
  const match = pattern.regex.exec(text);
  return match === null ? undefined : expandTemplate(template, match, pattern.groups);
}
