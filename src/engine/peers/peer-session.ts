/**
 * One connection between two peers: greeting, then messages both ways (peers.txt). What it says stands in peer-speech.ts.
 */
import { ByteReader } from '../../net/peers/byte-reader.js';
import { readAcknowledgement } from '../../net/peers/definition.js';
import { ReceivedTexts } from '../../net/peers/dictionary.js';
import { type Hello, PEER_STATUS, type PeerStatus, renderHello, renderStatus } from '../../net/peers/handshake.js';
import {
  CONTROL,
  MESSAGE_CLASS,
  MessageFramer,
  type MessageHandler,
  PEER_ERROR,
  TABLE_MESSAGE,
} from '../../net/peers/message.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/index.js';
import { type Greeted, Greeting } from './greeting.js';
import type { Peer } from './peer.js';
import { PeerSpeech, type Speaker } from './peer-speech.js';
import { type ClockOwner, SessionClock } from './session-clock.js';
import type { SharedTable } from './shared-table.js';
import { UpdateReader } from './update-reader.js';

/** Who knows the peers of a section. */
export interface SessionOwner {
  /** Who greets so; or the status that it is refused with. */
  admit(hello: Hello, session: PeerSession): Peer | PeerStatus;
  /** Most updates that are written at once. */
  readonly portion: number;
}

type Phase = 'connecting' | 'greeting' | 'running' | 'closed';

export class PeerSession implements ConnectionHandler, MessageHandler, ClockOwner, Speaker {
  readonly owner: SessionOwner;
  /** Whether we connected. */
  readonly isOurs: boolean;
  readonly speech: PeerSpeech;
  readonly receivedTexts: ReceivedTexts;
  readonly clock: SessionClock;
  peer: Peer | undefined;
  connection: Connection | undefined;
  readonly #framer: MessageFramer;
  readonly #greeting: Greeting;
  #phase: Phase;
  #in: UpdateReader | undefined;

  constructor(owner: SessionOwner, peer: Peer | undefined) {
    this.owner = owner;
    this.peer = peer;
    this.isOurs = peer !== undefined;
    this.speech = new PeerSpeech(this);
    this.receivedTexts = new ReceivedTexts();
    this.clock = new SessionClock(this);
    this.connection = undefined;
    this.#framer = new MessageFramer(new ByteReader());
    this.#greeting = new Greeting(peer === undefined ? 'hello' : 'status');
    this.#phase = peer === undefined ? 'greeting' : 'connecting';
    this.#in = undefined;
  }

  get running(): boolean {
    return this.#phase === 'running';
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

  // ---- greeting

  onConnect(connection: Connection): void {
    const { peer } = this;
    if (this.#phase !== 'connecting' || peer === undefined) return;
    this.#phase = 'greeting';
    peer.onConnected();
    const { name: target, localName: sender, minor } = peer;
    connection.write(renderHello({ minor, target, sender, pid: process.pid }));
  }

  onData(_connection: Connection, bytes: Buffer): void {
    if (this.#phase === 'greeting') {
      const greeted = this.#greeting.push(bytes);
      if (greeted === undefined) return;
      if (this.isOurs) this.#onStatus(greeted);
      else this.#onHello(greeted);
      if (greeted.rest.length > 0) this.#onMessages(greeted.rest);
    } else this.#onMessages(bytes);
  }

  #onHello({ hello, status }: Greeted): void {
    const admitted = hello === undefined ? status : this.owner.admit(hello, this);
    if (hello === undefined || typeof admitted === 'number') {
      this.#phase = 'closed';
      this.connection?.end(renderStatus(admitted as PeerStatus));
      return;
    }
    this.peer = admitted;
    this.connection?.write(renderStatus(PEER_STATUS.success));
    this.#start(admitted, hello.minor);
  }

  #onStatus({ status }: Greeted): void {
    const peer = this.peer!;
    peer.onStatus(status);
    if (status === PEER_STATUS.success) this.#start(peer, peer.minor);
    else this.close();
  }

