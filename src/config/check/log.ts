/** Log formats that nobody will see. */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import { typeOf } from '../proxy-type.js';

/** Warns of a log format in a proxy without a log target. */
export function checkLogs({ config, formats, range }: ProxyDraft, report: Report): void {
  if (config.kind === 'backend' || !range || config.logTargets.length > 0) return;
  const chosen =
    formats.logFormat ?? formats.logFormatSd ?? (config.logFormatName !== 'default' ? config.logFormatName : undefined);
  if (chosen === undefined) return;
  const message = `log format ignored for ${typeOf(config)} '${config.name}' since it has no log address`;
  report('log/no-target', range, message, { remedy: "add a 'log' line" });
}
