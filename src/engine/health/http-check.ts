/** The HTTP exchange of a check: requests of `http-check send`, judgement of `http-check expect` (manual 4.2). */
import type { ExpectProgram, HttpSendProgram } from '../../compile/check-program.js';
import type { FieldPattern, HealthCheckConfig } from '../../model/config/health-check.js';
import type { ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import { failure, patternWords, regexTest, stepName, success } from './byte-expect.js';
import type { CheckInput, ExpectStepRun, HttpSendStepRun, Judgement } from './step.js';
import { NO_NAME } from './step.js';
import { type CheckStatus, plainFinding } from './verdict.js';

/** What the steps of a backend share. */
export interface HttpCheckContext {
  readonly config: HealthCheckConfig;
  /** The value of X-Haproxy-Server-State. */
  readonly state: (server: Server) => string;
}

/** Methods whose requests say that they have no body. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE', 'CONNECT']);

/** What the version says already, or is said at the end: `close` of HTTP/1.0, `keep-alive` of HTTP/1.1 (haproxy 2.6). */
function isImplied(name: string, value: string, isOld: boolean): boolean {
  return name === 'connection' && (/^close$/i.test(value) || (!isOld && /^keep-alive$/i.test(value)));
}

/** A target with an authority has that of the Host field (manual 4.2 `http-check send`). */
function withAuthority(uri: string, host: string | undefined): string {
  if (!host) return uri;
  return uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*/i, (_all, scheme: string) => scheme + host);
}

/** Compiles a request. Of HTTP/1.0 there is nothing to close. */
export function compileRequest(program: HttpSendProgram, context: HttpCheckContext): HttpSendStepRun {
  const { step } = program;
  const method = step.method ?? 'OPTIONS';
  const version = step.version ?? 'HTTP/1.0';
  const isOld = version === 'HTTP/1.0';
  const render = (stream: Stream): string => {
    const lines: string[] = [];
    let closes = !isOld;
    let host: string | undefined;
    for (const { name, value } of program.fields) {
      const text = value(stream);
      const lower = name.toLowerCase();
      if (lower === 'host') host ??= text;
      if (lower === 'connection' && !/^close$/i.test(text)) closes = false;
      // Fields whose format gives nothing are left out (haproxy 2.6).
      if (text !== '' && !isImplied(lower, text, isOld)) lines.push(`${lower}: ${text}\r\n`);
    }
    if (context.config.sendState) lines.push(`x-haproxy-server-state: ${context.state(stream.server!)}\r\n`);
    const body = program.body?.(stream) ?? '';
    if (body !== '' || !WITHOUT_BODY.has(method)) lines.push(`content-length: ${body.length}\r\n`);
    if (closes) lines.push('connection: close\r\n');
    const uri = withAuthority(program.uri?.(stream) || '/', host);
    return `${method} ${uri} ${version}\r\n${lines.join('')}\r\n${body}`;
  };
  return { kind: 'http-send', name: stepName(step, 'send'), method, render };
}

/** Whether a status is in a list such as `200,201,300-310`. */
function compileStatuses(list: string): (status: number) => boolean {
  const ranges = list.split(',').map((part) => part.split('-').map(Number));
  return (status) => ranges.some(([from = 0, to = from]) => status >= from && status <= to);
}

type FieldTest = (text: string, stream: Stream) => boolean;

function compileField(
  pattern: FieldPattern,
  format: ((stream: Stream) => string) | undefined,
  ignoreCase: boolean,
): FieldTest {
  const { method, text } = pattern;
  if (method === 'reg') {
    const matches = regexTest(ignoreCase ? `(?i)${text.value}` : text.value);
    return matches;
  }
  const fold = (value: string) => (ignoreCase ? value.toLowerCase() : value);
  const wanted = (stream: Stream) => fold(format ? format(stream) : text.value);
  switch (method) {
    case 'str':
      return (value, stream) => fold(value) === wanted(stream);
    case 'beg':
      return (value, stream) => fold(value).startsWith(wanted(stream));
    case 'end':
      return (value, stream) => fold(value).endsWith(wanted(stream));
    case 'sub':
      return (value, stream) => fold(value).includes(wanted(stream));
  }
}

/** Parts of a list of values, without the commas in quotes. */
function partsOf(value: string): readonly string[] {
  return (value.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? ['']).map((part) => part.trim());
}

