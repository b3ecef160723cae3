/** Numbers of check_status in state files: HAProxy's list, with its marks between (management.txt 9.3 `show servers state`). */

export const CHECK_STATUS_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['UNK', 0],
  ['INI', 1],
  ['CHECKED', 3],
  ['HANA', 4],
  ['SOCKERR', 5],
  ['L4OK', 6],
  ['L4TOUT', 7],
  ['L4CON', 8],
  ['L6OK', 9],
  ['L6TOUT', 10],
  ['L6RSP', 11],
  ['L7TOUT', 12],
  ['L7RSP', 13],
  ['L7OK', 15],
  ['L7OKC', 16],
  ['L7STS', 17],
  ['PROCERR', 18],
  ['PROCTOUT', 19],
  ['PROCOK', 20],
]);

const STATUS_BY_NUMBER = new Map([...CHECK_STATUS_NUMBERS].map(([status, number]) => [number, status]));

/** Highest number that a file may have. */
export const CHECK_STATUS_MAX = 20;

/** The status of a number; undefined for marks. */
export function checkStatusOf(number: number): string | undefined {
  return STATUS_BY_NUMBER.get(number);
}

/** Bits of `srv_check_state` and `srv_agent_state`. */
export const CheckBit = { InProgress: 0x01, Configured: 0x02, Enabled: 0x04, Paused: 0x08, Agent: 0x10 } as const;

/** `srv_op_state`. */
export const STATES = ['stopped', 'starting', 'running', 'stopping'] as const;
