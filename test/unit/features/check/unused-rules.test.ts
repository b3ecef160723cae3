/** Rules of checks that no option puts in force are checked like those that run (haproxy 2.6). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../../../src/app/check/check-files.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { SourceText } from '../../../../src/diag/source-text.js';

/** Lines that are refused. */
async function refused(...lines: readonly string[]): Promise<readonly string[]> {
  const source = new SourceText('a.cfg', `${lines.join('\n')}\n`);
  const input = { assume: { files: true, dns: true, fds: true }, lint: false, project: '' };
  const { shown } = await checkSources([source], input, new Diagnostics('check'));
  const wrong = shown.filter(({ severity }) => severity === 'alert');
  return wrong.map(({ range }) => lines[(range?.source.position(range.start).line ?? 0) - 1] ?? '');
}

const HTTP = [
  'http-check expect on-success %[nosuch] status 200',
  'http-check expect on-error %[src,nosuch] status 200',
  'http-check expect status-code nosuch status 200',
  'http-check set-var-fmt(check.x) %[req.hdr(x)]',
];
const TCP = ['tcp-check connect port nosuch', 'tcp-check send-lf %[nosuch]', 'tcp-check expect on-error %{ string x'];
const HEAD = ['defaults', 'mode http', 'timeout connect 1s', 'timeout client 1s', 'timeout server 1s'];

test('expressions and formats of rules that nobody runs are refused', async () => {
  assert.deepEqual(await refused(...HEAD, 'listen l', 'bind :80', ...HTTP), HTTP);
  assert.deepEqual(await refused(...HEAD, 'listen l', 'bind :80', 'option httpchk', ...TCP), TCP);
  assert.deepEqual(await refused(...HEAD, 'listen l', 'bind :80', 'option tcp-check', ...TCP), TCP);
});
