/** Backends that log lines are sent to, and servers that only such backends can have (manual 4.2 `mode log`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import { typeOf } from '../proxy-type.js';
import { serverRange } from '../resolve/server.js';

/** Reports what log backends cannot have, and datagrams elsewhere. */
export function checkLogMode(draft: ProxyDraft, report: Report): void {
  if (draft.config.mode === 'log') checkLogBackend(draft, report);
  else checkDatagrams(draft, report);
}

function checkDatagrams(draft: ProxyDraft, report: Report): void {
  const { name, servers } = draft.config;
  for (const server of servers) {
    if (!server.datagram) continue;
    const range = serverRange(draft, server);
    const what = `'server ${name}/${server.name}' : dgram-type address not acceptable in '${server.address.text}'`;
    if (range) report('server/address', range, what);
  }
}

function checkLogBackend(draft: ProxyDraft, report: Report): void {
  const { config, range, rules, switches } = draft;
  if (!range) return;
  const what = `${typeOf(config)} '${config.name}'`;
  if (config.kind !== 'backend') {
    report('proxy/log-mode', range, `${what} : 'mode log' is for backends`);
    return;
  }
  const usesConsistent = config.balance?.algorithm === 'log-hash' && config.hash?.method === 'consistent';
  if (usesConsistent) report('proxy/log-mode', range, `${what} : 'balance log-hash' needs 'hash-type map-based'`);
  const own = (at: typeof range) => (at.source === range.source ? at : range);
  for (const ruleset of new Set(rules.map((rule) => rule.ruleset))) {
    // Those of mode http are told about with the other settings of that mode.
    if (!ruleset.startsWith('tcp-')) continue;
    const first = rules.find((rule) => rule.ruleset === ruleset)!;
    report('rule/ignored', own(first.range), `'${ruleset}' rules ignored for ${what} as they need streams`);
  }
  const [useServer] = switches.filter(({ kind }) => kind === 'use-server');
  if (useServer) report('rule/ignored', own(useServer.range), `'use-server' rules ignored for ${what}`);
  for (const server of config.servers) {
    const at = serverRange(draft, server);
    if (!at) continue;
    if (server.tls?.sni !== undefined)
      report('keyword/refused', at, `${what} : 'sni' of log servers is not executed ('${server.name}')`);
    if (server.socks4)
      report('keyword/refused', at, `${what} : SOCKS to log servers is not executed ('${server.name}')`);
    const { kind } = server.address;
    const isPlace = kind === 'tcp' || kind === 'unix' || kind === 'abstract';
    if (!isPlace) report('server/address', at, `${what} : lines cannot be sent to '${server.address.text}'`);
  }
}
