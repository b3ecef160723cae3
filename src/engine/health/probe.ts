/** One run of a check on the wire: goes through the steps of its script (manual 4.2 `option tcp-check`, `option httpchk`). */
import { nowMs } from '../../base/clock.js';
import { describeErrno } from '../../base/errno.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { ResponseHead } from '../../model/message.js';
import type { Stream } from '../../model/stream.js';
import { DEFAULT_H1_SETTINGS, H1ResponseParser } from '../../net/h1/index.js';
import { type Connection, type ConnectionHandler, Socks4Error, type TcpFault } from '../../net/tcp/index.js';
import { openProbe, type ProbeTarget } from './open.js';
import type { CheckInput, CheckScript, ConnectStepRun, ExpectStepRun, StepRun } from './step.js';
import { type Finding, plainFinding } from './verdict.js';

/** The stream of a run: it shows what came in to formats. */
export interface ProbeStream extends Stream {
  receive(data: string, ended: boolean, head: ResponseHead | undefined): void;
}

export interface ProbeLimits {
  readonly connectMs: number;
  /** For the exchange after the connection; undefined: `connectMs` covers all of it. */
  readonly readMs: number | undefined;
}

/** What a run needs. */
export interface ProbePlan {
  readonly script: CheckScript;
  readonly stream: ProbeStream;
  readonly limits: ProbeLimits;
  readonly target: (step: ConnectStepRun, stream: Stream) => ProbeTarget;
}

const FAULT_TEXT: Readonly<Record<TcpFault, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  reset: 'Connection reset by peer',
  unreachable: 'No route to host',
  resource: 'General socket error',
  other: '',
};

/** What the system ran out of, where HAProxy has words for it. */
const RESOURCES: Readonly<Record<string, string>> = {
  EMFILE: 'Too many sockets on the process',
  ENFILE: 'Too many sockets on the system',
  ENOBUFS: 'Out of system buffers',
  ENOMEM: 'Out of system buffers',
};

/** Why there is no connection, with the words of the system for what it lacks. */
function describeFault(fault: TcpFault, code: string | undefined): string {
  if (fault !== 'resource') return FAULT_TEXT[fault];
  return `${RESOURCES[code ?? ''] ?? FAULT_TEXT.resource} (${describeErrno(code ?? 'EADDRNOTAVAIL')})`;
}

const OTHER_NAME = 'Server presented an SSL certificate different from the expected one';

/** Bytes of an answer that are kept (`tune.bufsize`). */
const MAX_BYTES = 16384;

function quotedComment(comment: string | undefined): string {
  return comment === undefined ? '' : ` comment: '${comment}'`;
}

/** A run under way; tells its finding once. */
export class Probe implements ConnectionHandler, TimeoutHandler {
  readonly #plan: ProbePlan;
  readonly #done: (finding: Finding, durationMs: number) => void;
  readonly #timer: TimerEntry;
  readonly #startMs: number;
  readonly #parser: H1ResponseParser;
  #connection: Connection | undefined;
  #isSecured: boolean;
  #lingers: boolean;
  #at: number;
  /** What the run waits for. */
  #waiting: 'connect' | 'data' | 'nothing';
  #isOver: boolean;
  #data: string;
  #ended: boolean;
  #head: ResponseHead | undefined;

  constructor(plan: ProbePlan, done: (finding: Finding, durationMs: number) => void) {
    this.#plan = plan;
    this.#done = done;
    this.#timer = new TimerEntry(this);
    this.#startMs = nowMs();
    this.#parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
    this.#connection = undefined;
    this.#isSecured = false;
    this.#lingers = false;
    this.#at = 0;
    this.#waiting = 'nothing';
    this.#isOver = false;
    this.#data = '';
    this.#ended = false;
    this.#head = undefined;
  }

  /** Starts with the first step. A fault may be told before this returns. */
  start(): void {
    this.#run();
  }

