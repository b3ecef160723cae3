/** Words of servers about health checks (manual 5.2). They count only together with `check`. */
import net from 'node:net';
import { type ArgKind, arg, type Values } from '../../catalog/arg.js';
import type { Entry, ServerWordEntry } from '../../catalog/entry.js';
import { type AgentConfig, type CheckConfig, initialAgent, initialCheck } from '../../model/config/server.js';
import { tuning, unusedWord, serverWord as word } from './word-row.js';

function checkWord<const A extends readonly ArgKind<unknown>[]>(
  name: string,
  brief: string,
  args: A,
  apply: (check: CheckConfig, ...values: Values<A>) => void,
  rest: Partial<Pick<ServerWordEntry, 'since'>> = {},
): ServerWordEntry {
  return word(
    name,
    brief,
    args,
    (server, values) => {
      server.check ??= initialCheck();
      apply(server.check, ...(values as Values<A>));
    },
    rest,
  );
}

function agentWord<const A extends readonly ArgKind<unknown>[]>(
  name: string,
  brief: string,
  args: A,
  apply: (agent: AgentConfig, ...values: Values<A>) => void,
): ServerWordEntry {
  return word(name, brief, args, (server, values) => {
    server.agent ??= initialAgent();
    apply(server.agent, ...(values as Values<A>));
  });
}

const TIME = arg.timeMs('delay', 'ms', { min: 1 });

/** Bare numbers are milliseconds; small ones were often meant to be seconds. */
const OFTEN: ArgKind<number> = {
  ...TIME,
  parse(text, site) {
    const timeMs = TIME.parse(text, site);
    if (timeMs !== undefined && timeMs < 100 && /^\d+$/.test(text.value)) {
      site.report('server/interval', text.range, `'inter ${text.value}' is suspiciously small for milliseconds`, {
        remedy: `write '${text.value}ms' if that is meant, or '${text.value}s'`,
      });
    }
    return timeMs;
  },
};

const PORT = arg.uint('port', { max: 65535 });

const HOST = arg.resolvedAddress('addr', { port: 'optional', names: true, stream: true });

