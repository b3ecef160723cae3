/** Columns of a line of a state file, read and judged (management.txt 9.3 `show servers state`). */

import type { ServerState } from '../../model/server.js';
import { CHECK_STATUS_MAX, CheckBit, STATES } from '../../model/stat/check-status.js';

export interface SavedState {
  readonly address: string;
  readonly state: ServerState;
  readonly admin: number;
  readonly weight: number;
  readonly initialWeight: number;
  readonly sinceChangeS: number;
  readonly checkStatus: number;
  readonly health: number;
  readonly checkBits: number;
  readonly agentBits: number;
  readonly fqdn: string | undefined;
  readonly port: number;
  readonly srvRecord: string | undefined;
  readonly usesTls: boolean | undefined;
  readonly checkPort: string;
  readonly checkAddress: string;
  readonly agentAddress: string;
  readonly agentPort: string;
}

const ADMIN_BITS = 0x7f;
const CHECK_BITS = CheckBit.InProgress | CheckBit.Configured | CheckBit.Enabled | CheckBit.Paused;
const WEIGHT_MAX = 256;
const NAME_MAX = 255;

/** Collects what is wrong while columns are read. */
class Columns {
  readonly #words: readonly string[];
  readonly problems: string[];

  constructor(words: readonly string[]) {
    this.#words = words;
    this.problems = [];
  }

  text(at: number, missing = '-'): string {
    return this.#words[at] ?? missing;
  }

  /** A whole number that `fits`. */
  number(at: number, name: string, fits: (value: number) => boolean = () => true): number {
    const text = this.text(at);
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isNaN(value) && fits(value)) return value;
    this.problems.push(`invalid ${name} value '${text}'`);
    return 0;
  }

  /** `-` stands for nothing. */
  optional(at: number): string | undefined {
    const text = this.text(at);
    return text === '-' ? undefined : text;
  }
}

function upTo(max: number): (value: number) => boolean {
  return (value) => value >= 0 && value <= max;
}

function within(bits: number): (value: number) => boolean {
  return (value) => value >= 0 && (value & ~bits) === 0;
}

/** A port that is no number is none. */
function parsePort(columns: Columns, at: number): number {
  const text = columns.text(at, '0');
  return /^\d+$/.test(text) ? columns.number(at, 'srv_port', upTo(65_535)) : 0;
}

function switchOf(text: string): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined;
}

/** Reads the columns behind the name of a server. @returns the state, or everything that is wrong with it */
export function parseSavedState(words: readonly string[]): SavedState | readonly string[] {
  const columns = new Columns(words);
  const saved: SavedState = {
    address: columns.text(0),
    state: STATES[columns.number(1, 'srv_op_state', upTo(STATES.length - 1))]!,
    admin: columns.number(2, 'srv_admin_state', within(ADMIN_BITS)),
    weight: columns.number(3, 'srv_uweight', upTo(WEIGHT_MAX)),
    initialWeight: columns.number(4, 'srv_iweight', upTo(WEIGHT_MAX)),
    sinceChangeS: columns.number(5, 'srv_last_time_change'),
    checkStatus: columns.number(6, 'srv_check_status', upTo(CHECK_STATUS_MAX)),
    health: 0,
    checkBits: 0,
    agentBits: 0,
    fqdn: columns.optional(13),
    port: 0,
    srvRecord: columns.optional(15),
    usesTls: switchOf(columns.text(16)),
    checkPort: columns.text(17, '0'),
    checkAddress: columns.text(18),
    agentAddress: columns.text(19),
    agentPort: columns.text(20, '0'),
  };
  columns.number(7, 'srv_check_result', upTo(4));
  const health = columns.number(8, 'srv_check_health');
  const checkBits = columns.number(9, 'srv_check_state', within(CHECK_BITS));
  const agentBits = columns.number(10, 'srv_agent_state', within(CHECK_BITS | CheckBit.Agent));
  if ((saved.fqdn?.length ?? 0) > NAME_MAX) columns.problems.push(`invalid srv_fqdn value '${saved.fqdn}'`);
  const port = parsePort(columns, 14);
  return columns.problems.length > 0 ? columns.problems : { ...saved, health, checkBits, agentBits, port };
}
