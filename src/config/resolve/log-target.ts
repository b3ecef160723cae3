/** `log global`, `ring@name`, `backend@name`: where the lines of a proxy go (manual 4.2 `log`, 12.5). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { LogAddress } from '../../model/log-target.js';
import type { TypedConfig } from '../typed-config.js';

/** The ring that is always there. */
const BUILT_IN = 'buf0';

/** Makes rings of sections that say nothing, so that lines find them. */
export function completeRings({ global, sections }: TypedConfig): void {
  const known = new Set(global.rings.map(({ name }) => name));
  for (const key of sections.keys()) {
    const name = key.startsWith('ring ') ? key.slice('ring '.length) : '';
    if (name === '' || known.has(name)) continue;
    const size = global.bufferSize;
    global.rings.push({ name, description: name, format: 'local', maxLength: size, sizeBytes: size, servers: [] });
  }
}

/** Why nothing takes the lines; undefined if something does. */
function problemOf(address: LogAddress, { global, proxies }: TypedConfig): string | undefined {
  if (address.kind === 'backend') {
    const found = proxies.find(({ config }) => config.name === address.name && config.kind !== 'frontend');
    if (found?.config.mode === 'log') return undefined;
    return found ? `the mode of backend '${address.name}' is not log` : `there is no backend '${address.name}'`;
  }
  if (address.kind !== 'ring' || address.name === BUILT_IN) return undefined;
  if (global.rings.some((ring) => ring.name === address.name)) return undefined;
  return `there is no ring section '${address.name}'`;
}

/** Reports targets of a proxy that lead nowhere; `told` has those that other proxies took from the same lines. */
export function checkLogTargets(
  { config: { logTargets }, extra, range }: ProxyDraft,
  config: TypedConfig,
  told: Set<string>,
  report: Report,
): void {
  const ranges = extra.get('log ranges') as ReadonlyMap<string, SourceRange> | undefined;
  for (const { address } of logTargets) {
    const problem = problemOf(address, config);
    if (problem === undefined || (address.kind !== 'ring' && address.kind !== 'backend')) continue;
    const place = ranges?.get(`${address.kind} ${address.name}`) ?? range;
    const key = `${place?.source.name}:${place?.start} ${address.kind} ${address.name}`;
    if (!place || told.has(key)) continue;
    told.add(key);
    const message = `'log ${address.kind}@${address.name}' : ${problem}`;
    if (address.kind === 'ring') report('log/unknown-ring', place, message);
    else report('log/unknown-backend', place, message, { remedy: "add 'mode log' to a backend" });
  }
}
