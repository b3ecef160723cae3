/** Sample fetches run on streams made of bytes: for tests of rows without compiler and engine. */
import type { Entry, FetchEntry } from '../../src/catalog/entry.js';
import type { CompileSite } from '../../src/catalog/site.js';
import { SourceText } from '../../src/diag/source-text.js';
import type { UsePoint } from '../../src/model/ruleset.js';
import type { ChannelView, Stream } from '../../src/model/stream.js';
import { Ipv4, type Value } from '../../src/model/value.js';
import type { VarScope, VarStore } from '../../src/model/vars.js';
import { DEFAULT_H1_SETTINGS, H1RequestParser } from '../../src/net/h1/index.js';

/** Bytes that wait in one direction. */
export function channelOf(bytes: string, closed = true): ChannelView {
  const buffer = Buffer.from(bytes, 'latin1');
  return { bytes: () => buffer, closed, total: buffer.length };
}

const LOOPBACK = { address: new Ipv4(0x7f000001), text: '127.0.0.1', port: 4242 };

/** A stream in mode http that nothing happened to yet; `overrides` replace its fields. */
export function streamOf(overrides: object = {}): Stream {
  const stores = new Map<VarScope, VarStore>();
  const proxy = (name: string) => ({
    name,
    id: 2,
    config: { mode: 'http', timeouts: {}, options: new Map(), retries: 3 },
  });
  const ends = { source: LOOPBACK, destination: { ...LOOPBACK, port: 80 } };
  const ofConnection = { connectionSource: ends.source, connectionDestination: ends.destination };
  const session = { ...ends, ...ofConnection, requestCount: 1, handshakeMs: 0 };
  return {
    ...{ session: { ...session, listenerId: 1, listenerName: 'sock-1', tls: undefined }, id: 7 },
    ...{ frontend: proxy('fe'), backend: proxy('be'), server: undefined, request: undefined, response: undefined },
    ...{ requestChannel: channelOf(''), responseChannel: channelOf(''), mayChange: false, final: true },
    ...{ requestCaptures: [], responseCaptures: [], originalMethod: '', originalUri: '', status: -1 },
    ...{ endCause: '-', endState: '-', retries: 0, redispatched: false, connectAtMs: -1 },
    vars: (scope: VarScope) => {
      if (!stores.has(scope)) stores.set(scope, new Map());
      return stores.get(scope);
    },
    ...overrides,
  } as unknown as Stream;
}

/** A stream in mode http with a request, as the engine makes it of these bytes; lines end in LF here. */
export function requestStream(text: string, overrides: object = {}): Stream {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  parser.feed(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
  if (parser.next() !== 'head') throw new Error('not a request');
  const request = parser.head!;
  let body = '';
  while (parser.next() === 'data') body += parser.dataText();
  const original = { originalMethod: request.method, originalUri: request.uri };
  return streamOf({ request, requestChannel: channelOf(body), ...original, ...overrides });
}

/** Where a fetch is compiled; problems are collected. */
export interface FetchSite {
  readonly problems: string[];
  readonly site: CompileSite;
}

/** A site at a point of use; `overrides` replace what it gives. */
export function fetchSite(use: UsePoint = 'fe-http-request', overrides: object = {}): FetchSite {
  const problems: string[] = [];
  const source = new SourceText('test', '');
  const site = {
    ...{ use, ruleset: undefined, proxyName: 'fe', mode: 'http', section: 'frontend' },
    report: (code: string, _range: unknown, message: string) => problems.push(`${code}: ${message}`),
    call: { source, start: 0, end: 0 },
    ...overrides,
  } as unknown as CompileSite;
  return { problems, site };
}

function prepare(entries: readonly Entry[], text: string, site: CompileSite): [FetchEntry, unknown[]] | undefined {
  const [, name = '', , inner] = /^([^(]+)(\((.*)\))?$/s.exec(text) ?? [];
  const entry = entries.find(
    (row): row is FetchEntry => row.kind === 'fetch' && [row.name, ...(row.aliases ?? [])].includes(name),
  );
  if (!entry) throw new Error(`no fetch '${name}'`);
  const given = inner === undefined ? [] : inner.split(',');
  const source = new SourceText('test', '');
  const values = entry.args.map((kind, index) => {
    const value = given[index];
    if (value === undefined || (value === '' && kind.optional && kind.type !== 'string')) return undefined;
    return kind.parse({ value, range: { source, start: 0, end: 0 } }, site) ?? 'refused';
  });
  return values.includes('refused') ? undefined : [entry, values];
}

/** The value of a fetch; `'refused'` if it does not compile. */
export function evaluate(
  entries: readonly Entry[],
  text: string,
  stream: Stream,
  { site }: FetchSite = fetchSite(),
): Value | undefined | 'refused' {
  const prepared = prepare(entries, text, site);
  const fetch = prepared?.[0].compile(prepared[1], site);
  return fetch === undefined ? 'refused' : fetch(stream);
}

/** All values that an ACL gets of a fetch; undefined if it gets the single one. */
export function evaluateEach(
  entries: readonly Entry[],
  text: string,
  stream: Stream,
  { site }: FetchSite = fetchSite(),
): Value[] | undefined {
  const prepared = prepare(entries, text, site);
  const each = prepared?.[0].compileEach?.(prepared[1], site);
  if (!each) return undefined;
  const values: Value[] = [];
  each(stream, (value) => {
    values.push(value);
    return false;
  });
  return values;
}
