/**
 * One connection between two peers: greeting, then messages both ways (peers.txt). Whatever is to be said is collected and
 * leaves once per turn of the loop: acknowledgements first, then a portion of the lesson or of what changed.
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import { ByteReader } from '../../net/peers/byte-reader.js';
import { ByteWriter } from '../../net/peers/byte-writer.js';
import { readAcknowledgement, writeAcknowledgement } from '../../net/peers/definition.js';
import { ReceivedTexts, SentTexts } from '../../net/peers/dictionary.js';
import {
  type Hello,
  PEER_STATUS,
  PEERS_MINOR,
  type PeerStatus,
  parseHello,
  parseStatus,
  renderHello,
  renderStatus,
} from '../../net/peers/handshake.js';
import {
  CONTROL,
  MESSAGE_CLASS,
  MessageFramer,
  type MessageHandler,
  PEER_ERROR,
  TABLE_MESSAGE,
} from '../../net/peers/message.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/index.js';
import { Lesson } from './lesson.js';
import type { Peer } from './peer.js';
import type { SharedTable } from './shared-table.js';
import { UpdateReader } from './update-reader.js';
import { UpdateWriter } from './update-writer.js';

/** A connection that does not get through its greeting is closed. */
const GREETING_MS = 5000;
/** Silence on our side after which a sign of life is sent; on the other side, after which it counts as dead. */
const HEARTBEAT_MS = 3000;
const DEAD_MS = 5000;
/** A timer that comes this late tells of a stall of our own. */
const STALL_MS = 1000;

/** Who knows the peers of a section. */
export interface SessionOwner {
  /** Who greets so; or the status that it is refused with. */
  admit(hello: Hello, session: PeerSession): Peer | PeerStatus;
  /** Most updates that are written at once. */
  readonly portion: number;
}

type Phase = 'connecting' | 'hello' | 'status' | 'running' | 'closed';

export class PeerSession implements ConnectionHandler, MessageHandler, TimeoutHandler {
  readonly owner: SessionOwner;
  /** Whether we connected. */
  readonly isOurs: boolean;
  readonly sentTexts: SentTexts;
  readonly receivedTexts: ReceivedTexts;
  peer: Peer | undefined;
  connection: Connection | undefined;
  unconfirmed: number;
  readonly #writer: ByteWriter;
  readonly #framer: MessageFramer;
  readonly #silence: TimerEntry;
  readonly #heartbeat: TimerEntry;
  #phase: Phase;
  #greeting: Buffer | undefined;
  #out: UpdateWriter | undefined;
  #in: UpdateReader | undefined;
  #tables: readonly SharedTable[];
  #lesson: Lesson | undefined;
  /** A lesson that was given and not confirmed yet. */
  #given: Lesson | undefined;
  #scheduled: boolean;
  #blocked: boolean;
  #sentAtMs: number;
  #heardAtMs: number;

  constructor(owner: SessionOwner, peer: Peer | undefined) {
    this.owner = owner;
    this.peer = peer;
    this.isOurs = peer !== undefined;
    this.sentTexts = new SentTexts();
    this.receivedTexts = new ReceivedTexts();
    this.connection = undefined;
    this.unconfirmed = 0;
    this.#writer = new ByteWriter();
    this.#framer = new MessageFramer(new ByteReader());
    this.#silence = new TimerEntry(this);
    this.#heartbeat = new TimerEntry(this);
    this.#phase = peer === undefined ? 'hello' : 'connecting';
    this.#greeting = undefined;
    this.#out = undefined;
    this.#in = undefined;
    this.#tables = [];
    this.#lesson = undefined;
    this.#given = undefined;
    this.#scheduled = false;
    this.#blocked = false;
    this.#sentAtMs = 0;
    this.#heardAtMs = 0;
    timers.arm(this.#silence, nowMs(), GREETING_MS);
  }

  get running(): boolean {
    return this.#phase === 'running';
  }

  get teaching(): boolean {
    return this.#lesson !== undefined || this.#given !== undefined;
  }

  get lastSent(): SharedTable | undefined {
    return this.#out?.current;
  }

  get lastReceived(): SharedTable | undefined {
    return this.#in?.current;
  }

  get secure(): boolean {
    return this.connection?.secure ?? false;
  }

  /** Who connected, and where to. */
  get source(): string {
    const socket = this.connection?.socket;
    return place(socket?.remoteAddress, socket?.remotePort);
  }

  get target(): string {
    const socket = this.connection?.socket;
    return place(socket?.localAddress, socket?.localPort);
  }

  /** When the next sign of life is due. */
  get heartbeatAtMs(): number {
    return this.#sentAtMs + HEARTBEAT_MS;
  }

  get deadAtMs(): number {
    return this.#heardAtMs + DEAD_MS;
  }

  // ---- greeting

  onConnect(connection: Connection): void {
    const { peer } = this;
    if (this.#phase !== 'connecting' || peer === undefined) return;
    this.#phase = 'status';
    peer.onConnected();
    const { name: target, localName: sender, minor } = peer;
    connection.write(renderHello({ minor, target, sender, pid: process.pid }));
  }

  onData(_connection: Connection, bytes: Buffer): void {
    if (this.#phase === 'running') {
      this.#onMessages(bytes);
      return;
    }
    const all = this.#greeting === undefined ? bytes : Buffer.concat([this.#greeting, bytes]);
    this.#greeting = undefined;
    const taken = this.#phase === 'hello' ? this.#onHello(all) : this.#phase === 'status' ? this.#onStatus(all) : 0;
    if (taken === 'more') this.#greeting = Buffer.from(all);
    else if (taken > 0 && taken < all.length && this.running) this.#onMessages(all.subarray(taken));
  }

  #onHello(bytes: Buffer): number | 'more' {
    const parsed = parseHello(bytes);
    if (parsed.kind === 'more') return 'more';
    const admitted = parsed.kind === 'refused' ? parsed.status : this.owner.admit(parsed.hello, this);
    if (typeof admitted === 'number') {
      this.#phase = 'closed';
      this.connection?.end(renderStatus(admitted));
      return 0;
    }
    this.peer = admitted;
    this.connection?.write(renderStatus(PEER_STATUS.success));
    this.#start(admitted, parsed.kind === 'hello' ? parsed.hello.minor : PEERS_MINOR);
    return parsed.kind === 'hello' ? parsed.length : 0;
  }

  #onStatus(bytes: Buffer): number | 'more' {
    const parsed = parseStatus(bytes);
    if (parsed === 'more') return 'more';
    const { peer } = this;
    if (peer === undefined) return 0;
    peer.onStatus(parsed?.status ?? PEER_STATUS.protocolError);
    if (parsed?.status !== PEER_STATUS.success) {
      this.close();
      return 0;
    }
    this.#start(peer, peer.minor);
    return parsed.length;
  }

