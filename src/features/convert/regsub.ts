/** `regsub` (manual 7.3.1): replaces matches of a regular expression, as `s/regex/subst/` of sed does. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import type { CompiledRegex } from '../../model/regex/compile-regex.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import { expandTemplate } from '../../model/regex/expand-template.js';

const flags = kindOf('flags', 'string', "some of 'i' and 'g'", (text) => (/^[ig]*$/.test(text) ? text : undefined));

/** The pattern with its place, for messages about it. */
const pattern = { ...arg.any('regex', 'a regular expression'), type: 'regex' };

/** Replaces the first match. */
function replaceFirst({ regex, groups }: CompiledRegex, text: string, template: string): string {
  const match = regex.exec(text);
  if (match === null) return text;
  const end = match.index + match[0].length;
  return text.slice(0, match.index) + expandTemplate(template, match, groups) + text.slice(end);
}

/** Replaces all matches; an empty one moves on by one byte. */
function replaceAll(regex: RegExp, groups: readonly number[], text: string, template: string): string {
  let out = '';
  let from = 0;
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    out += text.slice(from, match.index) + expandTemplate(template, match, groups);
    from = match.index + match[0].length;
    if (match[0] === '') regex.lastIndex++;
  }
  return out + text.slice(from);
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'regsub',
    doc: '7.3.1#regsub',
    brief: 'Replaces the first match of a regular expression, or all.',
    since: '1.6',
    support: 'full',
    args: [pattern, arg.str('subst'), arg.opt(flags)],
    in: 'str',
    out: 'str',
    compile: ([source, template, letters = ''], site) => {
      const compiled = compileRegex(source.value, { ignoreCase: letters.includes('i') });
      if (!compiled.regex) {
        site.report('regex/invalid', source.range, `regex '${source.value}' is invalid: ${compiled.problem}`);
        return undefined;
      }
      if (!letters.includes('g')) return (text) => replaceFirst(compiled, text, template);
      const global = new RegExp(compiled.regex.source, `${compiled.regex.flags}g`);
      return (text) => replaceAll(global, compiled.groups, text, template);
    },
  }),
];
