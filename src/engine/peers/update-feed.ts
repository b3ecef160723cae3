/** What a session tells of its tables, in portions: acknowledgements, then a lesson or what changed (peers-v2.0.txt). */
import type { ByteWriter } from '../../net/peers/byte-writer.js';
import { writeAcknowledgement } from '../../net/peers/definition.js';
import type { SentTexts } from '../../net/peers/dictionary.js';
import { Lesson } from './lesson.js';
import type { Peer } from './peer.js';
import type { SharedTable } from './shared-table.js';
import { UpdateWriter } from './update-writer.js';

/** What is left to say: nothing, more, or that a lesson is over. */
export type Said = 'all' | 'part' | 'lesson';

export class UpdateFeed {
  readonly #peer: Pick<Peer, 'gets' | 'tables'>;
  readonly #writer: ByteWriter;
  readonly #out: UpdateWriter;
  /** Most updates that are written at once. */
  readonly #portion: number;
  #lesson: Lesson | undefined;
  /** A lesson that was given and not confirmed yet. */
  #given: Lesson | undefined;

  constructor(
    peer: Pick<Peer, 'gets' | 'tables'>,
    writer: ByteWriter,
    texts: SentTexts,
    minor: number,
    portion: number,
  ) {
    this.#peer = peer;
    this.#writer = writer;
    this.#out = new UpdateWriter(writer, texts, minor >= 1);
    this.#portion = portion;
    this.#lesson = undefined;
    this.#given = undefined;
  }

  get teaching(): boolean {
    return this.#lesson !== undefined || this.#given !== undefined;
  }

  /** The table that was told of last. */
  get current(): SharedTable | undefined {
    return this.#out.current;
  }

  /** Begins to tell everything. */
  teach(): void {
    this.#given = undefined;
    this.#lesson = new Lesson(this.#peer.tables);
  }

  /** The other side has the lesson. */
  confirmed(): void {
    this.#given?.confirmed();
    this.#given = undefined;
  }

  /** Writes a portion. */
  write(): Said {
    this.#acknowledge();
    if (this.#lesson !== undefined) return this.#continueLesson(this.#lesson);
    return this.#push() ? 'all' : 'part';
  }

  /** Writes everything that changed, unless a lesson is not over. */
  writeAll(): void {
    this.#acknowledge();
    while (this.#lesson === undefined && !this.#push());
  }

  #acknowledge(): void {
    for (const table of this.#peer.tables) {
      if (table.lastReceived === table.lastAcknowledged || table.remoteId === 0) continue;
      table.lastAcknowledged = table.lastReceived;
      writeAcknowledgement(this.#writer, table.remoteId, table.lastReceived);
    }
  }

  /** A portion of what changed; false if there is more. */
  #push(): boolean {
    let left = this.#portion;
    for (const shared of this.#peer.tables) {
      const { cursor, table } = shared;
      if (cursor === undefined) continue;
      while (cursor.pending) {
        if (left === 0) return false;
        const entry = cursor.next();
        shared.lastPushed = cursor.updateId;
        if (!this.#peer.gets(table, entry)) continue;
        left--;
        this.#out.update(shared, entry, cursor.updateId, false);
      }
    }
    return true;
  }

  #continueLesson(lesson: Lesson): Said {
    let left = this.#portion;
    for (let shared = lesson.table; shared !== undefined; shared = lesson.table) {
      this.#out.open(shared);
      for (let entry = lesson.next(); entry !== undefined; entry = lesson.next()) {
        if (!this.#peer.gets(shared.table, entry)) continue;
        this.#out.update(shared, entry, shared.teachingOrigin, true);
        if (--left === 0) return 'part';
      }
    }
    this.#lesson = undefined;
    this.#given = lesson;
    return 'lesson';
  }
}
