/** Diagnostics of a load on stderr, as HAProxy prints them, and the summaries that scripts look for. */
import { renderHaproxy, renderHaproxyLine } from '../diag/render-haproxy.js';
import type { Loaded } from './load.js';

/** Writes a latin1 carrier to stderr at once: what is said before an exit must not be lost. */
export function complain(text: string): void {
  process.stderr.write(Buffer.from(text, 'latin1'));
}

/** Files that have at least one alert, in order. */
function brokenFiles({ diagnostics }: Loaded): string[] {
  const alerts = diagnostics.list.filter(({ severity, range }) => severity === 'alert' && range);
  return [...new Set(alerts.map(({ range }) => range!.source.name))];
}

/** `diag` lines are shown with `-dD` only. */
function lines(loaded: Loaded, showDiag: boolean): string[] {
  const { pid } = process;
  const shown = loaded.diagnostics.list.filter(({ severity }) => severity !== 'diag' || showDiag);
  const list = shown.map((diagnostic) => {
    const line = renderHaproxy(diagnostic, pid);
    return diagnostic.remedy ? `${line}. ${diagnostic.remedy}` : line;
  });
  for (const name of brokenFiles(loaded)) {
    list.push(renderHaproxyLine('alert', pid, `config : Error(s) found in configuration file : ${name}`));
  }
  if (loaded.diagnostics.alerts > 0) {
    list.push(renderHaproxyLine('alert', pid, 'config : Fatal errors found in configuration.'));
  }
  return list;
}

/** Prints everything that was found. */
export function reportLoad(loaded: Loaded, { quiet, diag }: { quiet: boolean; diag: boolean }): void {
  if (quiet) return;
  const text = lines(loaded, diag);
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