function compileFields(program: ExpectProgram): (head: ResponseHead, stream: Stream) => boolean {
  const { step } = program;
  const name = compileField(step.name!, program.name, true);
  const value = step.value && compileField(step.value, program.value, false);
  const whole = step.match === 'fhdr';
  return ({ fields: { names, values } }, stream) =>
    names.some((field, at) => {
      if (!name(field, stream)) return false;
      const text = values[at]!;
      return value === undefined || (whole ? value(text, stream) : partsOf(text).some((part) => value(part, stream)));
    });
}

/** `head`: what its first lines say; `body`: needs the text behind them. */
interface AnswerTest {
  readonly on: 'head' | 'body';
  test(head: ResponseHead, body: string, stream: Stream): boolean;
}

function compileTest(program: ExpectProgram): AnswerTest {
  const { step } = program;
  const pattern = step.pattern?.value ?? '';
  switch (step.match) {
    case 'status': {
      const holds = compileStatuses(pattern);
      return { on: 'head', test: ({ status }) => holds(status) };
    }
    case 'rstatus': {
      const matches = regexTest(pattern);
      return { on: 'head', test: ({ status }) => matches(String(status)) };
    }
    case 'hdr':
    case 'fhdr': {
      const holds = compileFields(program);
      return { on: 'head', test: (head, _body, stream) => holds(head, stream) };
    }
    case 'rstring': {
      const matches = regexTest(pattern);
      return { on: 'body', test: (_head, body) => matches(body) };
    }
    case 'string-lf':
      return { on: 'body', test: (_head, body, stream) => body.includes(program.pattern?.(stream) ?? '') };
    default:
      return { on: 'body', test: (_head, body) => body.includes(pattern) };
  }
}

/** A 404 of a server that is up takes it out of balancing, whatever the rule says. */
function leaves({ head, stream }: CheckInput, { config }: HttpCheckContext): boolean {
  return config.disableOn404 && head?.status === 404 && stream.server?.state !== 'stopped';
}

/** Compiles a rule of `http-check expect`. */
export function compileHttpExpect(program: ExpectProgram, context: HttpCheckContext): ExpectStepRun {
  const { step } = program;
  const test = compileTest(program);
  const errorStatus = (step.errorStatus ?? (test.on === 'head' ? 'L7STS' : 'L7RSP')) as CheckStatus;
  const judge = (input: CheckInput): Judgement => {
    const { head, data, ended, stream } = input;
    if (head === undefined) return ended ? failure(program, 'L7RSP', '', undefined, stream) : 'wait';
    if (leaves(input, context)) return plainFinding('L7OKC', '', 404);
    if (test.on === 'body' && data === '') {
      if (!ended) return 'wait';
      return failure(program, errorStatus, 'HTTP content check could not find a response body', head.status, stream);
    }
    if (test.on === 'body' && !ended && data.length < step.minRecv) return 'wait';
    const found = test.test(head, data, stream);
    if (test.on === 'body' && !found && !ended && step.minRecv === -1) return 'wait';
    if (found !== step.negate) return 'pass';
    const onBody = found ? 'HTTP check matched unwanted content' : 'HTTP content check did not match';
    return failure(program, errorStatus, test.on === 'head' ? head.reason : onBody, head.status, stream);
  };
  return {
    ...{ kind: 'expect', name: stepName(step, patternWords(step).waited), http: true, errorStatus, judge },
    timeoutStatus: (step.timeoutStatus ?? 'L7TOUT') as CheckStatus,
    passed: ({ head, stream }) => success(program, '', head?.status, stream),
  };
}

/** What is expected where no rule says it: 2xx and 3xx are alive. */
export function implicitExpect(context: HttpCheckContext): ExpectStepRun {
  const judge = (input: CheckInput): Judgement => {
    const { head, ended } = input;
    if (head === undefined) return ended ? plainFinding('L7RSP') : 'wait';
    if (leaves(input, context)) return plainFinding('L7OKC', '', 404);
    return head.status >= 200 && head.status < 400 ? 'pass' : plainFinding('L7STS', head.reason, head.status);
  };
  return {
    ...{ kind: 'expect', name: NO_NAME, http: true, errorStatus: 'L7RSP', timeoutStatus: 'L7TOUT', judge },
    passed: ({ head }) => plainFinding('L7OK', '', head?.status),
  };
}
