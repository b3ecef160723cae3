/** Weights of servers (management.txt 9.3 `set weight`, `get weight`). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';
import { resolveServer } from './target.js';

const WEIGHT_MAX = 256;

/** Algorithms that compute their table once: they know a weight of 0 and the configured one. */
function isStatic(server: Server): boolean {
  const { balance, hash } = server.proxy.config;
  switch (balance?.algorithm) {
    case 'static-rr':
      return true;
    case 'source':
    case 'uri':
    case 'url_param':
    case 'hdr':
    case 'rdp-cookie':
    case 'hash':
      return hash?.method !== 'consistent';
    default:
      return false;
  }
}

/** Reads `50`, `50%`. @returns the weight, or why it is none */
export function parseWeight(text: string, initialWeight: number): number | string {
  const parts = /^([+-]?\d+)(.*)$/s.exec(text);
  if (parts === null) return 'Empty weight string empty or preceded by garbage\n';
  const number = Number(parts[1]);
  if (parts[2] === '%') {
    if (number < 0) return 'Relative weight must be positive.\n';
    return Math.min(WEIGHT_MAX, Math.trunc((initialWeight * number) / 100));
  }
  if (parts[2] !== '') return 'Trailing garbage in weight string\n';
  return number < 0 || number > WEIGHT_MAX ? 'Absolute weight can only be between 0 and 256 inclusive.\n' : number;
}

/** Changes the weight of a server; the same for `set weight` and `set server ... weight`. */
export function changeWeight(runtime: Runtime, server: Server, text: string | undefined): AdminAnswer {
  if (text === undefined) return failure('Require <weight> or <weight%>.\n');
  const weight = parseWeight(text, server.initialWeight);
  if (typeof weight === 'string') return failure(weight);
  if (isStatic(server) && weight !== 0 && weight !== server.initialWeight) {
    return failure("Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n");
  }
  runtime.setWeight(server, weight);
  return '';
}

function setWeight({ runtime, args }: AdminRequest): AdminAnswer {
  const server = resolveServer(runtime, args[0]);
  return server.ok ? changeWeight(runtime, server.value, args[1]) : server.answer;
}

function getWeight({ runtime, args }: AdminRequest): AdminAnswer {
  const server = resolveServer(runtime, args[0]);
  if (!server.ok) return server.answer;
  const { weight, initialWeight } = server.value;
  return `${weight} (initial ${initialWeight})\n`;
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['set', 'weight'],
    usage: 'set weight <backend>/<server> <weight>[%]',
    doc: 'management 9.3#set weight',
    since: '1.4',
    support: 'full',
    brief: 'Changes the weight of a server, absolute or relative to the configured one.',
    level: 'admin',
    run: setWeight,
  }),
  define.cli({
    words: ['get', 'weight'],
    usage: 'get weight <backend>/<server>',
    doc: 'management 9.3#get weight',
    since: '1.4',
    support: 'full',
    brief: 'Shows the weight of a server now and in the configuration.',
    level: 'user',
    run: getWeight,
  }),
];
