/** Steps of protocols that are checked without rules. */
import type { CheckInput, ExpectStepRun, Judgement, SendStepRun } from '../step.js';
import { nameOf } from '../step.js';
import { type CheckStatus, plainFinding } from '../verdict.js';

/** Sends these bytes. */
export function send(number: number, bytes: string | (() => string)): SendStepRun {
  return { kind: 'send', name: nameOf(number), render: typeof bytes === 'string' ? () => bytes : bytes };
}

/** What is expected, and what is told of an answer that passed. */
export interface Expected {
  readonly number: number;
  /** Of answers that do not come whole. */
  readonly errorStatus?: CheckStatus;
  readonly timeoutStatus?: CheckStatus;
  readonly judge: (input: CheckInput) => Judgement;
  readonly passed?: (input: CheckInput) => {
    readonly text: string;
    readonly code?: number;
    readonly status?: CheckStatus;
  };
}

/** Waits for an answer. */
export function expect({ number, errorStatus, timeoutStatus, judge, passed }: Expected): ExpectStepRun {
  return {
    ...{ kind: 'expect', name: nameOf(number), http: false, errorStatus: errorStatus ?? 'L7RSP', judge },
    timeoutStatus: timeoutStatus ?? 'L7TOUT',
    passed: (input) => {
      const { text = '', code, status = 'L7OK' } = passed?.(input) ?? {};
      return plainFinding(status, text, code);
    },
  };
}

/** The first line without what ends it. */
export function firstLine(data: string): string {
  return /^[^\r\n]*/.exec(data)![0];
}
