/** What traffic says about servers (manual 5.2 `observe`): which outcomes count at which layer. */
import type { ServerConfig } from '../../model/config/server.js';
import type { FaultCode } from '../../model/fault.js';
import type { Server, TrafficOutcome } from '../../model/server.js';

type Judgement = 'good' | 'bad' | 'irrelevant';

const TEXTS: Readonly<Record<TrafficOutcome, string>> = {
  connected: 'L4 successful connection',
  'not-connected': 'L4 unsuccessful connection',
  'good-answer': 'Correct http response',
  'wrong-status': 'Wrong http response',
  'bad-head': 'Invalid http response (headers)',
  'bad-answer': 'Invalid http response',
  'read-error': 'Read error (http)',
  'read-timeout': 'Read timeout (http)',
  closed: 'Close from server (http)',
};

/** How an outcome is named in messages. */
export function describeOutcome(outcome: TrafficOutcome): string {
  return TEXTS[outcome];
}

/** Connections that fail count at both layers; answers only at layer 7, where connections prove nothing. */
export function judgeOutcome(outcome: TrafficOutcome, observe: ServerConfig['observe']): Judgement {
  if (observe === 'none') return 'irrelevant';
  if (outcome === 'not-connected') return 'bad';
  if (observe === 'layer4') return outcome === 'connected' ? 'good' : 'irrelevant';
  if (outcome === 'connected') return 'irrelevant';
  return outcome === 'good-answer' ? 'good' : 'bad';
}

/** 100 to 499, 501 and 505 are answers of a server that works. */
export function outcomeOfStatus(status: number): TrafficOutcome {
  return status < 500 || status === 501 || status === 505 ? 'good-answer' : 'wrong-status';
}

/** What a fault of the server's side says about it; undefined where it was not the server's. */
function outcomeOfFault(code: FaultCode): TrafficOutcome | undefined {
  switch (code) {
    case 'connect-refused':
    case 'connect-timeout':
    case 'server-tls':
      return 'not-connected';
    case 'bad-response':
      return 'bad-head';
    case 'server-timeout':
      return 'read-timeout';
    case 'server-empty':
      return 'closed';
    case 'server-abort':
      return 'read-error';
    default:
      return undefined;
  }
}

/** Tells whoever watches the server's traffic of a fault. */
export function observeFault(server: Server, code: FaultCode): void {
  const outcome = outcomeOfFault(code);
  if (outcome !== undefined) server.observer?.(outcome);
}
