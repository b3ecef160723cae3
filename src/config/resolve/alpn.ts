/** HTTP/2 is not spoken yet: proxies in mode http do not negotiate it (manual 5.1 `alpn`, 5.2 `alpn`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';

interface Negotiating {
  alpn: readonly string[] | undefined;
}

/** Takes `h2` out of the lists of protocols; in mode tcp the bytes are passed on, whatever they are. */
export function withoutHttp2({ config, extra, range }: ProxyDraft, report: Report): void {
  if (config.mode !== 'http') return;
  const ranges = extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
  for (const { tls, line } of config.binds) if (tls) restrict(tls, ranges?.get(line) ?? range, report);
  for (const { tls } of config.servers) if (tls) restrict(tls, range, report);
}

function restrict(tls: Negotiating, range: SourceRange | undefined, report: Report): void {
  if (!tls.alpn?.includes('h2')) return;
  tls.alpn = tls.alpn.filter((name) => name !== 'h2');
  if (tls.alpn.length > 0) {
    if (range) report('keyword/tuning', range, "'alpn' : 'h2' is not offered, connections use HTTP/1.1");
    return;
  }
  tls.alpn = ['http/1.1'];
  if (range)
    report('keyword/not-executed', range, "'alpn h2' : HTTP/2 is not executed yet, 'http/1.1' is offered instead");
}
