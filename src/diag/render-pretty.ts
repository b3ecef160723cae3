/** Diagnostics -> framed text for people: the line, what is wrong underlined, why, and what to do. Text, not a carrier. */
import { CODES } from './code.js';
import type { CodeEntry, Diagnostic, Severity } from './diagnostic.js';
import { guideOf } from './guide.js';
import type { SourceRange } from './source-text.js';
import { decodeUtf8 } from './utf8.js';

export interface PrettyOptions {
  /** Whether to use colours of terminals. */
  readonly color?: boolean;
  /** Columns of a line of the file that are shown at most; longer ones are cut around the range. */
  readonly maxColumns?: number;
}

const LABELS: Readonly<Record<Severity, string>> = {
  alert: 'error',
  warning: 'warning',
  notice: 'notice',
  diag: 'hint',
};

const COLORS: Readonly<Record<Severity, string>> = { alert: '31', warning: '33', notice: '36', diag: '36' };

const TAB = '    ';
const MAX_COLUMNS = 160;

/** A diagnostic in several lines, without a line feed at the end. */
export function renderPretty(diagnostic: Diagnostic, options: PrettyOptions = {}): string {
  const { code, severity, range, remedy } = diagnostic;
  const entry: CodeEntry = CODES[code];
  const paint = (style: string, text: string): string => (options.color ? `\x1b[${style}m${text}\x1b[0m` : text);
  const message = printable(diagnostic.message);
  const lines = [`${paint(`1;${COLORS[severity]}`, `${LABELS[severity]}[${code}]`)}${paint('1', `: ${message}`)}`];
  const frame = range && new Frame(range, options.maxColumns ?? MAX_COLUMNS);
  const margin = ' '.repeat(frame ? frame.number.length : 1);
  const bar = paint('34', `${margin} |`);
  if (frame) {
    lines.push(`${margin}${paint('34', '-->')} ${frame.place}`, bar);
    lines.push(`${paint('34', `${frame.number} |`)} ${frame.text}`);
    lines.push(`${bar} ${' '.repeat(frame.indent)}${paint(`1;${COLORS[severity]}`, '^'.repeat(frame.width))}`);
  }
  if (remedy !== undefined) lines.push(`${margin} ${paint('34', '=')} remedy: ${printable(remedy)}`);
  if (entry.help) lines.push(`${margin} ${paint('34', '=')} help: ${entry.help}`);
  if (!entry.help?.includes('configuration.txt')) {
    const doc = diagnostic.doc ?? guideOf(code).doc;
    lines.push(`${margin} ${paint('34', '=')} manual: configuration.txt ${doc}`);
  }
  return lines.join('\n');
}

/** Text that cannot move the cursor of a terminal. */
function printable(carrier: string): string {
  return decodeUtf8(carrier)
    .replaceAll('\t', TAB)
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, '\u00b7');
}

/** The first line of a range: its text as shown, and where the marks stand below. */
class Frame {
  readonly number: string;
  readonly place: string;
  readonly text: string;
  readonly indent: number;
  readonly width: number;

  constructor({ source, start, end }: SourceRange, maxColumns: number) {
    const { line, column } = source.position(start);
    const raw = source.line(line).replace(/\r$/, '');
    const from = Math.min(column - 1, raw.length);
    const to = Math.min(Math.max(from, from + end - start), raw.length);
    const before = printable(raw.slice(0, from));
    const marked = printable(raw.slice(from, to));
    const cut = before.length + marked.length > maxColumns ? Math.max(0, before.length - 20) : 0;
    const whole = printable(raw).slice(cut);
    this.number = String(line);
    this.place = `${printable(source.name)}:${line}:${column}`;
    this.text = whole.length > maxColumns ? `${whole.slice(0, maxColumns)}...` : whole;
    this.indent = columnsOf(before.slice(cut));
    this.width = Math.max(1, Math.min(columnsOf(marked), maxColumns - this.indent));
  }
}

/** Columns a text takes on a terminal, as far as code points tell. */
function columnsOf(text: string): number {
  return Array.from(text).length;
}
