/** `tcp-check connect`, `http-check connect` (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ArgText } from '../../catalog/text.js';
import type { ConnectStep } from '../../model/config/health-check.js';
import { lastExchange, mayFollow, rulesOf } from './check-config.js';

const PROTOCOLS = ['h1', 'h2', 'fcgi', 'none', 'spop'];
const RAW_PROTOCOLS = ['none', 'spop'];

const WORDS = [
  ...['default', 'port', 'addr', 'send-proxy', 'via-socks4', 'linger', 'ssl', 'sni', 'alpn', 'proto', 'comment'],
];

type Draft = { -readonly [K in keyof ConnectStep]: ConnectStep[K] };

/** Reports a word that cannot stand where it stands, and gives the line up. */
export function reportUnexpected(site: DirectiveSite, word: ArgText, expected: readonly string[]): void {
  const names = expected.map((name) => `'${name}'`).join(', ');
  const line = site.rawWords
    .slice(0, 2)
    .map(({ value }) => value)
    .join(' ');
  site.report('arg/unexpected', word.range, `'${line}' expects one of ${names} and not '${word.value}'`);
  site.words.rest();
}

/** Checks with bytes of their own speak no protocol, those of HTTP some version of it. */
function readProtocol(site: DirectiveSite, http: boolean): boolean {
  const name = site.words.expect(arg.nonEmpty('name'));
  if (name === undefined) return false;
  if (!PROTOCOLS.includes(name)) site.report('arg/invalid', site.words.last, `'proto' : unknown protocol '${name}'`);
  else if (http === RAW_PROTOCOLS.includes(name)) {
    site.report('arg/invalid', site.words.last, `'proto' : '${name}' is not for ${http ? 'http-check' : 'tcp-check'}`);
  } else if (name !== 'h1' && name !== 'none') {
    site.report('keyword/not-executed', site.words.last, `'proto ${name}' of checks is not executed: HTTP/1 is spoken`);
  }
  return true;
}

/** A constant port must be one; anything else is an expression. */
function readPort(site: DirectiveSite): ArgText | undefined {
  const port = site.words.expect(arg.any('port', 'a port or a sample expression'));
  if (!port || !/^\d+$/.test(port.value)) return port;
  const number = Number(port.value);
  if (number >= 1 && number <= 65535) return port;
  site.report('arg/invalid', port.range, `'port' expects a TCP port from 1 to 65535 and not '${port.value}'`);
  return undefined;
}

/** Reads one word with its argument; false after a report. */
function readWord(site: DirectiveSite, word: ArgText, step: Draft, http: boolean): boolean {
  const { words } = site;
  switch (word.value) {
    case 'default':
      step.defaults = true;
      return true;
    case 'port':
      step.port = readPort(site);
      return step.port !== undefined;
    case 'addr': {
      const address = words.expect(arg.resolvedAddress('ip', { port: 'optional', names: true, stream: true }));
      step.address = address && { host: address.host, port: address.port };
      return address !== undefined;
    }
    case 'send-proxy':
      step.sendProxy = true;
      return true;
    case 'via-socks4':
      step.viaSocks4 = true;
      return true;
    case 'linger':
      step.linger = true;
      return true;
    case 'ssl':
      step.tls = true;
      return true;
    case 'sni':
      step.sni = words.expect(arg.nonEmpty('sni'));
      return step.sni !== undefined;
    case 'alpn':
      step.alpn = words.expect(arg.list('alpn'));
      return step.alpn !== undefined;
    case 'proto':
      return readProtocol(site, http);
    case 'comment':
      step.comment = words.expect(arg.str('msg'));
      return step.comment !== undefined;
    default:
      reportUnexpected(site, word, WORDS);
      return false;
  }
}

/** Reads a `connect` rule and appends it. */
export function readConnect(site: DirectiveSite, http: boolean): void {
  const rules = rulesOf(site, http);
  const step: Draft = {
    ...{ kind: 'connect', index: rules.length, comment: undefined, defaults: false, port: undefined },
    ...{
      address: undefined,
      sendProxy: false,
      viaSocks4: false,
      tls: false,
      sni: undefined,
      alpn: undefined,
      linger: false,
    },
  };
  for (let word = site.words.next(); word; word = site.words.next()) if (!readWord(site, word, step, http)) return;
  if (lastExchange(rules) && !rules.some(({ kind }) => kind === 'connect')) {
    const what = "the first step must be a 'connect' if there is one, behind nothing but 'comment' and variables";
    site.report('arg/invalid', site.keyword, `'${http ? 'http' : 'tcp'}-check connect' : ${what}`);
    return;
  }
  if (http && !mayFollow(site, rules, 'connect')) {
    site.report('arg/invalid', site.keyword, "'http-check connect' : there is no 'http-check expect' in front of it");
    return;
  }
  rules.push(step);
}
