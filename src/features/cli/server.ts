/** `set server` (management.txt 9.3). Texts of errors and of changes are those that scripts look for. */
import net from 'node:net';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminMessage, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';
import { renameServer } from './dynamic-server.js';
import { resolveServer } from './target.js';
import { changeWeight } from './weight.js';

/** What stands behind the property's name. */
type Setter = (runtime: Runtime, server: Server, words: readonly string[]) => AdminAnswer;

const CAUSE = "by 'stats socket command'";

function parsePort(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return port >= 0 && port <= 65_535 ? port : undefined;
}

const BAD_PORT = failure('provided port is invalid\n');

/** A port on its own, or what is wrong with it. */
function portAlone(text: string): number | AdminAnswer {
  if (!/^[+-]?\d+$/.test(text)) return failure('provided port is not an integer\n');
  return parsePort(text) || BAD_PORT;
}

/** Reads `<address> [port <port>]` of checks and agents. */
function parseTarget([address = '', keyword, portText = '']: readonly string[]):
  | { readonly address: string; readonly port: number | undefined }
  | AdminMessage {
  if (net.isIP(address) === 0) return failure(`invalid addr '${address}'\n`);
  const port = keyword === 'port' ? portAlone(portText) : undefined;
  return port === undefined || typeof port === 'number' ? { address, port } : (port as AdminMessage);
}

function setState(runtime: Runtime, server: Server, [state]: readonly string[]): AdminAnswer {
  if (state !== 'ready' && state !== 'drain' && state !== 'maint') {
    return failure("'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n");
  }
  runtime.setAdminState(server, state);
  return '';
}

function setHealth(runtime: Runtime, server: Server, [health]: readonly string[]): AdminAnswer {
  if (server.config.track !== undefined) return failure('cannot change health on a tracking server.\n');
  if (health !== 'up' && health !== 'stopping' && health !== 'down') {
    return failure("'set server <srv> health' expects 'up', 'stopping', or 'down'.\n");
  }
  runtime.setHealth(server, health);
  return '';
}

/** A change of the port: `port` or `offset` says what to, if it changes anything. */
interface PortChange {
  readonly port?: number;
  readonly offset?: number;
  readonly said: string;
  readonly refused?: boolean;
}

/** The port as `set server` names it; with a sign it is counted from that of the client. */
function renderPort({ port, portOffset }: Server): string {
  if (portOffset === undefined) return String(port);
  return portOffset < 0 ? String(portOffset) : `+${portOffset}`;
}

/** What a change of port does, in words. */
function portChange(server: Server, text = ''): PortChange {
  if (/^[+-]\d{1,5}$/.test(text)) return offsetChange(server, text);
  const port = parsePort(text);
  if (port === undefined) return { said: `problem converting port '${text}' to an int`, refused: true };
  if (port === server.port && server.portOffset === undefined) return { said: 'no need to change the port' };
  return { port, said: `port changed from '${renderPort(server)}' to '${port}'` };
}

/** Checks need a port of their own then: there is no client whose port could be taken. */
function offsetChange(server: Server, text: string): PortChange {
  const offset = Number(text);
  if (offset === server.portOffset) return { said: 'no need to change the port' };
  if (server.portOffset === undefined && server.checkPort === undefined) {
    const why =
      "incompatible with current health check port configuration (use 'port' statement from the 'server' directive.";
    return { said: `can't change <port> to port map because it is ${why}`, refused: true };
  }
  return { offset, said: `port changed from '${renderPort(server)}' to '${text}'` };
}

function setAddress(runtime: Runtime, server: Server, [address, keyword, portText]: readonly string[]): AdminAnswer {
  if (address === undefined) return failure('set server <b>/<s> addr requires an address and optionally a port.\n');
  if (net.isIP(address) === 0) return failure(`Invalid addr '${address}' ${CAUSE}\n`);
  const before = server.address;
  const isNew = address !== before;
  const said = [isNew ? `IP changed from '${before}' to '${address}'` : 'no need to change the addr'];
  const change = keyword === 'port' ? portChange(server, portText) : undefined;
  if (change) said.push(change.said);
  // A port that makes no sense leaves the address as it is, too.
  if (change?.refused) return remark('warning', `${isNew ? '' : `${said[0]}, `}${change.said} ${CAUSE}\n`);
  const changesPort = change?.port !== undefined || change?.offset !== undefined;
  if (isNew || changesPort) runtime.setAddress(server, address, change?.port, change?.offset);
  return remark('warning', `${said.join(', ')} ${CAUSE}\n`);
}

function hasHealthChecks(server: Server): boolean {
  return server.config.check?.enabled === true;
}

const CHECKS_OFF = failure('health checks are not enabled on this server\n');

function setCheckPort(runtime: Runtime, server: Server, [text]: readonly string[]): AdminAnswer {
  if (!hasHealthChecks(server)) return CHECKS_OFF;
  if (text === undefined) return failure('set server <b>/<s> check-port requires a port.\n');
  const port = portAlone(text);
  if (typeof port !== 'number') return port;
  runtime.setCheckTarget(server, undefined, port);
  return '';
}

