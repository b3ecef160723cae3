/** Balance algorithms (manual 4.2, `balance`). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import { First } from './first.js';
import { createHashed } from './hashed.js';
import {
  bodyParamHash,
  expressionHash,
  headerHash,
  paramHash,
  postHash,
  sourceHash,
  type UriOptions,
  uriHash,
} from './key.js';
import { LeastConnections } from './least-connections.js';
import { hashedLines, randomLines, roundRobinLines } from './line.js';
import { Random } from './random.js';
import { RoundRobin } from './round-robin.js';
import { StaticRoundRobin } from './static-rr.js';
import { Sticky } from './sticky.js';

const DOC = '4.2#balance';

/** What stands in parentheses behind the algorithm's name, which was the word taken last. */
function parenthesized(site: DirectiveSite): ArgText | undefined {
  const { last } = site.words;
  const word = site.statement.words.find(({ start }) => start === last.start);
  const match = word && /^[^(]*\((?:([^)]*)\)|.*)$/.exec(word.value);
  // Without the closing one there is nothing between them.
  return match ? { value: match[1] ?? '', range: last } : undefined;
}

function parseUri(site: DirectiveSite): readonly [UriOptions] {
  const options: UriOptions = { length: 0, depth: 0, whole: false, pathOnly: false };
  const { words } = site;
  for (let next = words.peek(); next; next = words.peek()) {
    if (words.take('len')) options.length = words.expect(arg.uint('length', { min: 1 })) ?? 0;
    else if (words.take('depth')) options.depth = words.expect(arg.uint('depth', { min: 1 })) ?? 0;
    else if (words.take('whole')) options.whole = true;
    else if (words.take('path-only')) options.pathOnly = true;
    else break;
  }
  return [options];
}

function parseParam(site: DirectiveSite): readonly [string, ArgText | undefined] | readonly [] {
  const { words } = site;
  const name = words.peek();
  if (words.expect(arg.nonEmpty('param')) === undefined || !name) return [];
  const { value, range } = name;
  if (!words.take('check_post')) return [value, undefined];
  // The number was how much of the body to wait for; now it is the whole body or a full buffer.
  if (!words.done) words.expect(arg.uint('max_wait'));
  site.proxy?.config.options.set('http-buffer-request', true);
  return [value, { value: 'req.body', range }];
}

function parseHeader(site: DirectiveSite): readonly [string, boolean] | readonly [] {
  const name = parenthesized(site);
  if (!name?.value) {
    site.report('arg/invalid', site.words.last, "'balance hdr' expects the name of a header in parentheses: hdr(host)");
    return [];
  }
  return [name.value, site.words.take('use_domain_only')];
}

function parseRdpCookie(site: DirectiveSite): readonly [ArgText] {
  const name = parenthesized(site);
  if (name?.value === '') {
    site.report('arg/invalid', name.range, "'balance rdp-cookie' expects the name of a cookie in parentheses");
  }
  return [{ value: `req.rdp_cookie(${name?.value ?? 'mstshash'})`, range: site.words.last }];
}

function parseDraws(site: DirectiveSite): readonly [number] {
  const draws = parenthesized(site);
  if (!draws) return [2];
  if (/^[1-9]\d*$/.test(draws.value)) return [Number(draws.value)];
  site.report('arg/invalid', draws.range, "'balance random' expects a number of draws of at least 1");
  return [2];
}

