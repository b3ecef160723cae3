/**
 * Random expressions from the rows of the catalog: a fetch and up to five converters whose types fit, arguments by the
 * labels of their kinds. Most are valid; those that Hawser refuses are left out by the caller.
 */
import type { ArgKind } from '../../../src/catalog/arg.js';
import type { Catalog } from '../../../src/catalog/create-catalog.js';
import type { ConverterEntry, FetchEntry } from '../../../src/catalog/entry.js';
import { canCast } from '../../../src/compile/casts.js';
import type { SampleType } from '../../../src/model/value.js';
import { argumentsThen, isKnownDifference } from './difference.js';
import type { Pick } from './pick.js';

/** The version that answers beside us. */
const ORACLE_VERSION = [2, 6] as const;

/** Differ from process to process, from moment to moment, or from connection to connection. */
const VOLATILE =
  /^(?:nbproc|proc|thread|.*date.*|rand|uuid|act_conn|stopping|hostname|.*_conn|.*_conn_free|.*_rate|.*queue|connslots|nbsrv|srv_.*|fe_id|unique-id|last_rule.*|.*timer.*|(?:fc_)?src_port|so_.*|fc_err.*|fc_rtt(?:var)?|fc_(?:unacked|sacked|retrans|fackets|lost|reordering)|.*_err.*|http_first_req|internal\..*|env|wait_end|req\.len|debug|distcc.*|sc[0-2]?_.*|src_(?!is_local).*|table_.*|in_table|.*timeout)$/;

function isOld(since: string): boolean {
  const [major = 0, minor = 0] = since.split('.').map(Number);
  return major < ORACLE_VERSION[0] || (major === ORACLE_VERSION[0] && minor <= ORACLE_VERSION[1]);
}

const STRINGS = [
  '',
  'a',
  'abc',
  'Hello World',
  '42',
  '-7',
  '1,2,3',
  'a/b/c',
  'x=1&y=2',
  '10.0.0.1',
  '::1',
  'GET',
  'text.html',
  '0',
  '%41b',
  'YWJj',
  'ünï',
  'a"b',
  '(x)',
  ' pad ',
  'AbCdEfGhIjKl',
  '1600000000',
  '/p/q?r',
  'true',
  '$.a',
  '3.14',
  'host:80',
  '[::1]:90',
];
const INTEGERS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '7',
  '16',
  '255',
  '256',
  '65535',
  '4294967295',
  '9223372036854775807',
  '-9223372036854775808',
  '1600000000',
  '-5',
  '1000000',
];
const SMALL = ['0', '1', '2', '3', '-1', '-2', '4', '5', '10', '-10'];
const VARIABLES = ['txn.s', 'txn.n', 'txn.b', 'txn.ip', 'txn.none', 'sess.s', 'txn.e', 'txn.i6', 'txn.t'];
const NAMES = [
  'x-text',
  'X-List',
  'x-num',
  'x-forwarded-for',
  'cookie',
  'host',
  'x-empty',
  'nope',
  'x-json',
  'x-b64',
  'accept-language',
  'x-date',
];
const PARAMETERS = ['a', 'b', 'id', 'A', 'name', 'nope', 'q', 'x', 'sid', 'SID', 'n', 'empty'];
const REGEXES = [
  'a',
  '[0-9]+',
  '^.',
  '.$',
  '(.)(.)',
  'o|b',
  '[^a-z]',
  '\\d',
  '\\s',
  'x*',
  '(a|b)+',
  '.',
  '[[:alpha:]]',
  '^(.*)/(.*)$',
  '\\W+',
];
const KEYS = ['c2VjcmV0', 'AAECAwQFBgcICQoLDA0ODw==', 'txn.s', 'Zm9vYmFyYmF6'];

type Source = (pick: Pick, folder: string) => string;
const from =
  (list: readonly string[]): Source =>
  (pick) =>
    pick.of(list);

