/** `tcp-check expect`: which bytes are good, and what is told of them (manual 4.2). */
import type { ExpectProgram } from '../../compile/check-program.js';
import type { ExpectStep } from '../../model/config/health-check.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import type { Stream } from '../../model/stream.js';
import type { CheckInput, ExpectStepRun, Judgement, StepName } from './step.js';
import { type CheckStatus, type Finding, plainFinding } from './verdict.js';

/** Whether a pattern is in what came; `size` bytes are needed for that. */
interface ByteTest {
  readonly size: number;
  test(data: string, stream: Stream): boolean;
}

/** The pattern was checked when the configuration was read. */
export function regexTest(pattern: string): (text: string) => boolean {
  const { regex } = compileRegex(pattern);
  return (text) => regex?.test(text) === true;
}

/** Text ends at a NUL: what is behind it cannot be found. */
function textOf(data: string): string {
  const end = data.indexOf('\0');
  return end < 0 ? data : data.slice(0, end);
}

function hexOf(data: string): string {
  return Buffer.from(data, 'latin1').toString('hex').toUpperCase();
}

function compileTest({ step, pattern: format }: ExpectProgram): ByteTest {
  const pattern = step.pattern?.value ?? '';
  switch (step.match) {
    case 'string':
      return { size: pattern.length, test: (data) => data.includes(pattern) };
    case 'binary': {
      const bytes = Buffer.from(pattern, 'hex').toString('latin1');
      return { size: bytes.length, test: (data) => data.includes(bytes) };
    }
    case 'rbinary': {
      const matches = regexTest(pattern);
      return { size: 0, test: (data) => matches(hexOf(data)) };
    }
    case 'string-lf':
    case 'binary-lf':
      return {
        size: 0,
        test: (data, stream) => {
          const wanted = format?.(stream) ?? '';
          return wanted !== '' && data.includes(wanted);
        },
      };
    default: {
      const matches = regexTest(pattern);
      return { size: 0, test: (data) => matches(textOf(data)) };
    }
  }
}

/** What a pattern is called: in messages of failures, and of time-outs. */
export function patternWords({ match, pattern }: ExpectStep): { readonly failed: string; readonly waited: string } {
  switch (match) {
    case 'string':
      return { failed: ` '${pattern?.value ?? ''}'`, waited: `expect string '${pattern?.value ?? ''}'` };
    case 'binary':
      return { failed: ' (binary)', waited: 'expect binary' };
    case 'rbinary':
      return { failed: ' (binary regex)', waited: 'expect binary regex' };
    case 'string-lf':
      return { failed: ' (log-format string)', waited: 'expect log-format string' };
    case 'binary-lf':
      return { failed: ' (log-format binary)', waited: 'expect log-format binary' };
    case 'status':
      return { failed: ' (status codes)', waited: 'expect HTTP status codes' };
    case 'hdr':
    case 'fhdr':
      return { failed: ' (header pattern)', waited: 'expect HTTP header pattern' };
    default:
      return { failed: ' (regex)', waited: 'expect regex' };
  }
}

/** The name of a rule's step. */
export function stepName(
  step: { readonly index: number; readonly comment: string | undefined },
  what: string,
): StepName {
  return { number: step.index + 1, what, comment: step.comment };
}

/** What a failed rule says of itself; `text` unless `on-error` says otherwise. */
export function failure(
  program: ExpectProgram,
  status: CheckStatus,
  text: string,
  code: number | undefined,
  stream: Stream,
): Finding {
  const { step, onError, statusCode } = program;
  const said = onError ? onError(stream) : text;
  const comment = step.comment === undefined ? '' : ` comment: ${step.comment}`;
  return plainFinding(status, said + comment, statusCode?.(stream) ?? code);
}

/** What a rule says of itself that was the last one and passed. */
export function success(program: ExpectProgram, text: string, code: number | undefined, stream: Stream): Finding {
  const { step, onSuccess, statusCode } = program;
  const status = (step.okStatus ?? 'L7OK') as CheckStatus;
  return plainFinding(status, onSuccess ? onSuccess(stream) : text, statusCode?.(stream) ?? code);
}

/** Compiles a rule of `tcp-check expect`. */
export function compileByteExpect(program: ExpectProgram): ExpectStepRun {
  const { step } = program;
  const test = compileTest(program);
  const errorStatus = (step.errorStatus ?? 'L7RSP') as CheckStatus;
  const words = patternWords(step);
  const judge = ({ data, ended, stream }: CheckInput): Judgement => {
    const wanted = test.size > 0 ? Math.max(test.size, 0) : step.minRecv;
    if (!ended && (data.length < wanted || (data === '' && test.size === 0))) return 'wait';
    const found = test.test(data, stream);
    if (!found && !ended && step.minRecv === -1) return 'wait';
    if (found !== step.negate) return 'pass';
    const verb = found ? 'TCPCHK matched unwanted content' : 'TCPCHK did not match content';
    const text = `${verb}${words.failed} at step ${step.index + 1}`;
    return failure(program, errorStatus, text, undefined, stream);
  };
  return {
    ...{ kind: 'expect', name: stepName(step, words.waited), http: false, errorStatus, judge },
    timeoutStatus: (step.timeoutStatus ?? 'L7TOUT') as CheckStatus,
    passed: ({ stream }) => success(program, '(tcp-check)', undefined, stream),
  };
}
