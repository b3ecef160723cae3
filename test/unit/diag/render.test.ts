import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { renderHaproxy, renderHaproxyLine } from '../../../src/diag/render-haproxy.js';
import { toJson } from '../../../src/diag/render-json.js';
import { renderPretty } from '../../../src/diag/render-pretty.js';
import { SourceText } from '../../../src/diag/source-text.js';

/** Bytes of UTF-8 as a carrier. */
const carrier = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const SOURCE = new SourceText('/etc/x.cfg', carrier('global\n\tlog \u00e9\u00e9 "x\n'));
const START = SOURCE.text.indexOf('"');
const RANGE = { source: SOURCE, start: START, end: START + 2 };

function one(...args: Parameters<Diagnostics['report']>) {
  const diagnostics = new Diagnostics();
  diagnostics.report(...args);
  return diagnostics.list[0]!;
}

test('renderHaproxy pads labels and names the place as the code wants', () => {
  const line = (severity: 'alert' | 'warning' | 'notice' | 'diag') => renderHaproxyLine(severity, 42, 'x');
  assert.deepEqual(
    [line('alert'), line('warning'), line('notice'), line('diag')],
    ['[ALERT]    (42) : x', '[WARNING]  (42) : x', '[NOTICE]   (42) : x', '[DIAG]     (42) : x'],
  );
  assert.equal(
    renderHaproxy(one('expr/missing-comma', RANGE, 'wrong'), 42),
    '[ALERT]    (42) : config : parsing [/etc/x.cfg:2] : wrong',
  );
  assert.equal(
    renderHaproxy(one('block/notice', RANGE, "'x'."), 42),
    "[NOTICE]   (42) : config : parsing [/etc/x.cfg:2]: 'x'.",
  );
  assert.equal(renderHaproxy(one('source/unreadable', undefined, 'gone'), 42), '[ALERT]    (42) : config : gone');
  assert.equal(renderHaproxy(one('expr/missing-comma', undefined, 'wrong'), 42), '[ALERT]    (42) : config : wrong');
  assert.equal(
    renderHaproxy(one('word/unterminated-quote', RANGE, 'unmatched quote'), 42),
    [
      '[ALERT]    (42) : config : parsing [/etc/x.cfg:2]: unmatched quote at position 11:',
      `  ${carrier('log \u00e9\u00e9 "x')}`,
      '           ^',
    ].join('\n'),
  );
});

test('renderPretty frames the line, decodes it and underlines the range', () => {
  const diagnostic = one('word/unterminated-quote', RANGE, carrier('unmatched \u00e9'), { remedy: 'Close it.' });
  assert.equal(
    renderPretty(diagnostic),
    [
      'error[word/unterminated-quote]: unmatched \u00e9',
      ' --> /etc/x.cfg:2:11',
      '  |',
      '2 |     log \u00e9\u00e9 "x',
      '  |            ^^',
      '  = remedy: Close it.',
      '  = help: Close it, or write a backslash before it if it is meant as a character (configuration.txt 2.2).',
    ].join('\n'),
  );
});

test('renderPretty keeps terminals safe, long lines short, and paints when asked to', () => {
  const long = new SourceText('l', `${'a'.repeat(300)}\x1b[31mb\n`);
  const text = renderPretty(one('expr/missing-comma', { source: long, start: 300, end: 301 }, '\x1b!'), {
    maxColumns: 60,
  });
  assert.ok(!text.includes('\x1b'));
  const [, , , shown, marks] = text.split('\n');
  assert.equal(shown, `1 | ${'a'.repeat(20)}\u00b7[31mb`);
  assert.equal(marks!.indexOf('^'), 24);
  assert.ok(renderPretty(one('expr/missing-comma', undefined, 'x'), { color: true }).startsWith('\x1b[1;31merror'));
});

test('toJson gives one object with places in bytes', () => {
  const parsed = toJson(one('word/unterminated-quote', RANGE, 'unmatched quote'));
  assert.deepEqual(parsed.start, { line: 2, column: 11, offset: START });
  assert.deepEqual(
    [parsed.code, parsed.severity, parsed.file, parsed.remedy],
    ['word/unterminated-quote', 'alert', '/etc/x.cfg', null],
  );
  assert.equal(toJson(one('source/unreadable', undefined, 'x')).start, null);
});