function setCheckAddress(runtime: Runtime, server: Server, words: readonly string[]): AdminAnswer {
  if (!hasHealthChecks(server)) return CHECKS_OFF;
  if (words[0] === undefined) {
    return failure('set server <b>/<s> check-addr requires an address and optionally a port.\n');
  }
  const target = parseTarget(words);
  if ('severity' in target) return target;
  runtime.setCheckTarget(server, target.address, target.port);
  return '';
}

/** Some of HAProxy's answers end with a full stop. */
const AGENT_UNCHECKED = failure('agent checks are not enabled on this server.\n');
const AGENT_OFF = failure('agent checks are not enabled on this server\n');

function hasAgent(server: Server): boolean {
  return server.config.agentCheck && server.agentEnabled;
}

/** `agent up|down`: what the agent is taken to have said. */
function setAgent(runtime: Runtime, server: Server, [word]: readonly string[]): AdminAnswer {
  if (!hasAgent(server)) return AGENT_UNCHECKED;
  if (word !== 'up' && word !== 'down') return failure("'set server <srv> agent' expects 'up' or 'down'.\n");
  runtime.setAgentHealth(server, word === 'up');
  return '';
}

function setAgentAddress(_runtime: Runtime, server: Server, words: readonly string[]): AdminAnswer {
  if (!hasAgent(server)) return AGENT_OFF;
  if (words[0] === undefined) {
    return failure('set server <b>/<s> agent-addr requires an address and optionally a port.\n');
  }
  const target = parseTarget(words);
  if ('severity' in target) return target;
  server.agentAddress = target.address;
  server.agentPort = target.port ?? server.agentPort;
  return '';
}

function setAgentPort(_runtime: Runtime, server: Server, [text]: readonly string[]): AdminAnswer {
  if (!hasAgent(server)) return AGENT_OFF;
  if (text === undefined) return failure('set server <b>/<s> agent-port requires a port.\n');
  const port = portAlone(text);
  if (typeof port !== 'number') return port;
  server.agentPort = port;
  return '';
}

function setAgentSend(_runtime: Runtime, server: Server, [text]: readonly string[]): AdminAnswer {
  if (!hasAgent(server)) return AGENT_UNCHECKED;
  if (text === undefined) return failure('set server <b>/<s> agent-send requires a string.\n');
  server.agentSend = text;
  return '';
}

/** `ssl on|off`: connections that start from now on. */
function setTls(runtime: Runtime, server: Server, [word]: readonly string[]): AdminAnswer {
  if (server.dynamic) return failure("'set server <srv> ssl' not supported on dynamic servers\n");
  if ((server.config.tls ?? server.config.switchableTls) === undefined) {
    return failure("'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n");
  }
  if (word !== 'on' && word !== 'off') return failure("'set server <srv> ssl' expects 'on' or 'off'.\n");
  runtime.setTls?.(server, word === 'on');
  return remark('notice', 'server ssl setting updated.\n');
}

/** Lets the server follow another name; its resolvers look for it at once. */
function setFqdn(runtime: Runtime, server: Server, [fqdn]: readonly string[]): AdminAnswer {
  if (fqdn === undefined) return failure('set server <b>/<s> fqdn requires a FQDN.\n');
  const before = server.fqdn ?? '(null)';
  const name = `${server.proxy.name}/${server.name}`;
  switch (runtime.setFqdn?.(server, fqdn) ?? 'no-resolvers') {
    case 'done':
      return remark('warning', `${name} changed its FQDN from ${before} to ${fqdn} ${CAUSE}\n`);
    case 'same':
      return remark('warning', `no need to change the FDQN ${CAUSE}\n`);
    case 'impossible':
      return remark('warning', `could not update ${name} FQDN ${CAUSE}\n`);
    case 'service':
      return failure('set server <b>/<s> fqdn failed because SRV resolution is configured.\n');
    case 'no-resolvers':
      return failure('set server <b>/<s> fqdn failed because no resolution is configured.\n');
  }
}

const SETTERS: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  ['addr', setAddress],
  ['agent', setAgent],
  ['agent-addr', setAgentAddress],
  ['agent-port', setAgentPort],
  ['agent-send', setAgentSend],
  ['check-addr', setCheckAddress],
  ['check-port', setCheckPort],
  ['fqdn', setFqdn],
  ['health', setHealth],
  ['name', renameServer],
  ['ssl', setTls],
  ['state', setState],
  ['weight', (runtime, server, [text]) => changeWeight(runtime, server, text)],
]);

const USAGE = `usage: set server <backend>/<server> ${[...SETTERS.keys()].join(' | ')}\n`;

function setServer({ runtime, args }: AdminRequest): AdminAnswer {
  const server = resolveServer(runtime, args[0]);
  if (!server.ok) return server.answer;
  const setter = args[1] === undefined ? undefined : SETTERS.get(args[1]);
  return setter === undefined ? failure(USAGE) : setter(runtime, server.value, args.slice(2));
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['set', 'server'],
    usage: 'set server <backend>/<server> [opts]',
    doc: 'management 9.3#set server',
    since: '1.6',
    support: 'full',
    brief: 'Changes the state, health, weight, address or checks of a server.',
    level: 'admin',
    run: setServer,
  }),
];
