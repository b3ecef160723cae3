import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { formatConfig } from '../../../../grammar/config/format-config.js';
import { cutLines } from '../../../../grammar/config/raw-line.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { projectRoot } from '../../../support/project.js';

const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen']);

function format(text: string, diagnostics = new Diagnostics()): string {
  return formatConfig(text, { isSection: (word) => SECTIONS.has(word), diagnostics });
}

/** The words of every line that has any, and the comments. */
function wordsOf(text: string): (readonly string[])[] {
  const lines = cutLines(text).map(({ words, comment }) => [
    ...words.map(({ raw }) => raw),
    ...(comment ? [comment.raw.trimEnd()] : []),
  ]);
  return lines.filter((line) => line.length > 0);
}

function checkFormat(before: string, after: string): void {
  assert.equal(format(before), after);
  assert.equal(format(after), after);
  assert.deepEqual(wordsOf(after), wordsOf(before));
}

test('format indents statements by four blanks and parts sections by one empty line', () => {
  checkFormat(
    'global\n\tmaxconn 10  \ndefaults\nmode http\r\n\n\n\n  retries 3\n\n\nlisten a\n  bind :80',
    'global\n    maxconn 10\n\ndefaults\n    mode http\n\n    retries 3\n\nlisten a\n    bind :80\n',
  );
});

test('format puts single blanks between words that are in no column', () => {
  checkFormat('listen   a\n  bind\t:80   name  "a  b"\n', 'listen a\n    bind :80 name "a  b"\n');
});

test('format keeps columns that lines share, as narrow as they can be', () => {
  checkFormat(
    'defaults\n  timeout connect    5s\n  timeout client     50s  # c\n  timeout server     50s  # s\n  retries 3\n',
    'defaults\n    timeout connect 5s\n    timeout client  50s # c\n    timeout server  50s # s\n    retries 3\n',
  );
  checkFormat('defaults\n\tmode\thttp\n\tretries\t3\n', 'defaults\n    mode    http\n    retries 3\n');
});

test('format indents comments with the statement below and leaves those at the margin that belong to none', () => {
  checkFormat(
    '# file\n\nglobal\n# one\n daemon\n#off\n\n  #in\n\n# about a\nlisten a\n bind :80 #x \n',
    '# file\n\nglobal\n    # one\n    daemon\n#off\n\n    #in\n\n# about a\nlisten a\n    bind :80 #x\n',
  );
});

test('format indents what blocks hold', () => {
  checkFormat(
    'listen a\n.if defined(X)\nbind :80\n.if defined(Y)\nbind :81\n.endif\n.else\nbind :82\n.endif\nmode tcp\n',
    'listen a\n    .if defined(X)\n        bind :80\n        .if defined(Y)\n            bind :81\n        .endif\n    .else\n        bind :82\n    .endif\n    mode tcp\n',
  );
  checkFormat(
    'global\n daemon\n.if defined(X)\n# b\nlisten b\nbind :80\n.endif\nlisten c\nbind :81\n',
    'global\n    daemon\n\n.if defined(X)\n    # b\n    listen b\n        bind :80\n.endif\n\nlisten c\n    bind :81\n',
  );
});

test('format does not make an escaped blank of a backslash at the end of a word', () => {
  checkFormat('listen a\n acl x path\\\t\\b\n', 'listen a\n    acl x path\\\t\\b\n');
  checkFormat('listen a\n acl x path\\ \\\\  b\n', 'listen a\n    acl x path\\ \\\\ b\n');
});

test('format keeps lines with such words out of columns', () => {
  checkFormat('listen a\n mode\\\t  http\n source  x\n', 'listen a\n    mode\\\thttp\n    source x\n');
});

test('format leaves a text alone that cannot be cut into words, and reports it', () => {
  const diagnostics = new Diagnostics();
  const text = 'listen  a\n bind  ":80\n';
  assert.equal(format(text, diagnostics), text);
  assert.deepEqual(
    diagnostics.list.map(({ code }) => code),
    ['word/unterminated-quote'],
  );
});

test('format keeps the words of every fixture and is idempotent', () => {
  for (const folder of ['ok', 'bad', 'grammar/print', 'demo']) {
    const base = path.join(projectRoot, 'fixtures', folder);
    for (const name of fs.readdirSync(base).filter((file) => file.endsWith('.cfg'))) {
      const text = fs.readFileSync(path.join(base, name), 'latin1');
      const diagnostics = new Diagnostics();
      const once = format(text, diagnostics);
      assert.deepEqual(wordsOf(once), wordsOf(text), name);
      assert.equal(format(once), once, name);
      if (diagnostics.alerts > 0) assert.equal(once, text, name);
    }
  }
});

test('fmt gives a text back that has a line of more than a megabyte, and says so', () => {
  const text = `listen   a\n acl x path ${'/a '.repeat(400_000)}\n`;
  const diagnostics = new Diagnostics();
  assert.equal(formatConfig(text, { isSection: (word) => word === 'listen', diagnostics, name: 'a.cfg' }), text);
  assert.deepEqual(
    diagnostics.list.map(({ code }) => code),
    ['line/too-long'],
  );
});
