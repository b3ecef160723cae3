/** Diagnostics of a load on stderr, as HAProxy prints them, and the summaries that scripts look for. */
import { CODES } from '../diag/code.js';
import type { CodeEntry, Diagnostic } from '../diag/diagnostic.js';
import { renderHaproxyLine, renderHaproxyWithRemedy } from '../diag/render-haproxy.js';
import { withoutFollowUps } from './check/follow-up.js';
import type { Loaded } from './load.js';
import { complain } from './output.js';

/** Alerts of the lines themselves: those of looks at whole files come after HAProxy's summaries and have none. */
function alertsOfLines({ diagnostics }: Loaded): readonly Diagnostic[] {
  const isLate = ({ code }: Diagnostic) => (CODES[code] as CodeEntry).late === true;
  return diagnostics.list.filter((found) => found.severity === 'alert' && !isLate(found));
}

/** Rules of HTTP end the reading in HAProxy as soon as one cannot be understood, as do some other problems. */
const ABORTING = /^\s*http-(?:request|response|after-response)\s/;

function aborts({ code, range }: Diagnostic): boolean {
  if ((CODES[code] as CodeEntry).aborts) return true;
  return range !== undefined && ABORTING.test(range.source.line(range.source.position(range.start).line));
}

/** What is said about the files; `diag` lines are shown with `-dD` only. */
export function startLines(loaded: Loaded, showDiag: boolean): string[] {
  const { pid } = process;
  const shown = withoutFollowUps(loaded.diagnostics, loaded.tree).filter(
    ({ severity }) => severity !== 'diag' || showDiag,
  );
  const list = shown.map((diagnostic) => renderHaproxyWithRemedy(diagnostic, pid));
  const alerts = alertsOfLines(loaded);
  if (alerts.length === 0 && loaded.diagnostics.list.some(({ code }) => code === 'server/unresolved')) {
    list.push(renderHaproxyLine('alert', pid, 'Failed to initialize server(s) addr.'));
  }
  for (const name of new Set(alerts.flatMap(({ range }) => range?.source.name ?? []))) {
    list.push(renderHaproxyLine('alert', pid, `config : Error(s) found in configuration file : ${name}`));
  }
  if (alerts.length > 0 && !alerts.some(aborts)) {
    list.push(renderHaproxyLine('alert', pid, 'config : Fatal errors found in configuration.'));
  }
  return list;
}

/** Prints everything that was found. */
export function reportLoad(loaded: Loaded, { quiet, diag }: { quiet: boolean; diag: boolean }): void {
  if (quiet) return;
  const text = startLines(loaded, diag);
  if (text.length > 0) complain(`${text.join('\n')}\n`);
}

/** Whether the files may run: no alert, and no warning where warnings count as errors. */
export function isAcceptable({ config, diagnostics }: Loaded): boolean {
  if (diagnostics.alerts > 0) return false;
  const strict = config.global.flags.get('zero-warning') === true;
  return !(strict && hasWarnings(diagnostics.list));
}

/** Whether there is a warning among diagnostics. */
export function hasWarnings(list: Loaded['diagnostics']['list']): boolean {
  return list.some(({ severity }) => severity === 'warning');
}
