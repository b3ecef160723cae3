/** Plain options: switches that stand under their name (manual 4.2). */
import { define, type Entry, type RemovedEntry } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT, PROXY } from '../../catalog/section-set.js';
import { optionRow, type ProxyWord } from './proxy-row.js';

const SOCKET = 'the runtime decides how bytes move';

type Rest = Partial<Omit<ProxyWord, 'name' | 'brief' | 'sections'>>;

function both(name: string, brief: string, rest: Rest = {}): Entry {
  return optionRow({ name, brief, sections: PROXY, ...rest });
}

function front(name: string, brief: string, rest: Rest = {}): Entry {
  return optionRow({ name, brief, sections: FRONT, ignoredIn: NOT_FRONT, ...rest });
}

function back(name: string, brief: string, rest: Rest = {}): Entry {
  return optionRow({ name, brief, sections: BACK, ignoredIn: NOT_BACK, ...rest });
}

const http = { modes: ['http'] } as const;
const tuning = { support: 'ignored', why: SOCKET, harmless: true } as const;
const later = { support: 'ignored', why: 'not executed yet' } as const;

const switches: readonly Entry[] = [
  both('abortonclose', 'Drops requests of clients that left.'),
  back('allbackups', 'Uses all backup servers together.'),
  back('checkcache', 'Refuses cacheable responses that set cookies.', http),
  front('clitcpka', 'TCP keep-alive towards clients.'),
  front('contstats', 'Updates statistics while data flows.'),
  front('disable-h2-upgrade', 'Refuses HTTP/2 in clear text.', http),
  front('dontlog-normal', 'Logs no stream that ended well.'),
  front('dontlognull', 'Logs no connection without data.'),
  front('h1-case-adjust-bogus-client', 'Adjusts the case of header names to clients.', { since: '2.2' }),
  back('h1-case-adjust-bogus-server', 'Adjusts the case of header names to servers.', { since: '2.2' }),
  both('http-buffer-request', 'Waits for the body before rules run.', http),
  back('http-drop-request-trailers', 'Removes trailers of requests.', { ...http, since: '3.1' }),
  front('http-drop-response-trailers', 'Removes trailers of responses.', { ...http, since: '3.1' }),
  front('http-ignore-probes', 'Says nothing about connections without a request.', http),
  both('http-no-delay', 'Sends small pieces at once, as is done anyway.', http),
  back('http-pretend-keepalive', 'Does not announce to servers that it will close.', http),
  front('http-use-proxy-header', 'Looks at Proxy-Connection as well.', http),
  front('idle-close-on-response', 'Closes idle connections of clients only behind a response.', http),
  both('independent-streams', 'Each direction has a timeout of its own.'),
  back('log-health-checks', 'Logs every change of a check.'),
  front('log-separate-errors', 'Logs errors with a higher level.'),
  front('logasap', 'Logs as soon as the response head has come.'),
  both('nolinger', 'Closes connections with a reset.'),
  back('persist', 'Sends requests to servers that are down.'),
  back('prefer-last-server', 'Stays on the server of the connection.', http),
  front('socket-stats', 'Counts per listener.'),
  both('splice-auto', 'Moves data inside of the kernel.', tuning),
  both('splice-request', 'Moves requests inside of the kernel.', tuning),
  both('splice-response', 'Moves responses inside of the kernel.', tuning),
  back('srvtcpka', 'TCP keep-alive towards servers.'),
  front('tcp-smart-accept', 'Saves a packet of the handshake.', tuning),
  back('tcp-smart-connect', 'Saves a packet of the handshake.', tuning),
  optionRow(
    { name: 'tcpka', brief: 'TCP keep-alive towards both sides.', sections: PROXY, negatable: false },
    '',
    (_site, { options }) => {
      // It stands for the options of both sides, which can be taken back alone.
      for (const side of ['clitcpka', 'srvtcpka']) options.set(side, true);
    },
  ),
  back('use-small-buffers', 'Uses small buffers where they suffice.', { ...tuning, since: '3.4' }),
  front('accept-unsafe-violations-in-http-request', 'Takes requests that break the protocol.', {
    ...http,
    since: '3.0',
  }),
  back('accept-unsafe-violations-in-http-response', 'Takes responses that break the protocol.', {
    ...http,
    since: '3.0',
  }),
  optionRow(
    {
      name: 'transparent',
      brief: 'No longer part of HAProxy.',
      sections: BACK,
      ...later,
      harmless: true,
      why: 'HAProxy removed it in 3.3',
      aliases: ['transparent_proxy'],
    },
    '',
    ({ report, keyword }) => {
      const message = "'option transparent' is not supported any more since HAProxy 3.3; use: server <name> *";
      report('keyword/removed', keyword, message);
    },
  ),
];

function removed(name: string, version: string): RemovedEntry {
  return define.removed({
    ...{ name, was: 'option', doc: '4.2', brief: 'No longer part of HAProxy.', since: '1.1', support: 'refused' },
    ...{ why: 'removed', removed: version },
  });
}

const gone: readonly Entry[] = [
  removed('forceclose', '2.0'),
  removed('http-tunnel', '2.1'),
  removed('http_proxy', '2.5'),
  removed('http-use-htx', '2.2'),
];

/** Older spellings that HAProxy takes with a warning. */
const unsafe: readonly Entry[] = [
  front('accept-invalid-http-request', 'Takes requests that break the protocol.', http),
  back('accept-invalid-http-response', 'Takes responses that break the protocol.', http),
];

export const optionEntries: readonly Entry[] = [...switches, ...unsafe, ...gone];
