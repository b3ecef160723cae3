/**
 * A peers section while it runs: who is connected, and from whom this process learns what it missed. First from the process
 * it replaces, then from any peer; whoever does not know everything is asked no more (peers-v2.0.txt, "full resync").
 */
import { nowMs, wallNowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { PeersPlan } from '../../compile/peers.js';
import type { PeersConfig } from '../../model/config/peers.js';
import type { PeerGroupView } from '../../model/peers.js';
import { type Hello, PEER_STATUS, type PeerStatus } from '../../net/peers/handshake.js';
import { columnsOf } from '../../net/peers/update.js';
import { Peer } from './peer.js';
import type { Dialer } from './peer-dialer.js';
import type { PeerListener } from './peer-listener.js';
import { PeerSession, type SessionOwner } from './peer-session.js';
import type { LoggedTable } from './shared-table.js';

/** How long somebody to learn from is waited for. */
const RESYNC_MS = 5000;
/** Times that the process that takes over may say that it is busy. */
const LOCAL_ATTEMPTS = 20;

export class PeerGroup implements PeerGroupView, SessionOwner, TimeoutHandler {
  readonly config: PeersConfig;
  readonly portion: number;
  readonly tables: readonly LoggedTable[];
  readonly peers: readonly Peer[];
  listener: PeerListener | undefined;
  readonly #timer: TimerEntry;
  resync: 'local' | 'remote' | 'done';
  /** Who teaches us. */
  teacher: Peer | undefined;
  startedAtMs: number;
  resyncUntilMs: number | undefined;
  calls: number;
  /** Resolves when the process that takes over was taught. */
  #onLocalTaught: (() => void) | undefined;

  constructor({ config, tables }: PeersPlan, portion: number, dialers: readonly Dialer[]) {
    this.config = config;
    this.portion = portion;
    this.tables = tables.map((table, index) => ({
      ...table,
      localId: index + 1,
      columns: columnsOf(table.table.data),
      log: table.table.exchange(this.#onUpdate),
    }));
    this.peers = config.peers.map((peer, index) => new Peer(this, peer, dialers[index]!));
    this.listener = undefined;
    this.#timer = new TimerEntry(this);
    this.resync = 'remote';
    this.teacher = undefined;
    this.startedAtMs = wallNowMs();
    this.resyncUntilMs = undefined;
    this.calls = 0;
    this.#onLocalTaught = undefined;
  }

  get name(): string {
    return this.config.name;
  }

  get enabled(): boolean {
    return this.config.enabled;
  }

  get connected(): number {
    return this.peers.filter(({ established }) => established).length;
  }

  /** An entry of ours changed. */
  readonly #onUpdate = (): void => {
    for (const peer of this.peers) peer.session?.speech.wake();
  };

  // ---- learning

  /** Connects to all. `replaces`: there is an old process that will come and teach. */
  start(replaces: boolean): void {
    this.startedAtMs = wallNowMs();
    this.resync = replaces ? 'local' : 'remote';
    this.#wait();
    for (const peer of this.peers) if (!peer.local) peer.start();
  }

  #wait(): void {
    const now = nowMs();
    this.resyncUntilMs = now + RESYNC_MS;
    timers.arm(this.#timer, now, RESYNC_MS);
  }

  onTimeout(): void {
    this.calls++;
    if (this.teacher !== undefined || this.resync === 'done') return;
    if (this.resync === 'local') {
      this.resync = 'remote';
      this.#wait();
      this.#chooseTeacher();
    } else this.resync = 'done';
  }

  /** Any of those that are connected and may know more. */
  #chooseTeacher(): void {
    if (this.resync !== 'remote' || this.teacher !== undefined) return;
    const fit = this.peers.filter(({ local, established, notUpToDate }) => !local && established && !notUpToDate);
    const chosen = fit[Math.floor(Math.random() * fit.length)];
    if (chosen === undefined) return;
    this.teacher = chosen;
    chosen.session!.request();
  }

  onEstablished(peer: Peer, session: PeerSession): void {
    this.calls++;
    peer.notUpToDate = false;
    if (!peer.local) this.#chooseTeacher();
    else if (session.isOurs) session.speech.teach();
    else if (this.resync === 'local') this.teacher = peer;
  }

  onTaught(peer: Peer, completely: boolean): void {
    if (this.teacher === peer) this.teacher = undefined;
    if (completely) {
      this.resync = 'done';
      timers.remove(this.#timer);
      return;
    }
    if (this.resync === 'done') return;
    peer.notUpToDate = true;
    this.#wait();
    this.#chooseTeacher();
  }

  // ---- sessions

  admit(hello: Hello, session: PeerSession): Peer | PeerStatus {
    if (hello.target !== this.config.localName) return PEER_STATUS.wrongTarget;
    const peer = this.peers.find(({ name }) => name === hello.sender);
    if (peer === undefined) return PEER_STATUS.unknownPeer;
    // Of two old processes the second one waits; and nobody learns from himself.
    if (peer.local && (peer.session !== undefined || hello.pid === process.pid)) return PEER_STATUS.tryAgain;
    peer.accept(session);
    return peer;
  }

  onSessionClosed(peer: Peer, wasRunning: boolean): void {
    this.calls++;
    if (this.teacher === peer) {
      this.teacher = undefined;
      this.#wait();
      this.#chooseTeacher();
    }
    if (peer.local && this.#onLocalTaught !== undefined) this.#retryLocal(peer, wasRunning);
  }

  // ---- the end

  /** Tells the process that takes over everything; resolves when it has, or when there is none. */
  handOver(): Promise<void> {
    this.listener?.close();
    timers.remove(this.#timer);
    for (const peer of this.peers) peer.stop();
    const local = this.peers.find((peer) => peer.local);
    if (local === undefined || this.tables.length === 0 || this.config.bind === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onLocalTaught = resolve;
      // What still is closing must not be taken for the new session.
      setImmediate(() => local.start());
    });
  }

  /** Nobody listens there any more: nobody takes over. */
  #retryLocal(local: Peer, wasRunning: boolean): void {
    const isBusy = local.lastStatus === 'RETR' || wasRunning;
    if (isBusy && local.newConnections < LOCAL_ATTEMPTS) return;
    local.stop();
    this.#settle();
  }

  onConfirmed(peer: Peer): void {
    if (peer.local) this.#settle();
  }

  #settle(): void {
    this.#onLocalTaught?.();
    this.#onLocalTaught = undefined;
  }

  /** Says what changed since, and ends. */
  finish(): void {
    for (const peer of this.peers) {
      peer.session?.finish();
      peer.stop();
    }
  }

  stop(): void {
    this.listener?.close();
    timers.remove(this.#timer);
    for (const peer of this.peers) peer.stop();
    this.#settle();
  }
}

/** A session with somebody who connected. */
export function acceptedSession(group: PeerGroup): PeerSession {
  return new PeerSession(group, undefined);
}
