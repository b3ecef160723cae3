/** `from <origin>`: what a server or a `default-server` starts from (manual 4.2 `default-server`, 5.2 `from`). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ServerConfig } from '../../model/config/server.js';

/** Settings to start from; undefined: those that are in force where nothing is said, or after a report. */
export function parsePreset(site: DirectiveSite): Partial<ServerConfig> | undefined {
  const { words } = site;
  if (!words.take('from')) return undefined;
  const origin = words.expect(arg.any('origin', "'none', 'be:[<backend>]' or 'srv:[<backend>/]<server>'"));
  if (!origin) return undefined;
  const found = resolveOrigin(site, origin.value);
  if (typeof found !== 'string') return found;
  site.report('arg/invalid', origin.range, `'from' : ${found}`);
  return undefined;
}

/** The settings that an origin names, or what is wrong with it. Only what stands in front of the line is known. */
function resolveOrigin(site: DirectiveSite, origin: string): Partial<ServerConfig> | string {
  if (origin === 'none') return {};
  const [, kind, text = ''] = /^(be|srv):(.*)$/s.exec(origin) ?? [];
  const find = (name: string) => (name === '' ? site.proxy : site.proxyNamed?.(name));
  if (kind === 'be') return find(text)?.config.serverDefaults ?? `no backend '${text}' stands in front of this line`;
  if (kind !== 'srv') return `'${origin}' is none of 'none', 'be:[<backend>]' and 'srv:[<backend>/]<server>'`;
  const slash = text.indexOf('/');
  const owner = find(slash < 0 ? '' : text.slice(0, slash));
  const name = text.slice(slash + 1);
  const named = owner?.config.namedServerDefaults.get(name);
  const server = named ?? owner?.config.servers.find((each) => each.name === name);
  return server === undefined ? `no server '${text}' stands in front of this line` : { ...server, id: undefined };
}
