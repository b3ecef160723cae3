/** Says once per word that Hawser knows it and does not execute it. */
import type { Entry } from '../catalog/entry.js';
import type { Report } from '../catalog/site.js';
import type { SourceRange } from '../diag/source-text.js';
import type { GlobalConfig } from '../model/config/global.js';

/** Whether there is anything to say of a row: for most there is not, and they need no label. */
export function isRemarkable({ support, experimental }: Entry): boolean {
  return experimental === true || (support !== 'full' && support !== 'partial');
}

/**
 * Reports a row whose support is not full.
 * @returns false if the word cannot be applied
 */
export function noticeSupport(
  entry: Entry,
  label: string,
  range: SourceRange,
  report: Report,
  noticed: Set<string>,
): boolean {
  if (entry.support === 'full' || entry.support === 'partial') return true;
  if (entry.support === 'refused') {
    report('keyword/refused', range, `'${label}' is not executed: ${entry.why ?? 'not executed yet'}`);
    return false;
  }
  const key = `${entry.kind} ${entry.name}`;
  if (noticed.has(key)) return true;
  noticed.add(key);
  const code = entry.harmless ? 'keyword/tuning' : 'keyword/not-executed';
  report(code, range, `'${label}' is accepted but has no effect: ${entry.why ?? 'not executed yet'}`);
  return true;
}

/** Reports a word that may still change and that the global section does not permit. */
export function checkExperimental(
  { experimental }: Entry,
  label: string,
  range: SourceRange,
  { global, report }: { readonly global: GlobalConfig; readonly report: Report },
): void {
  if (!experimental || global.flags.get('expose-experimental-directives')) return;
  const message = `'${label}' is experimental: 'expose-experimental-directives' must stand in a global section before it`;
  report('keyword/experimental', range, message);
}
