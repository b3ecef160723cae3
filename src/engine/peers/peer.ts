/** A peer: keeps one session with it, connects again when it is lost (peers.txt, "Handshake"). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { PeerConfig } from '../../model/config/peers.js';
import type { PeerState, PeerView } from '../../model/peers.js';
import type { StickTable } from '../../model/stick-table.js';
import { PEER_STATUS, PEERS_MINOR } from '../../net/peers/handshake.js';
import type { Dialer } from './peer-dialer.js';
import type { PeerGroup } from './peer-group.js';
import { PeerSession } from './peer-session.js';
import { SharedTable } from './shared-table.js';

/** Time for an attempt to connect; the next one follows no sooner. */
const RECONNECT_MS = 5000;
/** The old process is in a hurry. */
const LOCAL_RECONNECT_MS = 500;
/** Both sides wait for a random time, so that they do not meet again and again. */
const RANDOM_FROM_MS = 50;
const RANDOM_RANGE_MS = 2000;

const STATES: Readonly<Record<number, PeerState>> = {
  [PEER_STATUS.success]: 'ESTA',
  [PEER_STATUS.tryAgain]: 'RETR',
  [PEER_STATUS.protocolError]: 'PROT',
  [PEER_STATUS.badVersion]: 'VERS',
  [PEER_STATUS.wrongTarget]: 'NAME',
  [PEER_STATUS.unknownPeer]: 'UNKN',
};

export class Peer implements PeerView, TimeoutHandler {
  readonly name: string;
  readonly local: boolean;
  readonly localName: string;
  readonly tables: readonly SharedTable[];
  readonly #group: PeerGroup;
  readonly #dialer: Dialer;
  readonly #shard: number;
  readonly #reconnect: TimerEntry;
  #session: PeerSession | undefined;
  /** Version of the protocol that is offered: 2.0 to those who refused 2.1. */
  minor: number;
  /** It told us that it does not know everything either. */
  notUpToDate: boolean;
  /** Whether it may be connected to. */
  active: boolean;
  lastStatus: PeerState;
  handshakeAtMs: number | undefined;
  sentHeartbeats: number;
  receivedHeartbeats: number;
  missedHeartbeats: number;
  newConnections: number;
  protocolErrors: number;
  collisions: number;

  constructor(group: PeerGroup, config: PeerConfig, dialer: Dialer) {
    this.#group = group;
    this.#dialer = dialer;
    this.name = config.name;
    this.local = config.local;
    this.localName = group.config.localName;
    const { shard } = config.server;
    this.#shard = config.local || shard > group.config.shards ? 0 : shard;
    this.tables = group.tables.map((table) => new SharedTable(table));
    this.#reconnect = new TimerEntry(this);
    this.#session = undefined;
    this.minor = PEERS_MINOR;
    this.notUpToDate = false;
    this.active = false;
    this.lastStatus = 'NONE';
    this.handshakeAtMs = undefined;
    this.sentHeartbeats = 0;
    this.receivedHeartbeats = 0;
    this.missedHeartbeats = 0;
    this.newConnections = 0;
    this.protocolErrors = 0;
    this.collisions = 0;
  }

  get session(): PeerSession | undefined {
    return this.#session;
  }

  get established(): boolean {
    return this.#session?.running === true;
  }

  /** Whether it gets an entry (`shards`). */
  gets(table: StickTable, entry: number): boolean {
    return this.#shard === 0 || table.shardOf(entry) === this.#shard;
  }

  /** Whether this process was taught everything itself. */
  get knowsAll(): boolean {
    return this.#group.resync === 'done';
  }

  // ---- connecting

  /** Connects, and from now on again whenever the session is lost. */
  start(): void {
    this.active = true;
    this.#connect();
  }

  #connect(): void {
    timers.remove(this.#reconnect);
    if (!this.active || this.#session !== undefined) return;
    this.newConnections++;
    this.lastStatus = 'CONN';
    const session = new PeerSession(this.#group, this);
    this.#session = session;
    timers.arm(this.#reconnect, nowMs(), RECONNECT_MS);
    try {
      session.connection = this.#dialer.connect(session);
    } catch {
      session.close();
      this.#session = undefined;
    }
  }

  onTimeout(): void {
    if (this.#session === undefined) this.#connect();
    else if (!this.#session.running) this.#session.close();
  }

  onConnected(): void {
    this.lastStatus = 'HSHK';
  }

  onStatus(status: number): void {
    this.lastStatus = STATES[status] ?? 'PROT';
    if (status === PEER_STATUS.badVersion) this.minor = 0;
  }

  /** It connected to us: its session takes the place of ours. */
  accept(session: PeerSession): void {
    const old = this.#session;
    if (old?.running) this.collisions++;
    this.#session = session;
    old?.close();
    timers.remove(this.#reconnect);
    this.lastStatus = 'ESTA';
  }

  onEstablished(session: PeerSession): void {
    timers.remove(this.#reconnect);
    this.handshakeAtMs = nowMs();
    this.#group.onEstablished(this, session);
  }

  onTaught(completely: boolean): void {
    this.#group.onTaught(this, completely);
  }

  onConfirmed(): void {
    this.#group.onConfirmed(this);
  }

  onProtocolError(): void {
    this.protocolErrors++;
  }

  onSessionClosed(wasRunning: boolean): void {
    this.#session = undefined;
    if (this.active) {
      if (this.local) timers.arm(this.#reconnect, nowMs(), LOCAL_RECONNECT_MS);
      else if (wasRunning) timers.arm(this.#reconnect, nowMs(), RANDOM_FROM_MS + Math.random() * RANDOM_RANGE_MS);
      else if (!this.#reconnect.armed) timers.arm(this.#reconnect, nowMs(), RECONNECT_MS);
    }
    this.#group.onSessionClosed(this, wasRunning);
  }

  /** Ends the session and connects no more. */
  stop(): void {
    this.active = false;
    timers.remove(this.#reconnect);
    this.#session?.close();
  }

  // ---- for the runtime API

  get address(): string {
    return this.#dialer.address;
  }

  get secure(): boolean {
    return this.#dialer.secure;
  }

  get reconnectAtMs(): number | undefined {
    if (this.#session?.running) return this.#session.clock.deadAtMs;
    return this.#reconnect.armed ? this.#reconnect.expireMs : undefined;
  }

  get heartbeatAtMs(): number | undefined {
    return this.#session?.running ? this.#session.clock.heartbeatAtMs : undefined;
  }

  get unconfirmed(): number {
    return this.#session?.speech.unconfirmed ?? 0;
  }

  get learning(): boolean {
    return this.#group.teacher === this;
  }

  get teaching(): boolean {
    return this.#session?.speech.teaching ?? false;
  }

  get lastSent(): SharedTable | undefined {
    return this.#session?.speech.current;
  }

  get lastReceived(): SharedTable | undefined {
    return this.#session?.lastReceived;
  }

  get sentTexts(): readonly (string | undefined)[] {
    return this.#session?.speech.texts.list() ?? [];
  }

  get receivedTexts(): readonly (string | undefined)[] {
    return this.#session?.receivedTexts.list() ?? [];
  }
}
