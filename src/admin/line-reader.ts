/** Bytes of a client into lines and payloads. What is not ended by a line feed is never run: it may be half a command. */
import { parseCommandLine } from './command-line.js';

/** One step of the input. */
export type InputEvent =
  | {
      readonly kind: 'commands';
      readonly commands: readonly (readonly string[])[];
      /** Belongs to the last command. */
      readonly payload: string | undefined;
    }
  /** A payload goes on: prompts differ meanwhile. */
  | { readonly kind: 'payload-line' }
  | { readonly kind: 'too-long' };

export interface InputLimits {
  /** Longest line, its end included. */
  readonly lineBytes: number;
  readonly payloadBytes: number;
}

interface OpenPayload {
  readonly commands: readonly (readonly string[])[];
  readonly mark: string;
  readonly lines: string[];
  bytes: number;
}

export class LineReader {
  readonly #limits: InputLimits;
  #input: string;
  /** Where the search for a line feed goes on. */
  #searched: number;
  #payload: OpenPayload | undefined;

  constructor(limits: InputLimits) {
    this.#limits = limits;
    this.#input = '';
    this.#searched = 0;
    this.#payload = undefined;
  }

  /** Bytes that wait, as a latin1 carrier. */
  push(bytes: string): void {
    this.#input += bytes;
  }

  get waitingBytes(): number {
    return this.#input.length;
  }

  /** Whether `next` has something to give. */
  get hasLine(): boolean {
    return this.#input.indexOf('\n', this.#searched) >= 0;
  }

  /** The next step, or undefined until more bytes come. */
  next(): InputEvent | undefined {
    const line = this.#takeLine();
    if (line === undefined) return this.#waitsTooLong() ? { kind: 'too-long' } : undefined;
    if (this.#payload !== undefined) return this.#continue(this.#payload, line);
    if (line.length >= this.#limits.lineBytes) return { kind: 'too-long' };
    const { commands, payloadMark } = parseCommandLine(line);
    if (payloadMark === undefined) return { kind: 'commands', commands, payload: undefined };
    this.#payload = { commands, mark: payloadMark, lines: [], bytes: 0 };
    return { kind: 'payload-line' };
  }

  #continue(payload: OpenPayload, line: string): InputEvent {
    if (line === payload.mark) {
      this.#payload = undefined;
      const text = payload.lines.map((each) => `${each}\n`).join('');
      return { kind: 'commands', commands: payload.commands, payload: text };
    }
    payload.bytes += line.length + 1;
    if (payload.bytes > this.#limits.payloadBytes) return { kind: 'too-long' };
    payload.lines.push(line);
    return { kind: 'payload-line' };
  }

  #waitsTooLong(): boolean {
    const limit = this.#payload === undefined ? this.#limits.lineBytes : this.#limits.payloadBytes;
    return this.#input.length >= limit;
  }

  #takeLine(): string | undefined {
    const end = this.#input.indexOf('\n', this.#searched);
    if (end < 0) {
      this.#searched = this.#input.length;
      return undefined;
    }
    const line = this.#input.slice(0, end > 0 && this.#input[end - 1] === '\r' ? end - 1 : end);
    this.#input = this.#input.slice(end + 1);
    this.#searched = 0;
    return line;
  }
}
