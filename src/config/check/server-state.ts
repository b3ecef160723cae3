/** Files of states of servers (manual 4.2 `load-server-state-from-file`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { GlobalConfig } from '../../model/config/global.js';

/** Warns of backends that take their states from the file of the global section where that names none. */
export function checkServerState({ config, range }: ProxyDraft, global: GlobalConfig, report: Report): void {
  if (config.kind === 'frontend' || !range || config.loadServerState !== 'global') return;
  if (global.serverStateFile !== undefined) return;
  const message = `backend '${config.name}' takes states of servers from 'server-state-file', which is not set`;
  report('proxy/state-file', range, message, { remedy: "add 'server-state-file <file>' to the global section" });
}