  /** Both sides know each other. */
  #start(peer: Peer, minor: number): void {
    this.#phase = 'running';
    this.clock.start();
    for (const table of peer.tables) table.open();
    this.speech.begin(peer, minor, this.owner.portion);
    this.#in = new UpdateReader(peer.tables, this.receivedTexts);
    peer.onEstablished(this);
    this.speech.wake();
  }

  // ---- messages in

  #onMessages(bytes: Buffer): void {
    if (this.#phase !== 'running') return;
    this.clock.heard();
    const framing = this.#framer.push(bytes, this);
    if (framing === 'more' || !this.running) return;
    this.peer?.onProtocolError();
    this.speech.error(framing === 'too long' ? PEER_ERROR.sizeLimit : PEER_ERROR.protocol);
    this.close();
  }

  onControl(messageClass: number, type: number): boolean {
    if (this.#phase !== 'running') return false;
    if (messageClass === MESSAGE_CLASS.error) this.close();
    else if (messageClass === MESSAGE_CLASS.control) this.#onControl(type);
    return this.running;
  }

  #onControl(type: number): void {
    const peer = this.peer!;
    switch (type) {
      case CONTROL.resyncRequest:
        this.speech.teach();
        return;
      case CONTROL.resyncFinished:
      case CONTROL.resyncPartial:
        this.speech.control(CONTROL.resyncConfirm);
        peer.onTaught(type === CONTROL.resyncFinished);
        return;
      case CONTROL.resyncConfirm:
        this.speech.confirmed();
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
      case TABLE_MESSAGE.acknowledgement:
        return this.#onAcknowledgement(body);
      case TABLE_MESSAGE.update:
      case TABLE_MESSAGE.incrementalUpdate:
      case TABLE_MESSAGE.timedUpdate:
      case TABLE_MESSAGE.incrementalTimedUpdate:
        this.speech.wake();
        return reader.update(type, body);
      default:
        return true;
    }
  }

  #onAcknowledgement(body: ByteReader): boolean {
    const { id, updateId } = readAcknowledgement(body);
    if (body.broken) return false;
    this.peer!.tables.find(({ localId }) => localId === id)?.acknowledge(updateId);
    return true;
  }

  // ---- messages out

  /** Asks for everything. */
  request(): void {
    this.speech.control(CONTROL.resyncRequest);
  }

  /** Writes everything that changed, at the end of the process. */
  finish(): void {
    if (!this.running) return;
    this.speech.finish();
    this.#phase = 'closed';
    this.clock.stop();
    this.connection?.end();
  }

  onSaid(): void {
    this.clock.sent();
  }

  onDrain(): void {
    this.speech.drained();
  }

  onHeartbeatDue(): void {
    // Who does not take what waits for it need not hear more.
    if (this.speech.blocked) return;
    this.peer!.sentHeartbeats++;
    this.speech.control(CONTROL.heartbeat);
  }

  // ---- end

  onSilence(running: boolean): void {
    if (running) this.peer!.missedHeartbeats++;
    this.close();
  }

  onEnd(): void {
    this.close();
  }

  /** Ends it; the peer hears of it when the connection is closed. */
  close(): void {
    const wasRunning = this.#phase === 'running';
    this.#phase = 'closed';
    this.clock.stop();
    if (wasRunning) this.connection?.close();
    else this.connection?.destroy();
  }

  onClose(): void {
    this.#phase = 'closed';
    this.clock.stop();
    const { peer } = this;
    if (peer === undefined || peer.session !== this) return;
    const wasRunning = this.#in !== undefined;
    if (wasRunning) for (const table of peer.tables) table.close();
    peer.onSessionClosed(wasRunning);
  }
}

function place(address: string | undefined, port: number | undefined): string {
  return address === undefined ? 'unix' : `${address}:${port ?? 0}`;
}
