/** Actions about time and about the order of things: `pause`, `wait-for-body`, `early-hint` and others (manual 4.4). */

import { nowMs } from '../../../base/clock.js';
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { sintOf } from '../../../catalog/sint-of.js';
import { Fields } from '../../../model/message.js';
import type { Stream } from '../../../model/stream.js';
import type { Reply } from '../../../model/verdict.js';
import { Verdict } from '../../../model/verdict.js';
import { isTime } from './time-word.js';

/** Whether a rule has waited for `ms`: its first call starts the time. */
function hasWaited(stream: Stream, ms: number): boolean {
  const now = nowMs();
  if (stream.wakeAtMs === Number.POSITIVE_INFINITY) stream.wakeAtMs = now + ms;
  return now >= stream.wakeAtMs;
}

function compilePause(site: ActionSite): Action | undefined {
  if (isTime(site.words.peek()?.value)) {
    const constant = site.words.expect(arg.timeMs('timeout'));
    if (constant === undefined) return undefined;
    return (stream) => (hasWaited(stream, constant) ? Verdict.Continue : Verdict.Yield);
  }
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const ms = Number(read(stream) ?? 0);
    if (ms <= 0 || ms > 0x7fffffff) return Verdict.Continue;
    return hasWaited(stream, ms) ? Verdict.Continue : Verdict.Yield;
  };
}

const REQUEST_TIMEOUT: Reply = Object.freeze({ status: 408, fields: [], body: '', page: true, cause: 'fault' });
const RESPONSE_TIMEOUT: Reply = Object.freeze({ status: 504, fields: [], body: '', page: true, cause: 'fault' });

function compileWaitForBody(site: ActionSite): Action | undefined {
  let ms: number | undefined;
  let atLeast = 0;
  while (!site.words.done) {
    const word = site.words.next()!;
    if (word.value === 'time') {
      ms = site.words.expect(arg.timeMs('time'));
      if (ms === undefined) return undefined;
    } else if (word.value === 'at-least') {
      const bytes = site.words.expect(arg.size('bytes'));
      if (bytes === undefined) return undefined;
      atLeast = bytes;
    } else if (word.value !== 'use-large-buffer') {
      site.report(
        'arg/unexpected',
        word.range,
        `expects 'time', 'at-least' or 'use-large-buffer', found '${word.value}'`,
      );
      return undefined;
    }
  }
  if (ms === undefined) {
    site.report('arg/missing', site.keyword, "expects 'time' with the longest time to wait");
    return undefined;
  }
  const limit = ms;
  const isResponse = site.ruleset === 'http-response';
  const late = isResponse ? RESPONSE_TIMEOUT : REQUEST_TIMEOUT;
  return (stream) => {
    if (hasBody(stream, isResponse, atLeast)) return Verdict.Continue;
    if (!hasWaited(stream, limit)) return Verdict.Yield;
    stream.reply = late;
    return Verdict.Reply;
  };
}

function hasBody(stream: Stream, isResponse: boolean, atLeast: number): boolean {
  const channel = isResponse ? stream.responseChannel : stream.requestChannel;
  const head = isResponse ? stream.response : stream.request;
  if (channel.closed || channel.full === true || head?.bodyKind === 'none') return true;
  return atLeast > 0 && channel.bytes().length >= atLeast;
}

function compileEarlyHint(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.fieldName('name'))?.toLowerCase();
  const format = name === undefined ? undefined : site.format();
  if (name === undefined || !format) return undefined;
  return (stream) => {
    stream.earlyHints ??= new Fields();
    stream.earlyHints.add(name, format(stream));
    return Verdict.Continue;
  };
}

function compileStrictMode(site: ActionSite): Action | undefined {
  const on = site.words.expect(arg.onOff('mode'));
  if (on === undefined) return undefined;
  return (stream) => {
    stream.strictRewrite = on;
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'pause',
    doc: '4.4#pause',
    brief: 'Waits before the next rule.',
    since: '3.2',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    usage: 'pause { <timeout> | <expr> }',
    compile: compilePause,
  }),
  define.action({
    name: 'wait-for-body',
    doc: '4.4#wait-for-body',
    brief: 'Waits until the body, or the start of it, has arrived.',
    since: '2.4',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    usage: 'wait-for-body time <time> [ at-least <bytes> ] [use-large-buffer]',
    compile: compileWaitForBody,
  }),
  define.action({
    name: 'wait-for-handshake',
    doc: '4.4#wait-for-handshake',
    brief: 'Waits for the end of the TLS handshake; early data is never taken here, so nothing is left to wait for.',
    since: '1.8',
    support: 'full',
    rulesets: ['http-request'],
    usage: 'wait-for-handshake',
    compile: () => () => Verdict.Continue,
  }),
  define.action({
    name: 'early-hint',
    doc: '4.4#early-hint',
    brief: 'Sends a field in a 103 response ahead of the answer (RFC 8297).',
    since: '1.9',
    support: 'full',
    rulesets: ['http-request'],
    usage: 'early-hint <name> <fmt>',
    compile: compileEarlyHint,
  }),
  define.action({
    name: 'disable-l7-retry',
    doc: '4.4#disable-l7-retry',
    brief: 'Retries this request only if the connection failed.',
    since: '2.0',
    support: 'full',
    rulesets: ['http-request'],
    usage: 'disable-l7-retry',
    compile: () => (stream) => {
      stream.l7RetryDisabled = true;
      return Verdict.Continue;
    },
  }),
  define.action({
    name: 'strict-mode',
    doc: '4.4#strict-mode',
    brief: 'Says whether rewrites that fail end the stream.',
    since: '2.2',
    support: 'full',
    rulesets: ['http-request', 'http-response', 'http-after-response'],
    usage: 'strict-mode { on | off }',
    compile: compileStrictMode,
  }),
];
