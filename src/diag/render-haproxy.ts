/** Diagnostics -> lines in the format of HAProxy's stderr, which wrappers and editors parse. Latin1 carriers. */
import { CODES } from './code.js';
import type { CodeEntry, Diagnostic, Severity } from './diagnostic.js';
import type { SourceRange } from './source-text.js';

const LABELS: Readonly<Record<Severity, string>> = {
  alert: '[ALERT]',
  warning: '[WARNING]',
  notice: '[NOTICE]',
  diag: '[DIAG]',
};

const LABEL_WIDTH = 11;

/** One line of the program, such as a summary at the end: `[ALERT]    (42) : config : ...`. */
export function renderHaproxyLine(severity: Severity, pid: number, text: string): string {
  return `${LABELS[severity].padEnd(LABEL_WIDTH)}(${pid}) : ${text}`;
}

/** A diagnostic as HAProxy would spell it; several lines where the line is shown with a caret. No line feed at the end. */
export function renderHaproxy(diagnostic: Diagnostic, pid: number): string {
  return renderHaproxyLine(diagnostic.severity, pid, renderPlace(diagnostic));
}

/** The same with what to do about it, as one sentence more. */
export function renderHaproxyWithRemedy(diagnostic: Diagnostic, pid: number): string {
  const line = renderHaproxy(diagnostic, pid);
  return diagnostic.remedy === undefined ? line : `${line.replace(/\.$/, '')}. ${diagnostic.remedy}`;
}

function renderPlace({ code, range, message }: Diagnostic): string {
  const { form = 'rule' }: CodeEntry = CODES[code];
  if (form === 'bare') return /[.?!]$/.test(message) ? message : `${message}.`;
  if (form === 'config' || !range) return `config : ${message}`;
  const { line, column } = range.source.position(range.start);
  const place = `config : parsing [${range.source.name}:${line}]`;
  switch (form) {
    case 'rule':
      return `${place} : ${message}`;
    case 'line':
      return `${place}: ${message}`;
    case 'placed':
      return `config : [${range.source.name}:${line}] : ${message}`;
    case 'located':
      return `[${range.source.name}:${line}] : ${message}`;
    case 'parsing':
      return `parsing [${range.source.name}:${line}] : ${message}`;
    case 'section':
      return `config : Parsing [${range.source.name}:${line}]: ${message}`;
    case 'pointed':
      return `${place}: ${message}:\n${renderFrame(range)}`;
    case 'framed':
      return `${place}: ${message} at position ${column}:\n${renderFrame(range)}`;
  }
}

/** The line of a range without its indentation, and the offset of the range in it. */
function caret(range: SourceRange): { readonly text: string; readonly at: number } {
  const { line, column } = range.source.position(range.start);
  const raw = range.source.line(line);
  const text = raw.trimStart();
  return { text: text.trimEnd(), at: Math.max(0, column - 1 - (raw.length - text.length)) };
}

function renderFrame(range: SourceRange): string {
  const { text, at } = caret(range);
  return `  ${text}\n  ${' '.repeat(at)}^`;
}
