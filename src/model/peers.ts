/** Peers while they run, as the runtime API shows them (management.txt `show peers`). */
import type { StickTable } from './stick-table.js';

/** A table as one peer knows it. Numbers are those of the protocol: 0 = none yet. */
export interface SharedTableView {
  readonly table: StickTable;
  readonly localId: number;
  readonly remoteId: number;
  /** Bits of the data types that the other side sends. */
  readonly remoteData: number;
  /** Last update of the other side that was acknowledged, and that came. */
  readonly lastAcknowledged: number;
  readonly lastReceived: number;
  /** Last update that was pushed there, and that the other side acknowledged. */
  readonly lastPushed: number;
  readonly acknowledged: number;
  readonly teachingOrigin: number;
  /** Last update of the table, of all kinds; that was made here; that anybody was told of. */
  readonly update: number;
  readonly localUpdate: number;
  readonly commitUpdate: number;
}

export type PeerState = 'NONE' | 'CONN' | 'HSHK' | 'ESTA' | 'RETR' | 'PROT' | 'VERS' | 'NAME' | 'UNKN';

export interface PeerView {
  readonly name: string;
  readonly local: boolean;
  readonly address: string;
  readonly lastStatus: PeerState;
  /** Whether a session is open, from which side, and what it is about. */
  readonly session:
    | { readonly isOurs: boolean; readonly secure: boolean; readonly source: string; readonly target: string }
    | undefined;
  readonly active: boolean;
  /** Monotonic times; undefined = never. */
  readonly handshakeAtMs: number | undefined;
  readonly reconnectAtMs: number | undefined;
  readonly heartbeatAtMs: number | undefined;
  /** Teachings that were ended and wait for their confirmation. */
  readonly unconfirmed: number;
  readonly sentHeartbeats: number;
  readonly receivedHeartbeats: number;
  readonly missedHeartbeats: number;
  readonly newConnections: number;
  readonly protocolErrors: number;
  readonly collisions: number;
  readonly learning: boolean;
  readonly teaching: boolean;
  readonly tables: readonly SharedTableView[];
  /** The tables whose definitions were sent and received last. */
  readonly lastSent: SharedTableView | undefined;
  readonly lastReceived: SharedTableView | undefined;
  readonly sentTexts: readonly (string | undefined)[];
  readonly receivedTexts: readonly (string | undefined)[];
}

export interface PeerGroupView {
  readonly name: string;
  readonly enabled: boolean;
  /** What it still wants to learn from others. */
  readonly resync: 'local' | 'remote' | 'done';
  readonly startedAtMs: number;
  /** End of the wait for somebody to learn from; undefined = never, in the past = over. */
  readonly resyncUntilMs: number | undefined;
  /** How often it was woken. */
  readonly calls: number;
  readonly peers: readonly PeerView[];
}
