/** What a check found: status words and descriptions of `show stat` (management.txt 9.1, check_status). */

export type CheckStatus =
  | 'CHECKED'
  | 'HANA'
  | 'SOCKERR'
  | 'L4OK'
  | 'L4TOUT'
  | 'L4CON'
  | 'L6OK'
  | 'L6TOUT'
  | 'L6RSP'
  | 'L7OK'
  | 'L7OKC'
  | 'L7TOUT'
  | 'L7RSP'
  | 'L7STS'
  | 'PROCOK'
  | 'PROCERR'
  | 'PROCTOUT';

const DESCRIPTIONS: Readonly<Record<CheckStatus, string>> = {
  CHECKED: 'No status change',
  HANA: 'Health analyze',
  SOCKERR: 'Socket error',
  L4OK: 'Layer4 check passed',
  L4TOUT: 'Layer4 timeout',
  L4CON: 'Layer4 connection problem',
  L6OK: 'Layer6 check passed',
  L6TOUT: 'Layer6 timeout',
  L6RSP: 'Layer6 invalid response',
  L7OK: 'Layer7 check passed',
  L7OKC: 'Layer7 check conditionally passed',
  L7TOUT: 'Layer7 timeout',
  L7RSP: 'Layer7 invalid response',
  L7STS: 'Layer7 wrong status',
  PROCOK: 'External check passed',
  PROCERR: 'External check error',
  PROCTOUT: 'External check timeout',
};

/** Statuses of a layer that has codes. */
const WITH_CODE: ReadonlySet<CheckStatus> = new Set(['L7OK', 'L7OKC', 'L7STS', 'PROCOK', 'PROCERR', 'PROCTOUT']);

const PASSED: ReadonlySet<CheckStatus> = new Set(['L4OK', 'L6OK', 'L7OK', 'PROCOK']);

export interface Finding {
  readonly status: CheckStatus;
  /** Status of the answer; undefined where there was none. */
  readonly code: number | undefined;
  /** Text of the failure or of the answer; empty for none. */
  readonly text: string;
}

/** What was found, without code or text. */
export function plainFinding(status: CheckStatus, text = '', code: number | undefined = undefined): Finding {
  return { status, code, text };
}

/** The description that stats and logs show for a status. */
export function describeStatus(status: CheckStatus): string {
  return DESCRIPTIONS[status];
}

/** The code that is shown: some statuses always have one, others never. */
export function shownCode({ status, code }: Finding): number | undefined {
  return WITH_CODE.has(status) ? (code ?? 0) : undefined;
}

/** `pass`, `fail`, `condition`: alive but wants no new traffic (disable-on-404), `neutral`: says nothing about it. */
export type CheckResultKind = 'pass' | 'condition' | 'fail' | 'neutral';

/** What a finding means for the server. */
export function outcomeOf({ status }: Finding): CheckResultKind {
  if (status === 'CHECKED') return 'neutral';
  if (status === 'L7OKC') return 'condition';
  return PASSED.has(status) ? 'pass' : 'fail';
}
