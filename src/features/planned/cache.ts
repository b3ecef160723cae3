/** `cache` sections (manual 6.2.1). */
import { arg } from '../../catalog/arg.js';
import type { SectionSite } from '../../catalog/directive-site.js';
import type { Entry } from '../../catalog/entry.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const cache: PlannedSection = {
  ...{ name: 'cache', doc: '6.2.1', since: '1.8', naming: 'required', brief: 'Answers that are kept.' },
  why: 'answers are not kept yet',
};

const MEGABYTE = 1024 * 1024;

/** Objects may take a half of the cache. */
function finish({ name, range, data, report }: SectionSite): void {
  const total = data.get('total-max-size') as number | undefined;
  if (!data.has('total-max-size')) {
    report('section/incomplete', range, `cache '${name ?? ''}' has no size`, {
      remedy: "add 'total-max-size <megabytes>'",
    });
    return;
  }
  if (total === undefined) return;
  const most = (total * MEGABYTE) / 2;
  const size = data.get('max-object-size') as number | undefined;
  if (size === undefined || size <= most) return;
  const message = `"max-object-size" of cache '${name ?? ''}' is more than a half of "total-max-size"`;
  report('section/incomplete', range, message, { remedy: `use ${most} at most` });
}

const RATIO = arg.uint('integer', { min: 1, max: 99 });

export const cacheEntries: readonly Entry[] = [
  sectionRow(cache, { anyName: true, finish }),
  wordRow(cache, {
    ...{ name: 'total-max-size', brief: 'Megabytes of memory.' },
    args: [arg.uint('megabytes', { min: 1, max: 4095 })],
  }),
  wordRow(cache, { name: 'max-object-size', brief: 'Largest answer.', args: [arg.uint('bytes', { max: 4294967295 })] }),
  wordRow(cache, { name: 'max-age', brief: 'Longest life of an answer.', args: [arg.uint('seconds')] }),
  wordRow(cache, {
    ...{ name: 'max-secondary-entries', brief: 'Most variants of an answer.', since: '2.4' },
    args: [arg.uint('number', { min: 1 })],
  }),
  wordRow(cache, {
    ...{ name: 'process-vary', brief: 'Keeps answers that vary.', since: '2.4', args: [arg.onOff('on/off')] },
  }),
  wordRow(cache, {
    ...{ name: 'early-hints', brief: 'Sends hints of answers that are gone.', since: '3.5' },
    usage: '<on/off/only> [ratio <integer>]',
    parse({ words }) {
      if (!words.expect(arg.enumeration('on/off/only', ['on', 'off', 'only']))) return;
      if (!words.done && words.expect(arg.enumeration('ratio', ['ratio']))) words.expect(RATIO);
    },
  }),
];
