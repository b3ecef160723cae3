/** Limits of connections that can be changed (management.txt 9.3 `set maxconn`), and counters that can be cleared. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { resetCounts } from '../../model/counters.js';
import { parseMaxconn } from '../../model/server-limit.js';
import { resolveFrontend, resolveServer } from './target.js';

function parseCount(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function setServerMaxconn({ runtime, args }: AdminRequest): AdminAnswer {
  const server = resolveServer(runtime, args[0]);
  if (!server.ok) return server.answer;
  const maxconn = parseMaxconn(args[1] ?? '');
  if (typeof maxconn === 'string') return failure(`${maxconn}\n`);
  runtime.setMaxconn(server.value, maxconn);
  return '';
}

function setFrontendMaxconn({ runtime, args }: AdminRequest): AdminAnswer {
  const frontend = resolveFrontend(runtime, args[0]);
  if (!frontend.ok) return frontend.answer;
  const maxconn = args[1] === undefined ? undefined : parseCount(args[1]);
  if (maxconn === undefined) return failure('Integer value expected.\n');
  if (maxconn < 0) return failure('Value out of range.\n');
  runtime.setMaxconn(frontend.value, maxconn);
  return '';
}

function setGlobalMaxconn({ runtime, args }: AdminRequest): AdminAnswer {
  const { process } = runtime;
  const maxconn = args[0] === undefined ? undefined : parseCount(args[0]);
  if (maxconn === undefined) return failure('Expects an integer value.\n');
  if (maxconn < 0 || maxconn > process.hardMaxconn) return failure('Value out of range.\n');
  process.maxconn = maxconn === 0 ? process.hardMaxconn : maxconn;
  runtime.limitsChanged?.();
  return '';
}

const RATES = ['connections', 'sessions', 'ssl-sessions'] as const;
const RATE_USAGE = `'set rate-limit' only supports :\n${[...RATES, 'http-compression'].map((what) => `   - '${what} global'\n`).join('')}`;

/** Nothing is compressed: that limit is taken and changes nothing. */
function setRateLimit({ runtime, args: [what, scope, text] }: AdminRequest): AdminAnswer {
  const rate = RATES.find((each) => each === what);
  if (scope !== 'global' || (rate === undefined && what !== 'http-compression')) return failure(RATE_USAGE);
  const perSecond = text === undefined ? undefined : parseCount(text);
  if (perSecond === undefined) return failure('Expects an integer value.\n');
  if (perSecond < 0) return failure('Value out of range.\n');
  if (rate !== undefined) runtime.setRateLimit?.(rate, perSecond);
  return '';
}

function clearCounters({ runtime, args, level }: AdminRequest): AdminAnswer {
  const all = args[0] === 'all';
  const ofServer = args[0] === 'server';
  if (level === 'user' || ((all || ofServer) && level !== 'admin')) return failure('Permission denied\n');
  if (ofServer) {
    const server = resolveServer(runtime, args[1]);
    if (!server.ok) return server.answer;
    // `force` is for counters that other processes share: these here are never shared.
    resetCounts(server.value.counters);
    return '';
  }
  runtime.clearCounters(all);
  return '';
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['set', 'maxconn', 'server'],
    usage: 'set maxconn server <backend>/<server> <n>',
    doc: 'management 9.3#set maxconn server',
    since: '1.5',
    support: 'full',
    brief: 'Changes how many streams a server takes at a time.',
    level: 'admin',
    run: setServerMaxconn,
  }),
  define.cli({
    words: ['set', 'maxconn', 'frontend'],
    usage: 'set maxconn frontend <frontend> <value>',
    doc: 'management 9.3#set maxconn frontend',
    since: '1.5',
    support: 'full',
    brief: 'Changes how many connections a frontend takes at a time.',
    level: 'admin',
    run: setFrontendMaxconn,
  }),
  define.cli({
    words: ['set', 'maxconn', 'global'],
    usage: 'set maxconn global <value>',
    doc: 'management 9.3#set maxconn global',
    since: '1.5',
    support: 'full',
    brief: 'Changes how many connections the process takes at a time.',
    level: 'admin',
    run: setGlobalMaxconn,
  }),
  define.cli({
    words: ['set', 'rate-limit'],
    usage: 'set rate-limit <setting> <value>',
    doc: 'management 9.3#set rate-limit',
    since: '1.5',
    support: 'full',
    brief: 'Changes a limit of rates.',
    level: 'admin',
    run: setRateLimit,
  }),
  define.cli({
    words: ['clear', 'counters'],
    usage: 'clear counters [all | server <backend>/<server> [force]]',
    doc: 'management 9.3#clear counters',
    since: '1.3.21',
    support: 'full',
    brief: 'Clears the maxima of statistics, or everything that was counted.',
    level: 'operator',
    run: clearCounters,
  }),
];
