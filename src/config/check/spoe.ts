/** `send-spoe-group`: the filter and the group that rules name (manual 4.4; SPOE.txt 2.4). */

import type { Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import { suggest } from '../../catalog/derive/suggest.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';

/** Groups of the agents of a proxy's filters, by the name of the engine; undefined = the file could not be read. */
export type SpoeEngines = ReadonlyMap<string, readonly string[] | undefined>;

const NO_ENGINES: SpoeEngines = new Map();

/** Reports rules that name an engine or a group that is not there. */
export function checkSpoeGroups({ rules, config, extra }: ProxyDraft, report: Report): void {
  const engines = (extra.get('spoe engines') as SpoeEngines | undefined) ?? NO_ENGINES;
  for (const { entry, words } of rules) {
    const [engine, group] = words;
    if (entry.name !== 'send-spoe-group' || !engine || !group) continue;
    const groups = engines.get(engine.value);
    const who = `Proxy '${config.name}'`;
    if (!engines.has(engine.value)) tell(report, engine, `${who}: unable to find SPOE engine`, [...engines.keys()]);
    else if (groups && !groups.includes(group.value))
      tell(report, group, `${who}: SPOE engine '${engine.value}' has no group`, groups);
  }
}

function tell(report: Report, word: Word, message: string, names: readonly string[]): void {
  const near = suggest(word.value, names);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  report('spoe/unknown', rangeOf(word), `${message} '${word.value}' used by 'send-spoe-group'${hint}`);
}
