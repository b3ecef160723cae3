/** Checks of SMTP servers (RFC 5321) and of Redis (its protocol RESP). */
import type { CheckInput, Judgement, StepRun } from '../step.js';
import { DEFAULT_CONNECT, nameOf } from '../step.js';
import { type CheckStatus, plainFinding } from '../verdict.js';
import { expect, firstLine, send } from './expect.js';

/** The last line of a reply, once it is there: its code and its text. */
function lastLine(data: string): { readonly code: number; readonly text: string } | undefined {
  const found = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?:[ \r]([^\r\n]*))/.exec(data);
  return found ? { code: Number(found[1]), text: (found[2] ?? '').trim() } : undefined;
}

/** Judges a reply: what is no reply at all has the status `broken`. */
function judgeReply({ data, ended }: CheckInput, broken: CheckStatus): Judgement {
  const reply = lastLine(data);
  if (reply) return reply.code >= 200 && reply.code < 300 ? 'pass' : plainFinding('L7STS', reply.text, reply.code);
  const mayBecomeOne = /^\d{0,3}$|^\d{3}[-]/.test(data);
  return mayBecomeOne && !ended ? 'wait' : plainFinding(broken, firstLine(data));
}

/** Any other reply to the greeting is waited out: a good one may stand on a later line (haproxy 2.6). */
function judgeGreeted(input: CheckInput): Judgement {
  const judgement = judgeReply(input, 'L7STS');
  return judgement === 'pass' || input.ended ? judgement : 'wait';
}

const passed = ({ data }: CheckInput) => lastLine(data) ?? { text: '' };

/** `option smtpchk`: greeting, HELO or EHLO, QUIT. */
export function smtpSteps(hello: string): readonly StepRun[] {
  return [
    { ...DEFAULT_CONNECT, name: nameOf(1), linger: true },
    expect({ number: 2, judge: (input) => judgeReply(input, 'L7RSP'), passed }),
    send(4, `${hello}\r\n`),
    expect({ number: 5, errorStatus: 'L7STS', judge: judgeGreeted, passed }),
    send(6, 'QUIT\r\n'),
    expect({ number: 7, errorStatus: 'L7STS', judge: (input) => judgeReply(input, 'L7STS'), passed }),
  ];
}

const PONG = '+PONG\r\n';

/** `option redis-check`: PING. */
export function redisSteps(): readonly StepRun[] {
  return [
    { ...DEFAULT_CONNECT, linger: true },
    send(1, '*1\r\n$4\r\nPING\r\n'),
    expect({
      number: 2,
      errorStatus: 'L7STS',
      judge: ({ data, ended }) => {
        if (data.includes(PONG)) return 'pass';
        return ended ? plainFinding('L7STS', firstLine(data)) : 'wait';
      },
      passed: () => ({ text: 'Redis server is ok' }),
    }),
  ];
}
