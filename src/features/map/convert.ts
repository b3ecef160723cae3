/** `map_<match>[_<output>]` and `map_regm` (manual 7.3.1): look a value up in a map. */
import { arg } from '../../catalog/arg.js';
import type { ConverterEntry, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { parseIp } from '../../model/ip.js';
import type { CompiledRegex } from '../../model/regex/compile-regex.js';
import { matchAndExpand } from '../../model/regex/expand-template.js';
import { parseSint } from '../../model/sint.js';
import type { Ipv4, Ipv6, SampleType, Sint } from '../../model/value.js';
import { compileKeyRegex } from './list-index.js';
import type { MatchMethod, OutputKind } from './open-map.js';
import { openView } from './open-map.js';

const METHODS: readonly { readonly method: MatchMethod; readonly in: SampleType; readonly how: string }[] = [
  { method: 'str', in: 'str', how: 'is the key' },
  { method: 'beg', in: 'str', how: 'starts with the key; the longest key wins' },
  { method: 'end', in: 'str', how: 'ends with the key' },
  { method: 'sub', in: 'str', how: 'contains the key' },
  { method: 'dir', in: 'str', how: 'has the key between slashes' },
  { method: 'dom', in: 'str', how: 'has the key between dots' },
  { method: 'reg', in: 'str', how: 'matches the regular expression that is the key' },
  { method: 'int', in: 'sint', how: 'is the number that is the key, or in its range' },
  { method: 'ip', in: 'addr', how: 'is the address that is the key, or in its network; the narrowest network wins' },
];

const integer = kindOf<Sint>('default', 'integer', 'an integer', parseSint);
const address = kindOf<Ipv4 | Ipv6>('default', 'string', 'an IP address', parseIp);
/** A map is opened when it is compiled; converters without an argument ask for the map without a name. */
const mapName = arg.any('map_name', 'the name of a map file');

const OUTPUTS = [
  { output: 'str', out: 'str', what: 'Text', fallback: arg.opt(arg.str('default')) },
  { output: 'int', out: 'sint', what: 'Number', fallback: arg.opt(integer) },
  { output: 'ip', out: 'addr', what: 'Address', fallback: arg.opt(address) },
] as const;

type Method = (typeof METHODS)[number];

const shared = { doc: '7.3.1#map', since: '1.5', support: 'full' } as const;

function rowsOf({ method, in: type, how }: Method): ConverterEntry[] {
  const rows = OUTPUTS.map(({ output, out, what, fallback }) =>
    define.converter({
      ...shared,
      name: output === 'str' ? `map_${method}` : `map_${method}_${output}`,
      aliases: method === 'str' && output === 'str' ? ['map'] : [],
      brief: `${what} of the entry of a map for which the value ${how}.`,
      args: [mapName, fallback],
      in: type,
      out,
      compile: ([path, other], site) => compileLookUp(path, method, output, other, site),
    }),
  );
  const key = define.converter({
    ...shared,
    name: `map_${method}_key`,
    since: '3.2',
    brief: `Key of the entry of a map for which the value ${how}.`,
    args: [mapName],
    in: type,
    out: 'str',
    compile: ([path], site) => compileLookUp(path, method, 'key', undefined, site),
  });
  return [...rows, key];
}

function compileLookUp(
  path: Parameters<typeof openView>[0],
  method: MatchMethod,
  output: OutputKind,
  fallback: string | Sint | Ipv4 | Ipv6 | undefined,
  site: Parameters<typeof openView>[3],
): ReturnType<ConverterEntry['compile']> {
  const view = openView(path, method, output, site);
  if (!view) return undefined;
  if (fallback === undefined) return (value) => view.lookUp(value);
  return (value) => view.lookUp(value) ?? fallback;
}

export const entries: readonly Entry[] = [
  ...METHODS.flatMap(rowsOf),
  define.converter({
    ...shared,
    name: 'map_regm',
    since: '1.7',
    brief: 'Text of the entry of a map whose regular expression matches, with the groups of the match filled in.',
    args: [mapName, arg.opt(arg.str('default'))],
    in: 'str',
    out: 'str',
    compile: ([path, fallback], site) => {
      const view = openView(path, 'reg', 'str', site);
      if (!view) return undefined;
      const compiled = new Map<string, CompiledRegex>();
      return (value) => {
        const entry = view.find(value);
        if (entry === undefined) return fallback;
        let regex = compiled.get(entry.key);
        if (regex === undefined) {
          regex = compileKeyRegex(entry.key);
          compiled.set(entry.key, regex);
        }
        return matchAndExpand(regex, value, entry.value);
      };
    },
  }),
];
