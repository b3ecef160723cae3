/**
 * One name that is resolved again and again (manual 5.3): when it is asked for, of which type, how often, and the records of
 * the answers so far. It knows neither sockets nor servers: who wants to know is told through `Requester`.
 */
import type { HoldKind, ResolversConfig } from '../../model/config/resolvers.js';
import { canonicalName, type DnsAnswer, type DnsRecord, type QueryType } from '../../net/dns/index.js';
import { recordPlace } from './record-order.js';

export type ResolutionStatus = 'none' | 'valid' | Exclude<HoldKind, 'valid' | 'obsolete'>;

/** What an answer is, in the words of the counters of name servers. */
export type Verdict = 'valid' | 'nx' | 'refused' | 'any_err' | 'cname_error' | 'truncated' | 'invalid' | 'other';

export type AddressRecord = Extract<DnsRecord, { type: 'A' | 'AAAA' }>;
export type ServiceRecord = Extract<DnsRecord, { type: 'SRV' }>;

/** A record of the answers so far. */
export interface KnownRecord {
  record: AddressRecord | ServiceRecord;
  lastSeenMs: number;
  /** Address of the target of a service that came with it. */
  address: AddressRecord | undefined;
  /** Where it stands among the others. */
  readonly place: number;
}

/** Where a valid answer came from; undefined for those who hear of it behind the first one. */
export interface AnswerSource {
  readonly label: string;
  /** The answer changed the address of a server. */
  counted(counter: 'update' | 'invalid'): void;
}

/** Who wants to know. */
export interface Requester {
  onAnswer(resolution: Resolution, source: AnswerSource | undefined): void;
  /** No valid answer came. @returns whether what was known before still counts */
  onFailure(resolution: Resolution): boolean;
}

/** Statuses that the counters of answers stand for. */
const STATUS_OF: Readonly<Record<Verdict, ResolutionStatus>> = {
  ...{ valid: 'valid', nx: 'nx', refused: 'refused', any_err: 'other', cname_error: 'other', truncated: 'other' },
  ...{ invalid: 'other', other: 'other' },
};

export class Resolution {
  readonly name: string;
  readonly preferred: QueryType;
  readonly config: ResolversConfig;
  readonly requesters: Set<Requester>;
  /** In the order of their places. */
  readonly records: Map<string, KnownRecord>;
  status: ResolutionStatus;
  running: boolean;
  queryType: QueryType;
  triesLeft: number;
  id: number;
  /** Queries of this round that were sent, and answers to them. */
  queries: number;
  responses: number;
  /** When it was last finished; undefined = it is due. */
  finishedMs: number | undefined;
  askedMs: number;
  lastValidMs: number | undefined;

  constructor(name: string, preferred: QueryType, config: ResolversConfig) {
    this.name = name;
    this.preferred = preferred;
    this.config = config;
    this.requesters = new Set();
    this.records = new Map();
    this.status = 'none';
    this.running = false;
    this.queryType = preferred;
    this.triesLeft = 0;
    this.id = 0;
    this.queries = 0;
    this.responses = 0;
    this.finishedMs = undefined;
    this.askedMs = 0;
    this.lastValidMs = undefined;
  }

  /** Whether the other family was asked for already. */
  get fellBack(): boolean {
    return this.queryType !== this.preferred;
  }

  /** Whether the failure has to be borne: a valid answer came within the time that `hold` gives. */
  isHeld(nowMs: number): boolean {
    const { status, lastValidMs, config } = this;
    if (status === 'none' || status === 'valid') return true;
    return lastValidMs !== undefined && nowMs < lastValidMs + config.holdMs[status];
  }

  /** Whether the answer of before is as good as a new one (`hold valid`). */
  isFresh(nowMs: number): boolean {
    const { finishedMs, status, config } = this;
    return status === 'valid' && finishedMs !== undefined && nowMs < finishedMs + config.holdMs.valid;
  }

  /** Says what an answer is, and notes what it holds if it is good. */
  judge(answer: DnsAnswer | undefined, nowMs: number): Verdict {
    const verdict = answer === undefined ? 'invalid' : this.#verdictOf(answer);
    this.status = STATUS_OF[verdict];
    if (verdict !== 'valid') return verdict;
    this.lastValidMs = nowMs;
    for (const record of this.#wanted(answer!)) this.#note(record, answer!, nowMs);
    return verdict;
  }

  #verdictOf(answer: DnsAnswer): Verdict {
    if (answer.truncated) return 'truncated';
    if (answer.code === 3) return 'nx';
    if (answer.code === 5) return 'refused';
    if (answer.code !== 0) return 'other';
    const { question, questions } = answer;
    if (questions !== 1 || question?.type !== this.queryType || question.name !== canonicalName(this.name))
      return 'invalid';
    if (answer.answers === 0) return 'any_err';
    if (this.#wanted(answer).length > 0) return 'valid';
    const names = this.#names(answer);
    if (answer.records.some((record) => record.type !== 'CNAME' && !names.has(record.name))) return 'invalid';
    return names.size > 1 ? 'cname_error' : 'other';
  }

  /** Records of the type and of the name that was asked for, or of what it is an alias of. */
  #wanted(answer: DnsAnswer): readonly (AddressRecord | ServiceRecord)[] {
    const names = this.#names(answer);
    return answer.records.filter((record) => record.type === this.queryType && names.has(record.name)) as (
      | AddressRecord
      | ServiceRecord
    )[];
  }

  /** The name that was asked for, and what it is an alias of. */
  #names({ records }: DnsAnswer): ReadonlySet<string> {
    const names = new Set([canonicalName(this.name)]);
    for (let size = 0; size < names.size; ) {
      size = names.size;
      for (const record of records) if (record.type === 'CNAME' && names.has(record.name)) names.add(record.target);
    }
    return names;
  }

  #note(record: AddressRecord | ServiceRecord, { additionals }: DnsAnswer, nowMs: number): void {
    const key = record.type === 'SRV' ? `${record.target}:${record.port}` : record.address;
    const address = record.type === 'SRV' ? addressOf(record.target, additionals) : undefined;
    const known = this.records.get(key);
    if (known === undefined) this.#insert(key, { record, lastSeenMs: nowMs, address, place: recordPlace(record) });
    else {
      known.record = record;
      known.lastSeenMs = nowMs;
      known.address = address ?? known.address;
    }
  }

  #insert(key: string, added: KnownRecord): void {
    const { records } = this;
    const behind = [...records].filter(([, { place }]) => place > added.place);
    for (const [each] of behind) records.delete(each);
    records.set(key, added);
    for (const [each, known] of behind) records.set(each, known);
  }

  /** Forgets records that were not named for longer than `hold obsolete` when the last answer came. @returns them */
  dropObsolete(): readonly KnownRecord[] {
    const answeredMs = this.lastValidMs ?? 0;
    const gone: KnownRecord[] = [];
    for (const [key, known] of this.records) {
      if (known.lastSeenMs + this.config.holdMs.obsolete >= answeredMs) continue;
      this.records.delete(key);
      gone.push(known);
    }
    return gone;
  }
}

function addressOf(target: string, additionals: readonly DnsRecord[]): AddressRecord | undefined {
  const isAddress = (record: DnsRecord): record is AddressRecord => record.type === 'A' || record.type === 'AAAA';
  return additionals.find((record): record is AddressRecord => isAddress(record) && record.name === target);
}
