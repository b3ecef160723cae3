/** Which statuses count as errors and failures in stick tables: `http-err-codes`, `http-fail-codes` (manual 3.1). */
import { arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { type CountedStatuses, changeStatuses } from '../../model/status-set.js';

const RANGE = arg.any('range', 'status codes from 100 to 599 or ranges of them');

function row(name: string, brief: string, slot: keyof CountedStatuses): DirectiveEntry {
  return define.directive({
    ...{ name, brief, doc: `3.1#${name}`, since: '3.1', support: 'full', sections: ['global'] },
    usage: `${name} [+-]<range>[,...] [...]`,
    parse({ words, global, report }) {
      do {
        const word = words.expect(RANGE);
        if (word === undefined) return;
        const changed = changeStatuses(global.countedStatuses[slot], word.value);
        if (changed === undefined) {
          report('arg/invalid', word.range, `'${word.value}' does not fit <range>, which expects ${RANGE.expects}`);
          return;
        }
        global.countedStatuses[slot] = changed;
      } while (!words.done);
    },
  });
}

export const countedStatusEntries: readonly Entry[] = [
  row('http-err-codes', 'Statuses that count as errors of clients.', 'errors'),
  row('http-fail-codes', 'Statuses that count as failures of servers.', 'failures'),
];
