/** Words of `server` that servers added at run time may have (management.txt 9.3 `add server`, `add server help`). */
import type { Catalog } from '../create-catalog.js';
import type { ServerWordEntry } from '../entry.js';

/** Words that only the configuration may use: they need what is set up once at the start, or undo a default. */
const CONFIGURED_ONLY: ReadonlySet<string> = new Set([
  ...['cc', 'init-addr', 'log-bufsize', 'log-proto', 'max-reuse', 'namespace', 'no-agent-check', 'no-check'],
  ...['no-check-send-proxy', 'no-check-ssl', 'no-send-proxy-v2-ssl', 'no-send-proxy-v2-ssl-cn', 'no-ssl'],
  ...['non-stick', 'redir', 'resolve-net', 'resolve-opts', 'resolve-prefer', 'resolvers', 'shard', 'socks4'],
  ...['ssl-reuse', 'stick', 'tcp-md5sig', 'tcp-ut'],
]);

/** Whether a word of `server` lines is refused for servers that are added at run time. */
export function isConfiguredOnly(word: string): boolean {
  return CONFIGURED_ONLY.has(word);
}

/** Rows of the words that `add server` takes, by name. */
export function dynamicServerWords(catalog: Catalog): readonly ServerWordEntry[] {
  const rows = catalog
    .all('server-word')
    .filter(({ name, support }) => !isConfiguredOnly(name) && support !== 'refused');
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}
