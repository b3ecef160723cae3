/**
 * Columns of words for the formatter. Words are one blank apart, except where the author set words below each other: a
 * column that lines in a row share, and that at least one of them reaches with more than one blank, stays a column, as
 * narrow as its words allow. Columns of tabs count with stops of eight.
 */
import type { RawLine, RawWord } from './raw-line.js';

const TAB_STOP = 8;

/** A backslash at the end of a word would take a space behind it into the word. */
const OPEN_ESCAPE = /(?:^|[^\\])(?:\\\\)*\\$/;

interface Cell {
  readonly raw: string;
  /** Column in the file as it is, from 0. */
  readonly column: number;
  /** Columns between this word and the one before it. */
  readonly gap: number;
  /** Comments line up with comments only. */
  readonly isComment: boolean;
}

interface Row {
  readonly cells: readonly Cell[];
  /** Tabs that cannot become blanks keep a line out of columns. */
  readonly isAlone: boolean;
  /** What was rendered up to now, without indentation. */
  text: string;
}

function columnsOf(blanks: string, from: number): number {
  let column = from;
  for (const char of blanks) column = char === '\t' ? column - (column % TAB_STOP) + TAB_STOP : column + 1;
  return column;
}

function cellsOf(line: RawLine, text: string): Cell[] {
  const cells: Cell[] = [];
  let at = line.start;
  let column = 0;
  const add = ({ raw, start, end }: RawWord, isComment: boolean): void => {
    const next = columnsOf(text.slice(at, start), column);
    cells.push({ raw: isComment ? raw.trimEnd() : raw, column: next, gap: next - column, isComment });
    column = next + raw.length;
    at = end;
  };
  for (const word of line.words) add(word, false);
  if (line.comment) add(line.comment, true);
  return cells;
}

function cellAt(row: Row, index: number): Cell | undefined {
  if (index >= 0) return row.cells[index]?.isComment ? undefined : row.cells[index];
  const last = row.cells[row.cells.length - 1];
  return last?.isComment ? last : undefined;
}

/** Appends one column of words; -1 is the column of comments. */
function place(rows: readonly Row[], index: number): void {
  for (let from = 0; from < rows.length; ) {
    const first = cellAt(rows[from]!, index);
    let to = from + 1;
    const follows = (row: Row): boolean => !row.isAlone && cellAt(row, index)?.column === first!.column;
    while (first && !rows[from]!.isAlone && to < rows.length && follows(rows[to]!)) to++;
    const run = first ? rows.slice(from, to) : [];
    const isColumn = run.length > 1 && run.some((row) => cellAt(row, index)!.gap > 1);
    const width = isColumn ? Math.max(...run.map(({ text }) => text.length)) : 0;
    for (const row of run) {
      const blank = OPEN_ESCAPE.test(row.text) ? '\t' : ' ';
      row.text = `${(row.text + blank).padEnd(width + 1)}${cellAt(row, index)!.raw}`;
    }
    from = to;
  }
}

/** Renders lines in a row, each with at least one word, without indentation. */
export function alignWords(lines: readonly RawLine[], text: string): string[] {
  const rows = lines.map((line): Row => {
    const cells = cellsOf(line, text);
    const isAlone = line.words.some(({ raw }) => OPEN_ESCAPE.test(raw));
    return { cells, isAlone, text: cells[0]!.raw };
  });
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  for (let index = 1; index < width; index++) place(rows, index);
  place(rows, -1);
  return rows.map((row) => row.text);
}
