/** `wait` (management.txt 9.3): a delay, or until a server or a backend may be removed. */
import { nowMs } from '../../base/clock.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { parseDelayMs, waitMs } from './delay.js';
import { describeBackendBlocker } from './dynamic-backend.js';
import { describeServerBlocker } from './dynamic-server.js';
import { findBackend, resolveServer } from './target.js';

const HELP = [
  'Usage: wait {-h|<delay>} [condition [args...]]',
  'Waits for the delay, in milliseconds or with a unit (us, ms, s, m, h, d), or until the condition holds:',
  '  -h                                : show this text',
  '  be-removable <proxy>              : the backend can be removed by "del backend"',
  '  srv-removable <proxy>/<server>    : the server can be removed by "del server"',
  '',
].join('\n');

/** How often a condition is looked at. */
const LOOK_MS = 50;

/** `holds`: done; `not-yet`: it may come; a text: it never will, and why. */
type State = 'holds' | 'not-yet' | { readonly text: string };

type Look = () => State;

function lookAtServer({ runtime, args }: AdminRequest): Look {
  return () => {
    const server = resolveServer(runtime, args[2]);
    if (!server.ok) return { text: server.answer.text };
    const blocker = runtime.membership?.blockerOfServer(server.value);
    if (blocker === undefined) return 'holds';
    const { text, passing } = describeServerBlocker(blocker);
    return passing ? 'not-yet' : { text };
  };
}

function lookAtBackend({ runtime, args }: AdminRequest): Look {
  return () => {
    const backend = findBackend(runtime, args[2] ?? '');
    if (backend === undefined) return { text: 'No such backend.\n' };
    const blocker = runtime.membership?.blockerOfBackend(backend);
    if (blocker === undefined) return 'holds';
    const { text, passing } = describeBackendBlocker(blocker);
    return passing ? 'not-yet' : { text };
  };
}

/** Looks until it holds, never will, the time is over, or nobody listens any more. */
async function waitFor(look: Look, delayMs: number, gone: AbortSignal): Promise<AdminAnswer> {
  const endMs = nowMs() + delayMs;
  for (;;) {
    const state = look();
    if (state === 'holds') return 'Done.\n';
    if (state !== 'not-yet') return failure(state.text);
    const leftMs = endMs - nowMs();
    if (leftMs <= 0 || gone.aborted) return failure('Wait delay expired.\n');
    await waitMs(Math.min(LOOK_MS, leftMs), gone);
  }
}

async function wait(request: AdminRequest): Promise<AdminAnswer> {
  const { session, args } = request;
  const [delay, condition, target] = args;
  if (delay === undefined || delay === '-h' || condition === '-h') return HELP;
  const delayMs = parseDelayMs(delay, 1);
  if (delayMs === undefined) return failure('Invalid delay.\n');
  switch (condition) {
    case undefined:
      await waitMs(delayMs, session.gone);
      return '';
    case 'srv-removable':
      if (target === undefined) return failure('Missing server name (<backend>/<server>).\n');
      return waitFor(lookAtServer(request), delayMs, session.gone);
    case 'be-removable':
      if (target === undefined) return failure('Missing backend name.\n');
      return waitFor(lookAtBackend(request), delayMs, session.gone);
    default:
      return failure(`Condition '${condition}' is not one of 'srv-removable' and 'be-removable'.\n`);
  }
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['wait'],
    usage: 'wait {-h|<delay_ms>} cond [args...]',
    doc: 'management 9.3#wait',
    since: '3.0',
    support: 'full',
    brief: 'Waits for a delay or a condition.',
    level: 'user',
    run: wait,
  }),
];
