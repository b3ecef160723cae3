/** What the steps of a check do when they run; made from rules, or built in for a protocol. */
import type { Figure } from '../../compile/check-program.js';
import type { ResponseHead } from '../../model/message.js';
import type { Stream } from '../../model/stream.js';
import type { CheckStatus, Finding } from './verdict.js';

/** How a step is named when it fails. */
export interface StepName {
  /** From 1; 0 for what stands in no rule. */
  readonly number: number;
  /** `connect`, `expect regex`, ... */
  readonly what: string;
  readonly comment: string | undefined;
}

/** What came in on the connection so far. */
export interface CheckInput {
  readonly stream: Stream;
  /** Bytes since the last ones were sent, a latin1 carrier; of HTTP answers the body. */
  readonly data: string;
  /** Nothing more will come, or nothing more is kept. */
  readonly ended: boolean;
  readonly head: ResponseHead | undefined;
}

/** `wait` for more, `pass` on to the next step, or what ends the check. */
export type Judgement = 'wait' | 'pass' | Finding;

export interface ConnectStepRun {
  readonly kind: 'connect';
  readonly name: StepName;
  /** Whether the settings of the server line hold where the rule says nothing. */
  readonly defaults: boolean;
  readonly port: Figure | undefined;
  readonly address: { readonly host: string; readonly port: number } | undefined;
  readonly sendProxy: boolean;
  readonly viaSocks4: boolean;
  readonly tls: boolean;
  readonly sni: string | undefined;
  /** Name that the request behind it asks for (`check-sni-auto`). */
  readonly host?: ((stream: Stream) => string) | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly linger: boolean;
}

export interface SendStepRun {
  readonly kind: 'send';
  readonly name: StepName;
  render(stream: Stream): string;
}

export interface HttpSendStepRun {
  readonly kind: 'http-send';
  readonly name: StepName;
  readonly method: string;
  render(stream: Stream): string;
}

export interface ExpectStepRun {
  readonly kind: 'expect';
  readonly name: StepName;
  readonly http: boolean;
  readonly errorStatus: CheckStatus;
  readonly timeoutStatus: CheckStatus;
  judge(input: CheckInput): Judgement;
  /** What was found if this is the last step. */
  passed(input: CheckInput): Finding;
  /** Text of a time-out, from what came. */
  timedOut?(input: CheckInput): string;
}

export interface VariableStepRun {
  readonly kind: 'run';
  readonly name: StepName;
  run(stream: Stream): void;
}

export type StepRun = ConnectStepRun | SendStepRun | HttpSendStepRun | ExpectStepRun | VariableStepRun;

/** The steps of the checks of a backend. */
export interface CheckScript {
  readonly steps: readonly StepRun[];
  /** Failures name their step: only those of `option tcp-check` do. */
  readonly namesSteps: boolean;
  /** What is told of a script that passed and ended with a connection or with something sent. */
  readonly passedText: string;
}

/** A step that stands in no rule. */
export const NO_NAME: StepName = { number: 0, what: '', comment: undefined };

/** A connection as the server line says. */
export const DEFAULT_CONNECT: ConnectStepRun = {
  ...{ kind: 'connect', name: NO_NAME, defaults: true, port: undefined, address: undefined, sendProxy: false },
  ...{ viaSocks4: false, tls: false, sni: undefined, alpn: undefined, linger: false },
};

/** A built-in step's name. */
export function nameOf(number: number): StepName {
  return { number, what: '', comment: undefined };
}
