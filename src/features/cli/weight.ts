/** Weights of servers (management.txt 9.3 `set weight`, `get weight`). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';
import { parseServerWeight } from '../../model/server-limit.js';
import { resolveServer } from './target.js';

/** Changes the weight of a server; the same for `set weight` and `set server ... weight`. */
export function changeWeight(runtime: Runtime, server: Server, text: string | undefined): AdminAnswer {
  if (text === undefined) return failure('Require <weight> or <weight%>.\n');
  const weight = parseServerWeight(text, server);
  if (typeof weight === 'string') return failure(`${weight}\n`);
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
