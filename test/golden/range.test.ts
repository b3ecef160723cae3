/**
 * Where problems are marked: `{{` and `}}` surround what a check underlines, whatever stands before it on the line (tabs,
 * quotes, escapes, variables) and around the line (conditional blocks, other files).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../../src/app/check/check-files.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { unmark } from '../support/marked.js';

const PROXY = 'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n';
const FRONTEND = `${PROXY}frontend f\n bind :80\n`;
const BACKEND = `${PROXY}backend b\n`;

interface Case {
  readonly code: string;
  readonly text: string;
}

function inside(before: string): (code: string, line: string) => Case {
  return (code, line) => ({ code, text: `${before}${line}\n` });
}

const top = inside('');
const front = inside(FRONTEND);
const back = inside(BACKEND);

const CASES: readonly Case[] = [
  top('keyword/unknown', 'global\n\t\t{{daemonn}}'),
  top('arg/invalid', 'global\n\tmaxconn\t \t{{many}}'),
  top('arg/unexpected', 'global\n daemon {{now}} please'),
  top('arg/missing', 'global\n {{maxconn}}'),
  top('keyword/misplaced', 'global\n {{use_backend}} x'),
  top('section/unknown', '{{nothing}} here'),
  top('defaults/unknown', 'frontend f from {{none}}'),
  front('arg/invalid', '\tmaxconn\t{{"12x"}}'),
  front('arg/invalid', "\ttimeout client {{'1 'x}}"),
  front('expr/unknown-fetch', '\thttp-request set-header A\\ B %[{{nofetch}}(a)]'),
  front('expr/unknown-converter', ' http-request set-header X-A "a b %[src,{{noconv}}]"'),
  front('expr/unknown-converter', " http-request set-header X-A 'a \"b %[req.hdr(a),lower,{{noconv}}(1,2),upper]'"),
  front('expr/unknown-converter', ' http-request set-var(txn.a) req.hdr(a),{{noconv}}'),
  front('acl/unknown', '\thttp-request deny if TRUE {{!nowhere}}'),
  front('acl/unknown', ' http-request deny if { path /x } or {{nowhere}} || TRUE'),
  front('acl/unknown-method', ' acl a path -i -m {{begin}} /x'),
  front('acl/unknown-flag', ' acl a path {{-z}} /x'),
  front('acl/bad-pattern', ' acl a src 10.0.0.0/8 {{10.0.0.0/99}} 11.0.0.0/8'),
  front('regex/invalid', ' http-request deny if { path_reg ok {{(ab}} }'),
  front('rule/action', '\thttp-request {{dney}} if TRUE'),
  front('backend/unknown', ' use_backend\t{{"nowhere"}} if TRUE'),
  front('backend/unknown', ' default_backend {{now"here"}}'),
  front('format/unknown-alias', ' log-format "%ci {{%nope}} %b"'),
  front('keyword/unknown', ' bind :81 ssl name x {{nme}} y'),
  front('arg/invalid', ' bind :81 name "a b" maxconn {{-1}} nice 3'),
  front('arg/invalid', ' stats refresh {{never}}'),
  front('file/unreadable', ' errorfile 503 {{/nonexistent/a\\ b}}'),
  front('http/status', ' errorfile {{299}} /dev/null'),
  front('table/unknown-in-rule', ' http-request track-sc0 src table {{nowhere}}'),
  back('arg/invalid', ' balance {{robin}}'),
  back('server/unresolved', ' server a {{"nohost.invalid:80"}} check'),
  back('server/duplicate', ' server a 10.0.0.1:80\n\tserver\t{{a}} 10.0.0.2:80'),
  back('server/unknown', ' use-server {{nobody}} if TRUE\n server a 10.0.0.1:80'),
  back('arg/invalid', '\tserver a 10.0.0.1:80 check inter {{2q}} rise 3'),
  back('arg/invalid', ' stick-table type ip size {{1q}}'),
  back('word/unterminated-quote', ' server a {{"10.0.0.1:80}}'),
  back('keyword/removed', ' {{reqadd}} X:\\ y'),
  // Blocks, variables of the file, and files.
  top('keyword/unknown', 'global\n.if 1\n  .if 1\n\t{{nope}}\n  .endif\n.endif'),
  top('arg/invalid', 'global\n setenv N many\n maxconn {{"${N}"}}'),
  top('arg/invalid', `global\n setenv N 5\n${PROXY}frontend f\n bind :80 name "\${N}" maxconn {{x"$N"}}`),
  top('block/bad-condition', 'global\n.if defined(X{{}}'),
];

const MARKS = ['{{', '}}'] as const;

async function rangesOf(sources: readonly SourceText[], code: string) {
  const input = { assume: { files: false, dns: false, fds: true }, lint: false, project: '' };
  const { shown } = await checkSources(sources, input, new Diagnostics('check'));
  return shown
    .filter((found) => found.code === code)
    .map(({ range }) => range && { name: range.source.name, start: range.start, end: range.end });
}

for (const { code, text } of CASES) {
  const { text: plain, start, end } = unmark(text, MARKS);
  const line = text.slice(text.lastIndexOf('\n', text.indexOf(MARKS[0])) + 1).split('\n')[0]!;
  test(`check marks ${code} in: ${line.trim()}`, async () => {
    const found = await rangesOf([new SourceText('a.cfg', plain)], code);
    assert.deepEqual(found, [{ name: 'a.cfg', start, end }], JSON.stringify(plain.slice(start - 5, end + 5)));
  });
}

test('check marks the word in its own file, when there are several', async () => {
  const { text: plain, start, end } = unmark('backend b\n\tbalance {{robin}}\n', MARKS);
  const sources = [
    new SourceText('1.cfg', FRONTEND),
    new SourceText('2.cfg', plain),
    new SourceText('3.cfg', 'global\n'),
  ];
  assert.deepEqual(await rangesOf(sources, 'arg/invalid'), [{ name: '2.cfg', start, end }]);
});