/** By label of the kind; what is not named is chosen by type. */
const BY_LABEL: Readonly<Record<string, Source>> = {
  name: from([...NAMES, ...PARAMETERS]),
  occurrence: from(SMALL),
  delimiter: from([',', ';', '?', '&', '/']),
  delimiters: from([',', '/', '.', ',;', ' ', ':', '-', '=', 'a']),
  delim: from(['&', ',', ';', '/']),
  separator: from(['', '-', ':', ', ']),
  chunk_size: from(['1', '2', '3', '4', '8']),
  truncate: from(['0', '1']),
  case: from(['', 'i']),
  var: from(VARIABLES),
  value: from([...INTEGERS, ...VARIABLES]),
  offset: from(['0', '1', '2', '5', '20', 'txn.n', '-1', '-3600', '3600']),
  offset1: from(['0', '1', '2']),
  offset2: from(['0', '1', '+1', '-1']),
  length: from(['1', '2', '3', '4', '8', '100', 'txn.n']),
  index: from(['1', '2', '3', '-1', '-2', '0']),
  count: from(['0', '1', '2', '-1']),
  chars: from(['a', ' ', '/', 'abc', '0', '.,']),
  start: from(['', '<', 'x', '-']),
  end: from(['', '>', 'y', '+']),
  regex: from(REGEXES),
  subst: from(['', 'X', '<\\1>', '\\0\\0', '\\2-\\1', '-']),
  flags: from(['g', 'i', 'gi', '']),
  'input-code': from(['', 'ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps']),
  json_path: from(['$.a', '$.a.b[1]', '$.iss', '$.t', '$.s', '$[0]', '$.n', '$.alg']),
  output_type: from(['', 'int']),
  avalanche: from(['0', '1']),
  seed: from(['0', '1', '42', '-1']),
  bits: from(['128', '192', '224', '256', '384', '512']),
  algorithm: from(['md5', 'sha1', 'sha256', 'SHA512', 'sha224']),
  alg: from(['HS256', 'HS512', 'HS384']),
  key: from(KEYS),
  nonce: from(KEYS),
  aad: from(KEYS),
  languages: from(['en', 'fr;en', 'de-DE;it', 'en-US;en', '*']),
  mask4: from(['8', '16', '24', '32', '0', '255.255.0.0', '255.0.255.0']),
  mask6: from(['64', '128', '0', '48', 'ffff::']),
  format: from(['%Y-%m-%d %H:%M:%S', '%s', '%d/%b/%Y', '%%', '%A %j', '']),
  unit: from(['s', 'ms', 'us']),
  in_form: from(['0', '1']),
  enc_type: from(['query', '']),
  option: from(['with_qm']),
  hex: from(['00', '616263', 'ff00ff', '0a0d', 'DEADBEEF', '08961a0361626318ff01', '0000000005089601120161']),
  method: from(['GET', 'POST', 'HEAD', 'CONNECT']),
  bool: from(['true', 'false', '1', '0']),
  ipv4: from(['10.1.2.3', '255.255.255.255', '0.0.0.0', '127.0.0.1']),
  ipv6: from(['::1', '2001:db8::1', '::ffff:1.2.3.4', 'fe80::1:2:3:4']),
  userlist: () => 'users',
  id: from(['0', '1']),
  field_number: from(['1', '2', '3', '1.2']),
  field_type: from(['int32', 'uint64', 'sint64', 'bool', 'double', 'float', 'fixed32', 'string']),
  packettype: from(['connect', 'connack', '1', '2']),
  field: from(['client_identifier', 'username', 'flags', 'protocol_version', '17']),
  tag: from(['35', 'MsgType', '49', 'SenderCompID', '10']),
  aead_tag: from(['txn.s', 'txn.b']),
  header: from(['x-text', 'authorization', 'nope']),
  map_name: (pick, folder) => `${folder}/${pick.of(['text.map', 'int.map', 'ip.map', 'reg.map'])}`,
  condition: () => 'ifexists',
};

const BY_TYPE: Readonly<Record<string, Source>> = {
  integer: from(INTEGERS),
  string: from(STRINGS),
  regex: from(REGEXES),
  backend: () => 'be',
  frontend: () => 'fe',
};

/** An argument in the spelling of expressions: quoted where a character would end it. */
function spell(value: string): string {
  return /^[\w.:/=;@+|*?<>^$%&~!-]*$/.test(value) ? value : `'${value.replaceAll("'", '')}'`;
}

function randomArgs(kinds: readonly ArgKind<unknown>[], pick: Pick, folder: string): string {
  const values: string[] = [];
  for (const kind of kinds) {
    if (kind.optional && pick.once(2)) break;
    const source = BY_LABEL[kind.label] ?? BY_TYPE[kind.type] ?? BY_TYPE.string!;
    values.push(spell(source(pick, folder)));
  }
  return values.length > 0 ? `(${values.join(',')})` : kinds.length > 0 && pick.once(4) ? '()' : '';
}

/** Both converters change variables that others read: they get names of their own. */
function callOf(entry: FetchEntry | ConverterEntry, pick: Pick, folder: string): string {
  if (entry.name === 'set-var' || entry.name === 'unset-var') return `${entry.name}(txn.w${pick.below(3)})`;
  const kinds = entry.args.slice(0, argumentsThen(entry.name, entry.args.length));
  return `${entry.name}${randomArgs(kinds, pick, folder)}`;
}

/** Fetches that need no request. */
const CONSTANTS = ['str', 'int', 'bin', 'ipv4', 'ipv6', 'bool', 'meth', 'var'];

/** Makes expressions from the rows that the oracle's version has. */
export class ExpressionSource {
  readonly #constants: readonly FetchEntry[];
  readonly #fetches: readonly FetchEntry[];
  readonly #converters: readonly ConverterEntry[];
  readonly #folder: string;

  constructor(catalog: Catalog, folder: string) {
    const fetches = catalog
      .all('fetch')
      .filter((row) => row.support !== 'refused' && isOld(row.since) && !VOLATILE.test(row.name))
      .filter((row) => row.use.includes('fe-http-request') && !isKnownDifference(row.name));
    this.#constants = fetches.filter(({ name }) => CONSTANTS.includes(name));
    this.#fetches = fetches;
    this.#converters = catalog
      .all('converter')
      .filter((row) => row.support !== 'refused' && isOld(row.since) && !VOLATILE.test(row.name))
      .filter((row) => !isKnownDifference(row.name));
    this.#folder = folder;
  }

  next(pick: Pick): string {
    const fetch = this.#fetch(pick);
    let type: SampleType = fetch.out;
    let text = callOf(fetch, pick, this.#folder);
    for (let left = pick.between(0, 5); left > 0; left--) {
      const converter = pick.of(this.#converters);
      if (!canCast(type, converter.in)) continue;
      text += `,${callOf(converter, pick, this.#folder)}`;
      if (converter.out !== 'same') type = converter.out;
    }
    return text;
  }

  #fetch(pick: Pick): FetchEntry {
    if (pick.once(3)) return pick.of(this.#constants);
    const ofRequest = this.#fetches.filter(({ name }) =>
      /^(?:req\.|hdr|url|path|base|query|cook|method|http_auth)/.test(name),
    );
    return pick.of(pick.once(8) ? this.#fetches : ofRequest);
  }
}
