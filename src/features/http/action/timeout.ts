/** `set-timeout` (manual 4.4): timeouts of this stream only. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { sintOf } from '../../../catalog/sint-of.js';
import type { Stream } from '../../../model/stream.js';
import { Verdict } from '../../../model/verdict.js';
import { isTime } from './time-word.js';

const NAMES = ['client', 'connect', 'queue', 'server', 'tarpit', 'tunnel'] as const;
type Name = (typeof NAMES)[number];

const SETTERS: Readonly<Record<Name, (stream: Stream, ms: number) => void>> = {
  client: (stream, ms) => {
    stream.timeoutClientMs = ms;
  },
  connect: (stream, ms) => {
    stream.timeoutConnectMs = ms;
  },
  queue: (stream, ms) => {
    stream.timeoutQueueMs = ms;
  },
  server: (stream, ms) => {
    stream.timeoutServerMs = ms;
  },
  tarpit: (stream, ms) => {
    stream.timeoutTarpitMs = ms;
  },
  tunnel: (stream, ms) => {
    stream.timeoutTunnelMs = ms;
  },
};

/** Client timeouts need a frontend, those of the server side a backend. */
function checkSide(site: ActionSite, name: Name): boolean {
  const wrong =
    (name === 'client' && site.section === 'backend') ||
    (name !== 'client' && name !== 'tarpit' && site.section === 'frontend');
  if (wrong) site.report('arg/invalid', site.words.last, `timeout '${name}' has no meaning in a ${site.section}`);
  return !wrong;
}

function compile(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.enumeration('timeout', NAMES));
  if (name === undefined || !checkSide(site, name)) return undefined;
  const set = SETTERS[name];
  if (isTime(site.words.peek()?.value)) {
    const constant = site.words.expect(arg.timeMs('timeout', 'ms', { min: 1 }));
    if (constant === undefined) return undefined;
    return (stream) => {
      set(stream, constant);
      return Verdict.Continue;
    };
  }
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const ms = read(stream);
    if (ms !== undefined && ms > 0 && ms <= 0x7fffffff) set(stream, Number(ms));
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-timeout',
    doc: '4.4#set-timeout',
    brief: 'Changes a timeout for this stream.',
    since: '2.4',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    usage: 'set-timeout { client | connect | queue | server | tarpit | tunnel } { <timeout> | <expr> }',
    compile,
  }),
];
