/**
 * What one side says on a connection between peers: signs of life, control messages, updates (peers.txt). All of it is
 * collected and leaves once per turn of the loop.
 */
import { ByteWriter } from '../../net/peers/byte-writer.js';
import { SentTexts } from '../../net/peers/dictionary.js';
import { CONTROL, MESSAGE_CLASS } from '../../net/peers/message.js';
import type { Connection } from '../../net/tcp/index.js';
import type { Peer } from './peer.js';
import type { SharedTable } from './shared-table.js';
import { UpdateFeed } from './update-feed.js';

/** Whose words they are. */
export interface Speaker {
  readonly connection: Connection | undefined;
  /** Both sides have greeted each other, and neither has left. */
  readonly running: boolean;
  /** Something leaves now. */
  onSaid(): void;
}

export class PeerSpeech {
  readonly texts: SentTexts;
  /** Lessons that the other side has not confirmed. */
  unconfirmed: number;
  /** The other side does not take what waits for it. */
  blocked: boolean;
  readonly #speaker: Speaker;
  readonly #writer: ByteWriter;
  #peer: Peer | undefined;
  #feed: UpdateFeed | undefined;
  #scheduled: boolean;

  constructor(speaker: Speaker) {
    this.texts = new SentTexts();
    this.unconfirmed = 0;
    this.blocked = false;
    this.#speaker = speaker;
    this.#writer = new ByteWriter();
    this.#peer = undefined;
    this.#feed = undefined;
    this.#scheduled = false;
  }

  get teaching(): boolean {
    return this.#feed?.teaching ?? false;
  }

  /** The table that was told of last. */
  get current(): SharedTable | undefined {
    return this.#feed?.current;
  }

  /** The peer is known. `portion`: most updates that are written at once. */
  begin(peer: Peer, minor: number, portion: number): void {
    this.#peer = peer;
    this.#feed = new UpdateFeed(peer, this.#writer, this.texts, minor, portion);
  }

  control(type: number): void {
    this.#message(MESSAGE_CLASS.control, type);
  }

  /** The last words. */
  error(type: number): void {
    this.#message(MESSAGE_CLASS.error, type);
    this.#flush();
  }

  #message(messageClass: number, type: number): void {
    this.#writer.byte(messageClass);
    this.#writer.byte(type);
    this.wake();
  }

  /** Begins to tell everything. */
  teach(): void {
    this.#feed?.teach();
    this.wake();
  }

  /** The other side has the lesson. */
  confirmed(): void {
    if (this.unconfirmed > 0) this.unconfirmed--;
    this.#feed?.confirmed();
  }

  /** There may be something to say. */
  wake(): void {
    if (this.#scheduled || this.blocked || !this.#speaker.running) return;
    this.#scheduled = true;
    setImmediate(this.#pump);
  }

  readonly #pump = (): void => {
    this.#scheduled = false;
    if (this.blocked || !this.#speaker.running) return;
    const said = this.#feed!.write();
    if (said === 'lesson') {
      this.unconfirmed++;
      this.control(this.#peer!.knowsAll ? CONTROL.resyncFinished : CONTROL.resyncPartial);
    }
    this.#flush();
    if (said !== 'all') this.wake();
  };

  /** Says everything that changed. */
  finish(): void {
    this.#feed!.writeAll();
    this.#flush();
  }

  #flush(): void {
    if (this.#writer.length === 0) return;
    this.#speaker.onSaid();
    if (this.#speaker.connection?.write(this.#writer.take()) === false) this.blocked = true;
  }

  /** The other side takes bytes again. */
  drained(): void {
    this.blocked = false;
    this.wake();
  }
}