  /** Gives up without a finding: checks were switched off. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close();
  }

  // ---- the connection reports

  onConnect(connection: Connection): void {
    if (connection !== this.#connection || this.#waiting !== 'connect') return;
    const { readMs } = this.#plan.limits;
    if (readMs !== undefined) timers.arm(this.#timer, nowMs(), readMs);
    this.#at++;
    this.#run();
  }

  onData(connection: Connection, bytes: Buffer): void {
    if (connection !== this.#connection || this.#isOver) return;
    if (this.#speaksHttp()) this.#parse(bytes);
    else this.#keep(bytes.toString('latin1'));
    if (this.#waiting === 'data') this.#resume();
  }

  onEnd(connection: Connection): void {
    if (connection !== this.#connection || this.#isOver) return;
    this.#ended = true;
    if (this.#waiting === 'data') this.#resume();
  }

  onDrain(): void {}

  onClose(connection: Connection, fault: TcpFault | undefined, error: Error | undefined): void {
    if (connection !== this.#connection || this.#isOver) return;
    if (this.#waiting === 'connect') {
      this.#refused(fault, error);
      return;
    }
    if (fault !== undefined) {
      this.#finish(plainFinding('SOCKERR', FAULT_TEXT[fault] + this.#place()));
      return;
    }
    this.#ended = true;
    if (this.#waiting === 'data') this.#resume();
  }

  onTimeout(): void {
    if (this.#isOver) return;
    if (this.#waiting === 'connect') {
      this.#finish(plainFinding(this.#isHandshake() ? 'L6TOUT' : 'L4TOUT', this.#place()));
      return;
    }
    const step = this.#step();
    const isExpect = step?.kind === 'expect';
    const text = isExpect ? step.timedOut?.(this.#input()) : undefined;
    this.#finish(plainFinding(isExpect ? step.timeoutStatus : 'L7TOUT', text ?? this.#place()));
  }

  // ---- the steps

  #step(): StepRun | undefined {
    return this.#plan.script.steps[this.#at];
  }

  /** Goes on until something must be waited for. */
  #run(): void {
    this.#waiting = 'nothing';
    for (let step = this.#step(); step !== undefined && !this.#isOver; step = this.#step()) {
      if (step.kind === 'connect') {
        this.#open(step);
        return;
      }
      if (step.kind === 'expect') {
        if (!this.#expect(step)) return;
      } else if (step.kind === 'run') step.run(this.#plan.stream);
      else this.#send(step.render(this.#plan.stream), step.kind === 'http-send' ? step.method : undefined);
      this.#at++;
    }
    if (!this.#isOver) this.#finish(this.#passed());
  }

  /** More came: expectations in a row are looked at again from the first one, as they see the same bytes. */
  #resume(): void {
    const { steps } = this.#plan.script;
    while (this.#at > 0 && steps[this.#at - 1]!.kind === 'expect') this.#at--;
    this.#run();
  }

  #open(step: ConnectStepRun): void {
    const { limits, target, stream } = this.#plan;
    this.#close();
    this.#forget();
    this.#waiting = 'connect';
    this.#lingers = step.linger;
    timers.arm(this.#timer, nowMs(), limits.connectMs);
    try {
      const place = target(step, stream);
      this.#isSecured = place.tls !== undefined;
      this.#connection = openProbe(place, this);
    } catch (error) {
      this.#finish(plainFinding('SOCKERR', (error as Error).message + this.#place()));
    }
  }

  #send(text: string, method: string | undefined): void {
    this.#forget();
    if (method !== undefined) this.#parser.expect({ method, upgrade: true });
    if (text !== '') this.#connection?.write(text);
  }

  /** What was received belongs to what was sent before. */
  #forget(): void {
    this.#data = '';
    this.#head = undefined;
    this.#ended = this.#connection?.ended ?? false;
  }

  /** Whether the run goes on now. */
  #expect(step: ExpectStepRun): boolean {
    if (!step.http && this.#ended && this.#data === '') {
      const { number, comment } = step.name;
      const text = `TCPCHK got an empty response at step ${number}${quotedComment(comment)}`;
      this.#finish(plainFinding(step.errorStatus, text));
      return false;
    }
    const input = this.#input();
    const judgement = step.http || input.data !== '' ? step.judge(input) : 'wait';
    if (judgement === 'pass') return true;
    if (judgement === 'wait') this.#waiting = 'data';
    else this.#finish(judgement);
    return false;
  }

  #input(): CheckInput {
    const { stream } = this.#plan;
    const ended = this.#ended || this.#data.length >= MAX_BYTES;
    stream.receive(this.#data, ended, this.#head);
    return { stream, data: this.#data, ended, head: this.#head };
  }

  /** What is found when all steps were gone through. */
  #passed(): Finding {
    const { steps, passedText } = this.#plan.script;
    const last = steps.at(-1);
    if (last?.kind === 'expect') return last.passed(this.#input());
    if (last?.kind === 'connect') return plainFinding(this.#isSecured ? 'L6OK' : 'L4OK', passedText);
    return plainFinding('L7OK', passedText);
  }

  // ---- what comes in

  /** Whether what comes is the answer to a request. */
  #speaksHttp(): boolean {
    const { steps } = this.#plan.script;
    for (let at = this.#at; at >= 0; at--) {
      const kind = steps[at]?.kind;
      if (kind === 'http-send') return true;
      if (kind === 'connect' || kind === 'send') return false;
    }
    return false;
  }

  #keep(text: string): void {
    if (this.#data.length < MAX_BYTES) this.#data = (this.#data + text).slice(0, MAX_BYTES);
  }

  #parse(bytes: Buffer): void {
    const parser = this.#parser;
    parser.feed(bytes);
    for (;;) {
      const event = parser.next();
      if (event === 'head') this.#head ??= parser.head;
      else if (event === 'data') this.#keep(parser.dataText());
      else if (event === 'end' || event === 'fault') {
        this.#ended = true;
        break;
      } else break;
    }
    parser.hold();
  }

  // ---- how it ends

  /** TCP is there and the TLS handshake is what is missing. */
  #isHandshake(): boolean {
    return this.#isSecured && this.#connection?.socket.remoteAddress !== undefined;
  }

  #refused(fault: TcpFault | undefined, error: Error | undefined): void {
    if (error instanceof Socks4Error) {
      this.#finish(plainFinding('SOCKERR', error.message + this.#place()));
      return;
    }
    // Below TLS every fault of the transport comes with a code of the system's.
    const { syscall, code } = (error as NodeJS.ErrnoException | undefined) ?? {};
    if (this.#isSecured && syscall !== 'connect') {
      const text = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? OTHER_NAME : 'SSL handshake failure';
      this.#finish(plainFinding('L6RSP', text + this.#place()));
      return;
    }
    this.#finish(plainFinding('L4CON', (fault ? describeFault(fault, code) : '') + this.#place()));
  }

  /** Names the step for failures of `option tcp-check`. */
  #place(): string {
    if (!this.#plan.script.namesSteps) return '';
    const { number, what, comment } = this.#step()?.name ?? { number: 0, what: '', comment: undefined };
    if (number === 0) return ' at initial connection step of tcp-check';
    return ` at step ${number} of tcp-check (${what})${quotedComment(comment)}`;
  }

  #finish(finding: Finding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close();
    this.#done(finding, Math.trunc(nowMs() - this.#startMs));
  }

  /** A check leaves no socket in TIME_WAIT behind, unless it is to end properly. */
  #close(): void {
    timers.remove(this.#timer);
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    if (this.#lingers) connection.close();
    else connection.reset();
  }
}
