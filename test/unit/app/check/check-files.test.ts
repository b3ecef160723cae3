/** What a check makes of problems beyond finding them: chapters, order, follow-ups. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../../../src/app/check/check-files.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { toJson } from '../../../../src/diag/render-json.js';
import { SourceText } from '../../../../src/diag/source-text.js';

async function check(...texts: readonly string[]) {
  const sources = texts.map((text, index) => new SourceText(`${index}.cfg`, text));
  const input = { assume: { files: true, dns: true, fds: true }, lint: false, project: '' };
  const { shown } = await checkSources(sources, input, new Diagnostics('check'));
  return shown.map(toJson);
}

test('problems of general codes have the chapter of the keyword of their line', async () => {
  const text =
    'defaults\n  balance nope\n  option nope\n  option forwardfor excepd 5\n  http-request deny status x\n  nope\n';
  const found = new Map((await check(text)).map(({ start, doc }) => [start?.line, doc]));
  assert.equal(found.get(2), '4.2#balance');
  assert.match(found.get(4) ?? '', /forwardfor/);
  assert.match(found.get(5) ?? '', /deny/);
  assert.equal(found.get(6), '4.1');
});

test('problems at words of bind and server lines have the chapters of these words', async () => {
  const text = 'listen l\n  bind :80 maxconn x\n  server a 10.0.0.1:80 check inter 2x\n  server b 10.0.0.1:80 chek\n';
  const found = new Map((await check(text)).map(({ start, doc }) => [start?.line, doc]));
  assert.equal(found.get(2), '5.1#maxconn');
  assert.equal(found.get(3), '5.2#inter');
  assert.equal(found.get(4), '4.2#server');
});

test('problems stand in the order of files and lines', async () => {
  const one = 'frontend a\n  bind :80\n  default_backend none\n  nope\n';
  const places = (await check(one, one.replace('frontend a', 'frontend b'))).map(
    ({ file, start }) => `${file}:${start?.line}`,
  );
  assert.deepEqual(places, [...places].sort());
  assert.ok(places.includes('1.cfg:4'));
});

test('files that were taken as empty lack nothing', async () => {
  const text = 'frontend f\n  bind :80\n  filter spoe engine e config /nonexistent/spoe.cfg\n';
  const twice = `${text}frontend g\n  bind :81\n  filter spoe engine e config /nonexistent/spoe.cfg\n`;
  const found = (await check(twice)).filter(({ severity }) => severity === 'alert');
  assert.deepEqual(found, []);
});

test('an ACL whose declaration is wrong is not unknown as well', async () => {
  const codes = async (text: string) =>
    (await check(text)).map(({ code }) => code).filter((code) => /^(?:acl|expr)/.test(code));
  const use = 'frontend a\n  bind :80\n  http-request deny if !x\n';
  assert.deepEqual(await codes(use), ['acl/unknown']);
  assert.deepEqual(await codes(`${use}  acl x path -m nope y\n`), ['acl/unknown-method']);
});
