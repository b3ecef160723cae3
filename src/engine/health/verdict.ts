/** What a health check found: status words and descriptions of `show stat` (management.txt 9.1, check_status). */

export type CheckStatus =
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
  | 'L7STS';

const DESCRIPTIONS: Readonly<Record<CheckStatus, string>> = {
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
};

export interface Finding {
  readonly status: CheckStatus;
  /** HTTP status, where there was one. */
  readonly code: number | undefined;
  /** Text of the failure or of the answer; empty for none. */
  readonly text: string;
}

/** The description that stats and logs show for a status. */
export function describeStatus(status: CheckStatus): string {
  return DESCRIPTIONS[status];
}

/** `pass`, `fail`, or `condition`: alive but wants no new traffic (disable-on-404). */
export function outcomeOf({ status }: Finding): 'pass' | 'condition' | 'fail' {
  if (status === 'L7OKC') return 'condition';
  return status === 'L4OK' || status === 'L6OK' || status === 'L7OK' ? 'pass' : 'fail';
}
