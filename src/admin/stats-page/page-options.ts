/** What stands behind the page's address: `/stats;csv;norefresh`, `/stats;up?scope=be`. */

export type PageFormat = 'html' | 'csv' | 'typed' | 'json' | 'json-schema';

export interface PageOptions {
  readonly format: PageFormat;
  /** Servers that are left out. */
  readonly hide: 'none' | 'down' | 'maintenance';
  readonly refresh: boolean;
  /** Part of the names of proxies that are shown. */
  readonly scope: string;
  /** Outcome of a change that led here: `DONE`, `NONE`, `DENY`, ... */
  readonly outcome: string | undefined;
}

const FORMATS: readonly PageFormat[] = ['csv', 'typed', 'json', 'json-schema'];

/** Longest part of a name that is looked for. */
const SCOPE_MAX = 20;

/** Reads the words behind `prefix`, which are separated by semicolons; the query may hold a scope. */
export function parsePageOptions(uri: string, prefix: string): PageOptions {
  const rest = uri.slice(prefix.length);
  const words = new Set(rest.split(/[;?&]/));
  const valueOf = (name: string) => [...words].find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    format: FORMATS.find((format) => words.has(format)) ?? 'html',
    hide: words.has('up') ? 'down' : words.has('no-maint') ? 'maintenance' : 'none',
    refresh: !words.has('norefresh'),
    scope: (valueOf('scope') ?? '').replace(/[^A-Za-z0-9_.:-]/g, '').slice(0, SCOPE_MAX),
    outcome: valueOf('st'),
  };
}

/** The address of the page with other options. */
export function renderPageUri(prefix: string, options: PageOptions, changes: Partial<PageOptions>): string {
  const { format, hide, refresh, scope } = { ...options, ...changes };
  const words = [
    format === 'html' ? '' : `;${format}`,
    hide === 'none' ? '' : hide === 'down' ? ';up' : ';no-maint',
    refresh ? '' : ';norefresh',
    scope === '' ? '' : `;scope=${scope}`,
  ];
  return prefix + words.join('');
}