  /** Both sides know each other. */
  #start(peer: Peer, minor: number): void {
    this.#phase = 'running';
    this.#sentAtMs = nowMs();
    this.#heardAtMs = this.#sentAtMs;
    this.#tables = peer.tables;
    for (const table of this.#tables) table.open();
    this.#out = new UpdateWriter(this.#writer, this.sentTexts, minor >= 1);
    this.#in = new UpdateReader(this.#tables, this.receivedTexts);
    timers.arm(this.#silence, this.#sentAtMs, DEAD_MS);
    timers.arm(this.#heartbeat, this.#sentAtMs, HEARTBEAT_MS);
    peer.onEstablished(this);
    this.wake();
  }

  // ---- messages in

  #onMessages(bytes: Buffer): void {
    this.#heardAtMs = nowMs();
    const framing = this.#framer.push(bytes, this);
    if (framing === 'more' || this.#phase !== 'running') return;
    this.peer?.onProtocolError();
    this.#control(MESSAGE_CLASS.error, framing === 'too long' ? PEER_ERROR.sizeLimit : PEER_ERROR.protocol);
    this.#flush();
    this.close();
  }

  onControl(messageClass: number, type: number): boolean {
    if (this.#phase !== 'running') return false;
    if (messageClass === MESSAGE_CLASS.error) {
      this.close();
      return false;
    }
    if (messageClass === MESSAGE_CLASS.control) this.#onControl(type);
    return this.#phase === 'running';
  }

  #onControl(type: number): void {
    const peer = this.peer!;
    switch (type) {
      case CONTROL.resyncRequest:
        this.teach();
        return;
      case CONTROL.resyncFinished:
      case CONTROL.resyncPartial:
        this.#control(MESSAGE_CLASS.control, CONTROL.resyncConfirm);
        peer.onTaught(type === CONTROL.resyncFinished);
        return;
      case CONTROL.resyncConfirm:
        if (this.unconfirmed > 0) this.unconfirmed--;
        this.#given?.confirmed();
        this.#given = undefined;
        peer.onConfirmed();
        return;
      case CONTROL.heartbeat:
        peer.receivedHeartbeats++;
    }
  }

  onTableMessage(type: number, body: ByteReader): boolean {
    const reader = this.#in;
    if (reader === undefined || this.#phase !== 'running') return false;
    switch (type) {
      case TABLE_MESSAGE.definition:
        return reader.define(body);
      case TABLE_MESSAGE.tableSwitch:
        return reader.switchTo(body);
      case TABLE_MESSAGE.acknowledgement: {
        const { id, updateId } = readAcknowledgement(body);
        if (body.broken) return false;
        this.#tables.find(({ localId }) => localId === id)?.acknowledge(updateId);
        return true;
      }
      case TABLE_MESSAGE.update:
      case TABLE_MESSAGE.incrementalUpdate:
      case TABLE_MESSAGE.timedUpdate:
      case TABLE_MESSAGE.incrementalTimedUpdate:
        this.wake();
        return reader.update(type, body);
      default:
        return true;
    }
  }

  // ---- messages out

  #control(messageClass: number, type: number): void {
    this.#writer.byte(messageClass);
    this.#writer.byte(type);
    this.wake();
  }

  /** Asks for everything. */
  request(): void {
    this.#control(MESSAGE_CLASS.control, CONTROL.resyncRequest);
  }

  /** Begins to tell everything. */
  teach(): void {
    this.#given = undefined;
    this.#lesson = new Lesson(this.#tables);
    this.wake();
  }

  /** There may be something to say. */
  wake(): void {
    if (this.#scheduled || this.#blocked || this.#phase !== 'running') return;
    this.#scheduled = true;
    setImmediate(this.#pump);
  }

  readonly #pump = (): void => {
    this.#scheduled = false;
    if (this.#blocked || this.#phase !== 'running') return;
    this.#acknowledge();
    const isDone = this.#lesson === undefined ? this.#push() : this.#continueLesson(this.#lesson);
    this.#flush();
    if (!isDone) this.wake();
  };

  /** Writes everything that changed, at the end of the process. */
  finish(): void {
    if (this.#phase !== 'running') return;
    this.#acknowledge();
    while (this.#lesson === undefined && !this.#push());
    this.#flush();
    this.#phase = 'closed';
    this.#stopTimers();
    this.connection?.end();
  }

  #acknowledge(): void {
    for (const table of this.#tables) {
      if (table.lastReceived === table.lastAcknowledged || table.remoteId === 0) continue;
      table.lastAcknowledged = table.lastReceived;
      writeAcknowledgement(this.#writer, table.remoteId, table.lastReceived);
    }
  }

  /** A portion of what changed; false if there is more. */
  #push(): boolean {
    const out = this.#out!;
    let left = this.owner.portion;
    for (const shared of this.#tables) {
      const { cursor, table } = shared;
      if (cursor === undefined) continue;
      while (cursor.pending) {
        if (left === 0) return false;
        const entry = cursor.next();
        shared.lastPushed = cursor.updateId;
        if (!this.peer!.gets(table, entry)) continue;
        left--;
        out.update(shared, entry, cursor.updateId, false);
      }
    }
    return true;
  }

  /** A portion of the lesson; false if there is more. */
  #continueLesson(lesson: Lesson): boolean {
    const out = this.#out!;
    let left = this.owner.portion;
    for (let shared = lesson.table; shared !== undefined; shared = lesson.table) {
      out.open(shared);
      for (let entry = lesson.next(); entry !== undefined; entry = lesson.next()) {
        if (!this.peer!.gets(shared.table, entry)) continue;
        out.update(shared, entry, shared.teachingOrigin, true);
        if (--left === 0) return false;
      }
    }
    this.#lesson = undefined;
    this.#given = lesson;
    this.unconfirmed++;
    const isComplete = this.peer!.knowsAll;
    this.#control(MESSAGE_CLASS.control, isComplete ? CONTROL.resyncFinished : CONTROL.resyncPartial);
    return false;
  }

  #flush(): void {
    if (this.#writer.length === 0) return;
    this.#sentAtMs = nowMs();
    if (this.connection?.write(this.#writer.take()) === false) this.#blocked = true;
  }

  onDrain(): void {
    this.#blocked = false;
    this.wake();
  }

  // ---- end

  onTimeout(timer: TimerEntry): void {
    const now = nowMs();
    if (timer === this.#heartbeat) this.#beat(now);
    else this.#onSilence(now);
  }

  #beat(now: number): void {
    if (this.heartbeatAtMs <= now && !this.#blocked) {
      this.peer!.sentHeartbeats++;
      this.#control(MESSAGE_CLASS.control, CONTROL.heartbeat);
      this.#sentAtMs = now;
    }
    timers.arm(this.#heartbeat, now, Math.max(1, this.heartbeatAtMs - now));
  }

  #onSilence(now: number): void {
    if (this.#phase !== 'running') {
      this.close();
      return;
    }
    const leftMs = this.deadAtMs - now;
    const stalled = leftMs < -STALL_MS;
    if (stalled) this.#heardAtMs = now;
    if (leftMs > 0 || stalled) timers.arm(this.#silence, now, Math.max(1, this.deadAtMs - now));
    else {
      this.peer!.missedHeartbeats++;
      this.close();
    }
  }

  onEnd(): void {
    this.close();
  }

  /** Ends it; the peer hears of it when the connection is closed. */
  close(): void {
    const wasRunning = this.#phase === 'running';
    if (this.#phase !== 'closed') this.#phase = 'closed';
    this.#stopTimers();
    if (wasRunning) this.connection?.close();
    else this.connection?.destroy();
  }

  #stopTimers(): void {
    timers.remove(this.#silence);
    timers.remove(this.#heartbeat);
  }

  onClose(): void {
    const wasRunning = this.#in !== undefined;
    this.#phase = 'closed';
    this.#stopTimers();
    const { peer } = this;
    if (peer === undefined || peer.session !== this) return;
    for (const table of this.#tables) table.close();
    peer.onSessionClosed(wasRunning);
  }
}

function place(address: string | undefined, port: number | undefined): string {
  return address === undefined ? 'unix' : `${address}:${port ?? 0}`;
}
