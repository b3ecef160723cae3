/** Regular expressions among the words of an action. */
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { CompiledRegex } from '../../../model/regex/compile-regex.js';
import { compileRegex } from '../../../model/regex/compile-regex.js';

/** Takes the next word as a regular expression; undefined after a report. */
export function takeRegex(site: ActionSite): CompiledRegex | undefined {
  const word = site.words.next();
  if (word === undefined || word.value === '') {
    site.report('arg/missing', site.words.last, 'expects a regular expression');
    return undefined;
  }
  const compiled = compileRegex(word.value);
  if (compiled.regex) return compiled;
  site.report('arg/invalid', word.range, `regex '${word.value}' is invalid: ${compiled.problem}`);
  return undefined;
}
