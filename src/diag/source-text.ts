/** A text that diagnostics point into, and ranges of it. Offsets are bytes: the text is a latin1 carrier. */

/** The text that a text was made of: people are told of its lines. */
export interface SourceOrigin {
  readonly source: SourceText;
  /** The line there, from 1, of every line here. */
  readonly lines: readonly number[];
}

/** One configuration file as it was read: one character per byte. */
export class SourceText {
  readonly name: string;
  readonly text: string;
  readonly #origin: SourceOrigin | undefined;
  #lineStarts: Uint32Array | undefined;

  /** @param name the file as the user named it  @param text its bytes, one character each */
  constructor(name: string, text: string, origin?: SourceOrigin) {
    this.name = name;
    this.text = text;
    this.#origin = origin;
    this.#lineStarts = undefined;
  }

  /** Line and column (both from 1, columns in bytes) of an offset. */
  position(offset: number): { line: number; column: number } {
    const line = this.ownLineNumber(offset);
    const column = offset - this.lineStart(line) + 1;
    return this.#origin ? this.originPosition(this.#origin, line, column) : { line, column };
  }

  private ownLineNumber(offset: number): number {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The line, as people count it, of a line of this text. */
  lineNumber(number: number): number {
    return this.#origin?.lines[number - 1] ?? number;
  }

  /** A range of this text as one of the text that people know: the same, or the whole statement where it was rewritten. */
  toOrigin(range: SourceRange): SourceRange {
    if (!this.#origin) return range;
    const { source } = this.#origin;
    const { line, column } = this.position(range.start);
    const text = source.line(line);
    const from = source.lineStart(line);
    const last = from + text.trimEnd().length;
    const start = Math.min(from + column - 1, last);
    const isKept = text === this.ownLine(this.ownLineNumber(range.start));
    return { source, start, end: isKept ? Math.min(start + range.end - range.start, last) : last };
  }

  /** Offset of the first byte of a line (from 1). */
  lineStart(number: number): number {
    return this.lineStarts()[number - 1] ?? this.text.length;
  }

  /** The bytes of a line (from 1), without its line feed. */
  line(number: number): string {
    return this.#origin ? this.#origin.source.line(number) : this.ownLine(number);
  }

  private ownLine(number: number): string {
    const starts = this.lineStarts();
    const from = starts[number - 1];
    if (from === undefined) return '';
    const end = this.text.indexOf('\n', from);
    return this.text.slice(from, end < 0 ? this.text.length : end);
  }

  /** Columns count where the line was kept; otherwise the whole statement is meant. */
  private originPosition(
    { source, lines }: SourceOrigin,
    number: number,
    column: number,
  ): { line: number; column: number } {
    const line = lines[number - 1] ?? number;
    const text = source.line(line);
    return { line, column: text === this.ownLine(number) ? column : text.length - text.trimStart().length + 1 };
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
