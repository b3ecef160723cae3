/** Diagnostics -> workflow commands of GitHub Actions, which become annotations of a pull request. */
import type { Diagnostic, Severity } from './diagnostic.js';
import { spanOf } from './span.js';
import { decodeUtf8 } from './utf8.js';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  alert: 'error',
  warning: 'warning',
  notice: 'notice',
  diag: 'notice',
};

/** Text behind the double colon. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Values of properties. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A diagnostic as one line, without line feed. */
export function renderGithub({ code, severity, range, message, remedy }: Diagnostic): string {
  const properties: string[] = [];
  if (range) {
    const { start, end } = spanOf(range);
    properties.push(`file=${escapeProperty(decodeUtf8(range.source.name))}`, `line=${start.line}`);
    properties.push(`endLine=${end.line}`, `col=${start.column}`);
    // Columns are only looked at within one line.
    if (end.line === start.line) properties.push(`endColumn=${Math.max(start.column, end.column - 1)}`);
  }
  properties.push(`title=${escapeProperty(code)}`);
  const text = decodeUtf8(remedy === undefined ? message : `${message}\n${remedy}`);
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(text)}`;
}
