/** `log global`, `ring@name`, `backend@name`: where the lines of a proxy go (manual 4.2 `log`, 12.5). */
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { LogTarget } from '../../model/log-target.js';
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

/** Reports targets that lead nowhere. `range` is where the proxy or section begins. */
export function checkLogTargets(
  targets: readonly LogTarget[],
  { global, proxies }: TypedConfig,
  range: SourceRange | undefined,
  report: Report,
): void {
  if (!range) return;
  for (const { address } of targets) {
    if (address.kind === 'backend') {
      const { name } = address;
      const found = proxies.find(({ config }) => config.name === name && config.kind !== 'frontend');
      if (found?.config.mode === 'log') continue;
      const why = found ? `the mode of backend '${name}' is not log` : `there is no backend '${name}'`;
      report('log/unknown-backend', range, `'log backend@${name}' : ${why}`, { remedy: "add 'mode log' to a backend" });
      continue;
    }
    if (address.kind !== 'ring' || address.name === BUILT_IN) continue;
    if (global.rings.some((ring) => ring.name === address.name)) continue;
    report('log/unknown-ring', range, `'log ring@${address.name}' : there is no ring section '${address.name}'`);
  }
}
