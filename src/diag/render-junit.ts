/** Diagnostics -> a JUnit report: a test case per problem, and one that passes for each file without any. */
import type { Diagnostic } from './diagnostic.js';
import { guideOf } from './guide.js';
import { spanOf } from './span.js';
import { decodeUtf8 } from './utf8.js';

export interface JunitOptions {
  /** All files that were looked at. */
  readonly files: readonly string[];
  /** Whether a problem fails the check. */
  readonly fails: (diagnostic: Diagnostic) => boolean;
}

/** Text for elements and attributes; what XML 1.0 cannot hold becomes a replacement character. */
function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '&#10;',
  };
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n]/g, (char) => names[char]!);
}

function caseOf(diagnostic: Diagnostic, fails: boolean): string {
  const { code, range, remedy } = diagnostic;
  const message = decodeUtf8(diagnostic.message);
  const file = range ? decodeUtf8(range.source.name) : 'configuration';
  const start = range && spanOf(range).start;
  const place = start ? `${start.line}:${start.column} ` : '';
  const { doc, help } = guideOf(code);
  const lines = [
    message,
    ...(remedy === undefined ? [] : [decodeUtf8(remedy)]),
    help,
    `configuration.txt ${diagnostic.doc ?? doc}`,
  ];
  const body = escapeXml(lines.join('\n'));
  const inner = fails
    ? `<failure type="${code}" message="${escapeXml(message)}">${body}</failure>`
    : `<system-out>${body}</system-out>`;
  return `    <testcase classname="${escapeXml(file)}" name="${escapeXml(`${place}${code}`)}">${inner}</testcase>`;
}

/** The whole report, as text. */
export function renderJunit(list: readonly Diagnostic[], { files, fails }: JunitOptions): string {
  const troubled = new Set(list.map(({ range }) => range?.source.name));
  const clean = files.filter((file) => !troubled.has(file));
  const passed = clean.map((file) => `    <testcase classname="${escapeXml(decodeUtf8(file))}" name="check"/>`);
  const cases = [...list.map((found) => caseOf(found, fails(found))), ...passed];
  const counts = `tests="${cases.length}" failures="${list.filter(fails).length}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="hawser check" ${counts}>`,
    `  <testsuite name="hawser check" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
