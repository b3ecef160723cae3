/** `replace-header` (whole values) and `replace-value` (items of comma separated lists), manual 4.4. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { CompiledRegex } from '../../../model/regex/compile-regex.js';
import { matchAndExpand } from '../../../model/regex/expand-template.js';
import { Verdict } from '../../../model/verdict.js';
import { takeRegex } from './compile-pattern.js';
import { FIELD_RULESETS, fieldsFor } from './message.js';
import { headRoom } from './room.js';

/** End of the list item that starts at `from`: the next comma outside of quotes, or the end of the text. */
function itemEnd(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted && char === 92) at++;
    else if (char === 34) quoted = !quoted;
    else if (char === 44 && !quoted) return at;
  }
  return text.length;
}

/** Replaces the items of a list that match; blanks around them go with them, those of other items stay. */
function replaceItems(pattern: CompiledRegex, text: string, template: string): string {
  let out = '';
  for (let from = 0; ; ) {
    const end = itemEnd(text, from);
    const raw = text.slice(from, end);
    out += matchAndExpand(pattern, raw.trim(), template) ?? raw;
    if (end >= text.length) return out;
    out += ',';
    from = end + 1;
  }
}

type Replace = (pattern: CompiledRegex, text: string, template: string) => string | undefined;

function compileReplace(site: ActionSite, replace: Replace): Action | undefined {
  const name = site.words.expect(arg.fieldName('name'))?.toLowerCase();
  const pattern = name === undefined ? undefined : takeRegex(site);
  const format = pattern && site.format();
  if (name === undefined || !pattern || !format) return undefined;
  const fieldsOf = fieldsFor(site.ruleset);
  const room = headRoom(site);
  return (stream) => {
    const fields = fieldsOf(stream);
    let at = fields === undefined ? -1 : fields.find(name);
    if (fields === undefined || at < 0) return Verdict.Continue;
    const template = format(stream);
    for (; at >= 0; at = fields.find(name, at + 1)) {
      const value = fields.values[at]!;
      const replaced = replace(pattern, value, template);
      if (replaced === undefined) continue;
      if (!room.admits(stream, replaced.length - value.length, 0)) return room.fail(stream);
      fields.values[at] = replaced;
    }
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'replace-header',
    doc: '4.4#replace-header',
    brief: 'Replaces the values of header fields that match a regular expression.',
    since: '1.5',
    support: 'full',
    rulesets: FIELD_RULESETS,
    usage: 'replace-header <name> <match-regex> <replace-fmt>',
    compile: (site) => compileReplace(site, matchAndExpand),
  }),
  define.action({
    name: 'replace-value',
    doc: '4.4#replace-value',
    brief: 'Replaces the items of comma separated header fields that match a regular expression.',
    since: '1.5',
    support: 'full',
    rulesets: FIELD_RULESETS,
    usage: 'replace-value <name> <match-regex> <replace-fmt>',
    compile: (site) => compileReplace(site, replaceItems),
  }),
];
