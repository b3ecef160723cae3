/** Names of header fields that are none: HAProxy sends them as they are (manual 4.4; RFC 9110 5.1). */
import type { Word } from '../../../grammar/config/ast.js';
import type { LintRule } from '../rule.js';
import type { LintLine } from '../view.js';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const NAMING_ACTION = /^(?:set-header|add-header|replace-header|replace-value|early-hint)$/;

/** Keywords, and how many words stand in front of the name. */
const NAMING_LINE: readonly (readonly [pattern: RegExp, skip: number])[] = [
  [/^unique-id-header /, 1],
  [/^http-send-name-header /, 1],
  [/^capture (?:request|response) header /, 3],
];

function namesIn(line: LintLine): readonly Word[] {
  if (line.ruleset) {
    const [first] = line.args;
    if (NAMING_ACTION.test(line.action)) return first ? [first] : [];
    if (line.action === 'del-header') return first && line.args.length === 1 ? [first] : [];
    return behind(line.args, 'hdr');
  }
  if (line.keyword === 'option') return behind(line.words, 'header');
  if (line.keyword === 'http-check') return line.words[1]?.value === 'send' ? behind(line.words, 'hdr') : [];
  const text = `${line.words.map(({ value }) => value).join(' ')} `;
  return NAMING_LINE.flatMap(([pattern, skip]) => (pattern.test(text) ? line.words.slice(skip, skip + 1) : []));
}

function behind(words: readonly Word[], keyword: string): readonly Word[] {
  return words.filter((_word, at) => words[at - 1]?.value === keyword);
}

const fieldName: LintRule = {
  code: 'lint/field-name',
  check(view, report) {
    for (const word of view.sections.flatMap(({ lines }) => lines).flatMap(namesIn)) {
      const { value } = word;
      if (TOKEN.test(value)) continue;
      const bare = value.replace(/:$/, '');
      const remedy = TOKEN.test(bare) ? `write '${bare}'` : undefined;
      report(word, `'${value}' is no name of a header field`, { remedy });
    }
  },
};

export const fieldNameRules: readonly LintRule[] = [fieldName];