/** An address or a name, never with a port. */
const AGENT_ADDRESS: ArgKind<string> = {
  ...HOST,
  expects: 'an address without a port',
  parse(text, site) {
    if (net.isIP(text.value) !== 0) return text.value;
    if (!text.value.includes(':')) return HOST.parse(text, site)?.host;
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <addr>, which expects ${this.expects}`);
    return undefined;
  },
};

const checks: readonly Entry[] = [
  checkWord('check', 'Checks whether the server works.', [], (check) => {
    check.enabled = true;
  }),
  checkWord('no-check', 'Undoes check.', [], (check) => {
    check.enabled = false;
  }),
  checkWord('inter', 'Time between checks.', [OFTEN], (check, timeMs) => {
    check.interMs = timeMs;
  }),
  checkWord('fastinter', 'Time between checks while the state changes.', [TIME], (check, timeMs) => {
    check.fastinterMs = timeMs;
  }),
  checkWord('downinter', 'Time between checks of a server that is down.', [TIME], (check, timeMs) => {
    check.downinterMs = timeMs;
  }),
  checkWord('rise', 'Good checks until it is up.', [arg.uint('count', { min: 1 })], (check, count) => {
    check.rise = count;
  }),
  checkWord('fall', 'Bad checks until it is down.', [arg.uint('count', { min: 1 })], (check, count) => {
    check.fall = count;
  }),
  checkWord('port', 'Port to check, for agents too; 0 is none.', [PORT], (check, port) => {
    check.port = port === 0 ? undefined : port;
  }),
  checkWord(
    'addr',
    'Address to check, for agents too.',
    [arg.resolvedAddress('addr', { port: 'optional', names: true, stream: true })],
    (check, address) => {
      check.address = address.host;
      check.addressPort = address.port > 0 ? address.port : undefined;
    },
  ),
];

/** What is promised is fewer connections, not another outcome. */
const OWN_CONNECTIONS = { ...tuning, why: 'each check opens a connection of its own' } as const;

const connection: readonly Entry[] = [
  checkWord('check-ssl', 'Checks over TLS.', [], (check) => {
    check.tls = true;
  }),
  checkWord('no-check-ssl', 'Checks without TLS.', [], (check) => {
    check.tls = false;
  }),
  checkWord('check-sni', 'Name in the TLS hello of checks.', [arg.nonEmpty('sni')], (check, sni) => {
    check.sni = sni;
  }),
  checkWord('check-alpn', 'Protocols of checks.', [arg.list('protocols')], (check, names) => {
    check.alpn = names;
  }),
  checkWord('check-send-proxy', 'Checks start with a PROXY header.', [], (check) => {
    check.sendProxy = true;
  }),
  checkWord('no-check-send-proxy', 'Undoes check-send-proxy.', [], (check) => {
    check.sendProxy = false;
  }),
  word(
    'check-proto',
    'Protocol of checks.',
    [arg.any('name')],
    (server, [{ value, range }], { report }) => {
      server.check ??= initialCheck();
      server.check.protocol = value;
      if (value === 'h1' || value === 'none') return;
      const isKnown = ['h2', 'fcgi', 'quic', 'spop'].includes(value);
      if (!isKnown) report('arg/invalid', range, `'check-proto' has no protocol '${value}'`);
      else report('keyword/not-executed', range, `'check-proto ${value}' is not executed: checks speak HTTP/1`);
    },
    { since: '2.1', support: 'partial', why: 'HTTP/1 only' },
  ),
  checkWord(
    'check-via-socks4',
    'Checks through the SOCKS proxy of the server.',
    [],
    (check) => {
      check.viaSocks4 = true;
    },
    { since: '2.0' },
  ),
  unusedWord('check-reuse-pool', 'Checks on idle connections.', [], { ...OWN_CONNECTIONS, since: '3.2' }),
  unusedWord('no-check-reuse-pool', 'Checks on connections of their own.', [], { ...OWN_CONNECTIONS, since: '3.2' }),
  unusedWord('check-pool-conn-name', 'Which idle connections checks take.', [arg.nonEmpty('name')], {
    ...OWN_CONNECTIONS,
    since: '3.2',
  }),
  checkWord(
    'check-sni-auto',
    'The name in the TLS hello of checks is that of their request.',
    [],
    (check) => {
      check.sniAuto = true;
    },
    { since: '3.3' },
  ),
  checkWord(
    'no-check-sni-auto',
    'Undoes check-sni-auto.',
    [],
    (check) => {
      check.sniAuto = false;
    },
    { since: '3.3' },
  ),
  word(
    'healthcheck',
    'A healthcheck section.',
    [arg.any('name', 'the name of a healthcheck section')],
    (server, [name], site) => {
      site.refersTo?.('healthcheck', name, "'healthcheck'");
      server.check ??= initialCheck();
      server.check.section = name.value;
    },
    { since: '3.4' },
  ),
];

const reactions: readonly Entry[] = [
  word('track', 'Takes the state of another server.', [arg.server('[<backend>/]<server>')], (server, [name]) => {
    server.track = name;
  }),
  word(
    'observe',
    'Watches traffic for errors.',
    [arg.enumeration('mode', ['none', 'layer4', 'layer7'])],
    (server, [mode]) => {
      server.observe = mode;
    },
  ),
  word('error-limit', 'Errors until on-error acts.', [arg.uint('count', { min: 1 })], (server, [count]) => {
    server.errorLimit = count;
  }),
  word(
    'on-error',
    'What happens after too many errors.',
    [arg.enumeration('mode', ['fastinter', 'fail-check', 'sudden-death', 'mark-down'])],
    (server, [mode]) => {
      server.onError = mode;
    },
  ),
  word(
    'on-marked-down',
    'What happens when it goes down.',
    [arg.enumeration('action', ['shutdown-sessions', 'none'])],
    (server, [action]) => {
      server.onMarkedDown = action;
    },
  ),
  word(
    'on-marked-up',
    'What happens when it comes up.',
    [arg.enumeration('action', ['shutdown-backup-sessions', 'none'])],
    (server, [action]) => {
      server.onMarkedUp = action;
    },
  ),
];

const agent: readonly Entry[] = [
  word('agent-check', 'Asks an agent for the state.', [], (server) => {
    server.agentCheck = true;
  }),
  word('no-agent-check', 'Undoes agent-check.', [], (server) => {
    server.agentCheck = false;
  }),
  agentWord('agent-send', 'What the agent is told.', [arg.nonEmpty('string')], (agent, text) => {
    agent.send = text;
  }),
  agentWord('agent-inter', 'Time between questions to the agent.', [TIME], (agent, timeMs) => {
    agent.interMs = timeMs;
  }),
  agentWord('agent-addr', 'Address of the agent.', [AGENT_ADDRESS], (agent, address) => {
    agent.address = address;
  }),
  agentWord('agent-port', 'Port of the agent; 0 is none.', [PORT], (agent, port) => {
    agent.port = port === 0 ? undefined : port;
  }),
];

export const checkWordEntries: readonly Entry[] = [...checks, ...connection, ...reactions, ...agent];
