/** Listening places of a proxy (manual 5.1). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';

/** Numbers of listeners are unique in their proxy (manual 5.1 `id`). */
function checkIds(
  { config }: ProxyDraft,
  ranges: ReadonlyMap<number, SourceRange> | undefined,
  header: SourceRange,
  report: Report,
): void {
  const seen = new Map<number, number>();
  for (const { id, line, addresses } of config.binds) {
    if (id === undefined) continue;
    if (addresses.length > 1 || addresses.some(({ port, portEnd }) => portEnd !== port)) {
      report('bind/id', ranges?.get(line) ?? header, "'id' can only be given to a single socket");
    }
    const owner = seen.get(id);
    if (owner === undefined) seen.set(id, line);
    else report('bind/id', ranges?.get(line) ?? header, `custom id ${id} is already used by line ${owner}`);
  }
}

/** The protocol of a listener is made for the mode of its proxy (manual 5.1 `proto`). */
function checkProtocols(
  { config }: ProxyDraft,
  ranges: ReadonlyMap<number, SourceRange> | undefined,
  header: SourceRange,
  report: Report,
): void {
  const wrong = config.mode === 'http' ? 'none' : 'h1';
  for (const { protocol, line } of config.binds) {
    if (protocol !== wrong) continue;
    report('bind/protocol', ranges?.get(line) ?? header, `'proto ${wrong}' cannot be used in mode ${config.mode}`);
  }
}

/** Reports proxies that listen nowhere, and TLS without a certificate. */
export function checkBinds(draft: ProxyDraft, report: Report): void {
  const { config, range } = draft;
  if (config.kind === 'backend' || !range || config.disabled) return;
  if (config.kind === 'frontend' && config.binds.length === 0) {
    report('proxy/no-bind', range, `frontend '${config.name}' has no 'bind' directive`, {
      remedy: 'declare it as a backend if this was intended',
    });
  }
  const ranges = draft.extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
  checkIds(draft, ranges, range, report);
  checkProtocols(draft, ranges, range, report);
  for (const { tls, addresses, line } of config.binds) {
    if (!tls?.enabled || draft.extra.has('word ssl-f-use') || draft.extra.has('word crt')) continue;
    if (tls.certificates.length + tls.crtLists.length > 0) continue;
    const place = ranges?.get(line) ?? range;
    const where = `${place.source.name}:${line}`;
    const message = `Proxy '${config.name}': no SSL certificate specified for bind '${addresses[0]?.text ?? ''}' at [${where}]`;
    if (tls.strictSni) report('proxy/no-certificate-yet', place, `${message}, all handshakes will fail`);
    else report('proxy/no-certificate', place, message, { remedy: "add 'crt <file>'" });
  }
}
