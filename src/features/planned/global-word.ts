/** Keywords of the global section that are not executed yet, or that tune other programs (manual 3). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import { OPEN_ENDED, QUIC_ARGUMENTS, TUNING_ARGUMENTS, VISIBLE_ARGUMENTS } from './global-argument.js';

const EXPERIMENTAL: ReadonlySet<string> = new Set(['force-cfg-parser-pause']);

function usageOf(name: string, args: readonly ArgKind<unknown>[]): string {
  const kinds = args.map(({ label, optional }) => (optional ? `[<${label}>]` : `<${label}>`));
  return [name, ...kinds, ...(OPEN_ENDED.has(name) ? ['...'] : [])].join(' ');
}

function row([name, args]: readonly [string, readonly ArgKind<unknown>[]], harmless: boolean): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `3#${name}`, brief: 'Not executed.', since: '1.5', support: 'ignored', harmless },
    ...{ why: harmless ? 'it tunes parts of another program' : 'not executed yet', usage: usageOf(name, args) },
    ...{ sections: ['global'], negatable: false, experimental: EXPERIMENTAL.has(name) },
    parse(site) {
      const values = site.words.expectAll(args);
      if (!values) return;
      if (name === RESOLVERS) noteResolvers(site, values[0] as ArgText);
      if (OPEN_ENDED.has(name)) readMore(site, args);
    },
  });
}

const RESOLVERS = 'httpclient.resolvers.id';

/** The section called `default` is always there (manual 5.3.2). */
function noteResolvers(site: DirectiveSite, name: ArgText): void {
  if (name.value !== 'default') site.refersTo('resolvers', name, RESOLVERS);
}

/** More of the last kind, or whatever comes. */
function readMore({ words }: DirectiveSite, args: readonly ArgKind<unknown>[]): void {
  const last = args[args.length - 1];
  if (last && /range|set$/.test(last.label))
    while (!words.done && words.expect({ ...last, optional: false }) !== undefined);
  else words.rest();
}

/** A word whose first argument is a file that HAProxy reads while it starts. */
function fileRow(name: string, usage: string, why: string, parse: (site: DirectiveSite) => void): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `3.1#${name}`, brief: 'Not executed.', since: '1.6', support: 'ignored', why },
    ...{ sections: ['global'], usage, parse },
  });
}

/** Whether scripts are named and none can be read. */
const LACKING = 'lua is missing';
const BOOL_CONVERSION = 'tune.lua.bool-sample-conversion';

function loadLua(site: DirectiveSite): void {
  const script = site.words.expect(arg.any('file', 'the name of a Lua script'));
  site.words.rest();
  const { tune, flags } = site.global;
  flags.set('lua', true);
  if (!tune.has(BOOL_CONVERSION)) {
    const message = `hlua: ${BOOL_CONVERSION} is not set before the first script is loaded`;
    site.report('lua/bool-conversion', site.keyword, message, { remedy: "set it to 'normal' or 'pre-3.1-bug'" });
    tune.set(BOOL_CONVERSION, 'pre-3.1-bug');
  }
  if (!script) return;
  const isThere = site.readFile(script) !== undefined;
  // What comes of scripts is not there either, if none of them is.
  flags.set(LACKING, !isThere && flags.get(LACKING) !== false);
}

const fileWords: readonly DirectiveEntry[] = [
  ...['lua-load', 'lua-load-per-thread'].map((name) =>
    fileRow(name, `${name} <file> [<arg1> [<arg2> [...]]]`, 'Lua is not executed', loadLua),
  ),
  fileRow('ssl-dh-param-file', 'ssl-dh-param-file <file>', 'parameters are those of the runtime', (site) => {
    const file = site.words.expect(arg.any('file', 'the name of a file'));
    if (file) site.readFile(file);
  }),
];

/** Words of modules that HAProxy is built without, as the recorded one was: it does not know them then. */
const NOT_BUILT: Readonly<Record<string, readonly string[]>> = {
  '51Degrees': [
    ...['51degrees-allow-unmatched', '51degrees-cache-size', '51degrees-data-file', '51degrees-difference'],
    ...['51degrees-drift', '51degrees-property-name-list', '51degrees-property-separator'],
    ...['51degrees-use-performance-graph', '51degrees-use-predictive-graph'],
  ],
  DeviceAtlas: [
    ...['deviceatlas-json-file', 'deviceatlas-log-level', 'deviceatlas-properties-cookie', 'deviceatlas-separator'],
  ],
  WURFL: [...['wurfl-cache-size', 'wurfl-data-file', 'wurfl-information-list', 'wurfl-information-list-separator']],
  zlib: ['tune.zlib.memlevel', 'tune.zlib.windowsize'],
  'memory profiling': ['profiling.memory'],
  'debug counters': ['debug.counters'],
};

const notBuilt: readonly DirectiveEntry[] = Object.entries(NOT_BUILT).flatMap(([module, names]) =>
  names.map((name) =>
    define.directive({
      ...{ name, doc: `3#${name}`, brief: `Belongs to builds with ${module}.`, since: '1.5', support: 'ignored' },
      ...{ harmless: true, why: `it belongs to builds with ${module}`, sections: ['global'], usage: `${name} ...` },
      parse({ words, keyword, report }) {
        words.rest();
        report('keyword/not-built', keyword, `unknown keyword '${name}' in 'global' section: it needs ${module}`);
      },
    }),
  ),
);

export const plannedGlobalWords: readonly DirectiveEntry[] = [
  ...Object.entries(VISIBLE_ARGUMENTS).map((word) => row(word, false)),
  ...Object.entries({ ...TUNING_ARGUMENTS, ...QUIC_ARGUMENTS }).map((word) => row(word, true)),
  ...fileWords,
  ...notBuilt,
];
