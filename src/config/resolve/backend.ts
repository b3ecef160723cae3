/** `default_backend` and constant targets of `use_backend` (manual 4.2). */
import { suggest } from '../../catalog/derive/suggest.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import { ignoredTargets } from '../ignored-target.js';

type Proxies = ReadonlyMap<string, ProxyDraft>;

/** Whether a target is computed per request. */
export function isDynamic(target: string): boolean {
  return target.includes('%');
}

/** Reports targets that do not exist, are no backends or have a mode that does not fit. */
export function resolveBackends(draft: ProxyDraft, proxies: Proxies, report: Report): void {
  const { config } = draft;
  for (const { word, target } of ignoredTargets(draft))
    if (word !== 'use-server') check(draft, target.value, word, target.range, proxies, report);
  if (config.kind === 'backend') return;
  if (config.defaultBackend !== undefined) {
    const range = (draft.extra.get('default_backend') as SourceRange | undefined) ?? draft.range;
    if (range) check(draft, config.defaultBackend, 'default_backend', range, proxies, report);
  }
  for (const { kind, target } of draft.switches) {
    if (kind !== 'use_backend' || !target || isDynamic(target.value)) continue;
    check(draft, target.value, 'use_backend', target.range, proxies, report);
  }
}

function check(
  draft: ProxyDraft,
  name: string,
  word: string,
  range: SourceRange,
  proxies: Proxies,
  report: Report,
): void {
  const { config } = draft;
  const target = proxies.get(name);
  if (!target || target.config.kind === 'frontend') {
    const backends = [...proxies.values()].filter((other) => other.config.kind !== 'frontend');
    const near = suggest(
      name,
      backends.map((other) => other.config.name),
    );
    const hint = target ? `; '${name}' is a frontend` : near ? `; did you mean '${near}'?` : '';
    const message = `Proxy '${config.name}': unable to find required ${word}: '${name}'${hint}`;
    report('backend/unknown', range, message);
    return;
  }
  if (target.config === config) {
    const message = `Proxy '${config.name}': loop detected for ${word}: '${name}' is this proxy itself`;
    report('backend/loop', range, message, { remedy: 'name another backend, or leave the line out' });
    return;
  }
  const { mode } = target.config;
  if (mode === config.mode || (config.mode === 'tcp' && mode === 'http')) return;
  const message = `${config.mode} frontend '${config.name}' (${placeOf(draft)}) cannot use ${mode} backend '${name}' (${placeOf(target)}) in ${word}`;
  report('proxy/mode-mismatch', range, message, { remedy: "give both the same 'mode'" });
}

function placeOf({ config, range }: ProxyDraft): string {
  return range ? `${range.source.name}:${range.source.position(range.start).line}` : config.name;
}