export const entries: readonly Entry[] = [
  define.balance({
    name: 'roundrobin',
    doc: DOC,
    brief: 'Servers in turn by weight; weights may change at run time.',
    since: '1.1',
    support: 'full',
    usage: 'roundrobin',
    parse: () => [],
    modes: 'any',
    create: (proxy) => (proxy.config.mode === 'log' ? roundRobinLines(proxy) : new RoundRobin(proxy)),
  }),
  define.balance({
    name: 'static-rr',
    doc: DOC,
    brief: 'Servers in turn by weight from a static table.',
    since: '1.4',
    support: 'full',
    usage: 'static-rr',
    parse: () => [],
    create: (proxy) => new StaticRoundRobin(proxy),
  }),
  define.balance({
    name: 'leastconn',
    doc: DOC,
    brief: 'The server with the fewest streams per weight.',
    since: '1.4',
    support: 'full',
    usage: 'leastconn',
    parse: () => [],
    create: (proxy) => new LeastConnections(proxy),
  }),
  define.balance({
    name: 'first',
    doc: DOC,
    brief: 'The first server by id that has a free connection slot.',
    since: '1.5',
    support: 'full',
    usage: 'first',
    parse: () => [],
    create: (proxy) => new First(proxy),
  }),
  define.balance({
    name: 'random',
    doc: DOC,
    brief: 'The least loaded of some servers drawn at random.',
    since: '1.9',
    support: 'full',
    usage: 'random[(<draws>)]',
    parse: parseDraws,
    modes: 'any',
    create: (proxy, [draws]) =>
      proxy.config.mode === 'log' ? randomLines(proxy) : new Random(proxy, (draws as number | undefined) ?? 2),
  }),
  define.balance({
    name: 'source',
    doc: DOC,
    brief: "By a hash of the client's address.",
    since: '1.1',
    support: 'full',
    usage: 'source',
    parse: () => [],
    create: (proxy) => createHashed(proxy, sourceHash(proxy)),
  }),
  define.balance({
    name: 'uri',
    doc: DOC,
    brief: 'By a hash of the request target, or of a part of it.',
    since: '1.3',
    support: 'full',
    usage: 'uri [len <length>] [depth <depth>] [whole] [path-only]',
    parse: parseUri,
    create: (proxy, [options]) => createHashed(proxy, uriHash(proxy, options as UriOptions)),
  }),
  define.balance({
    name: 'url_param',
    doc: DOC,
    brief: 'By a hash of a parameter of the query.',
    since: '1.3',
    support: 'full',
    usage: 'url_param <param> [check_post]',
    parse: parseParam,
    create: (proxy, [name, body], site) => {
      const hash = name === undefined ? undefined : paramHash(proxy, name as string);
      const bodyHash = body ? bodyParamHash(proxy, name as string, body as ArgText, site) : undefined;
      return hash && createHashed(proxy, bodyHash ? postHash(hash, bodyHash) : hash);
    },
  }),
  define.balance({
    name: 'hdr',
    doc: DOC,
    brief: 'By a hash of a header field of the request.',
    since: '1.3',
    support: 'full',
    usage: 'hdr(<name>) [use_domain_only]',
    parse: parseHeader,
    create: (proxy, [name, domain]) =>
      name === undefined ? undefined : createHashed(proxy, headerHash(proxy, name as string, domain as boolean)),
  }),
  define.balance({
    name: 'rdp-cookie',
    doc: DOC,
    brief: 'By a hash of a cookie of the remote desktop protocol.',
    since: '1.4',
    support: 'full',
    usage: 'rdp-cookie[(<name>)]',
    parse: parseRdpCookie,
    create: (proxy, [text], site) => {
      const hash = expressionHash(proxy, text as ArgText, site);
      return hash && createHashed(proxy, hash);
    },
  }),
  define.balance({
    name: 'hash',
    doc: DOC,
    brief: 'By a hash of any sample expression.',
    since: '2.6',
    support: 'full',
    usage: 'hash <expression>',
    parse: (site) => {
      const text = site.words.peek();
      return site.words.expect(arg.nonEmpty('expression')) === undefined ? [] : [text];
    },
    create: (proxy, [text], site) => {
      const hash = text ? expressionHash(proxy, text as ArgText, site) : undefined;
      return hash && createHashed(proxy, hash);
    },
  }),
  define.balance({
    name: 'sticky',
    doc: DOC,
    brief: 'One server until it goes down.',
    since: '2.9',
    support: 'full',
    usage: 'sticky',
    modes: 'any',
    parse: () => [],
    create: (proxy) => new Sticky(proxy),
  }),
  define.balance({
    name: 'log-hash',
    doc: DOC,
    brief: 'By a hash of what converters make of a log line.',
    since: '2.9',
    support: 'full',
    usage: 'log-hash <converters>',
    modes: 'log',
    parse: (site) => {
      const text = site.words.peek();
      return site.words.expect(arg.nonEmpty('converters')) === undefined ? [] : [text];
    },
    create: (proxy, [text], site) => (text ? hashedLines(proxy, text as ArgText, site) : undefined),
  }),
];
