/** Diagnostics -> SARIF 2.1.0, the format that code scanning of forges reads. Columns count UTF-16 units of the decoded line. */
import type { Log, ReportingDescriptor, Result } from 'sarif';
import { CODES, type DiagnosticCode } from './code.js';
import type { Diagnostic, Severity } from './diagnostic.js';
import { guideOf } from './guide.js';
import { spanOf } from './span.js';
import { decodeUtf8 } from './utf8.js';

export interface SarifTool {
  readonly name: string;
  readonly version: string;
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  alert: 'error',
  warning: 'warning',
  notice: 'note',
  diag: 'note',
};

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Names of files as references: relative ones stay relative, so that forges find them in the repository. */
function uriOf(name: string): string {
  const path = decodeUtf8(name).replace(/^\.\//, '');
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${escaped}` : escaped;
}

function describe(code: DiagnosticCode): ReportingDescriptor {
  const { severity, title } = CODES[code];
  const { doc, help } = guideOf(code);
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: `${help} (configuration.txt ${doc})` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { doc },
  };
}

function resultOf({ code, severity, range, message, remedy }: Diagnostic, ruleIndex: number): Result {
  const text = decodeUtf8(remedy === undefined ? message : `${message.replace(/\.$/, '')}. ${remedy}`);
  const result: Result = { ruleId: code, ruleIndex, level: LEVELS[severity], message: { text: text || code } };
  if (!range) return result;
  const { start, end } = spanOf(range);
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  const physicalLocation = { artifactLocation: { uri: uriOf(range.source.name) }, region };
  return { ...result, locations: [{ physicalLocation }] };
}

/** One run with its results, as text. */
export function renderSarif(list: readonly Diagnostic[], { name, version }: SarifTool): string {
  const codes = [...new Set(list.map(({ code }) => code))];
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name, version, rules: codes.map(describe) } },
        columnKind: 'utf16CodeUnits',
        results: list.map((found) => resultOf(found, codes.indexOf(found.code))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
