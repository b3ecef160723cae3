/** A text that diagnostics point into, and ranges of it. Offsets are bytes: the text is a latin1 carrier. */

/** One configuration file as it was read: one character per byte. */
export class SourceText {
  readonly name: string;
  readonly text: string;
  #lineStarts: Uint32Array | undefined;

  /** @param name the file as the user named it  @param text its bytes, one character each */
  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
    this.#lineStarts = undefined;
  }

  /** Line and column (both from 1, columns in bytes) of an offset. */
  position(offset: number): { line: number; column: number } {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The bytes of a line (from 1), without its line feed. */
  line(number: number): string {
    const starts = this.lineStarts();
    const from = starts[number - 1];
    if (from === undefined) return '';
    const end = this.text.indexOf('\n', from);
    return this.text.slice(from, end < 0 ? this.text.length : end);
  }

  private lineStarts(): Uint32Array {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = Uint32Array.from(starts);
    return this.#lineStarts;
  }
}

/** A half-open range of bytes of a source. */
export interface SourceRange {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}
