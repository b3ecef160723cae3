/** Every lint rule: a configuration that it speaks about, where and how often, and one that it has nothing to say about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINT_CODES } from '../../../src/diag/code/lint.js';
import { LINT_RULES } from '../../../src/lint/lint.js';
import type { LintCode } from '../../../src/lint/rule.js';
import { lintText } from '../../support/lint.js';
import { unmark } from '../../support/marked.js';

/** A frontend and a backend in which nothing is to be found, and room for more lines in each. */
function config({
  global = '',
  defaults = '',
  frontend = '',
  backend = '',
  more = '',
}: Readonly<Partial<Record<string, string>>>) {
  const indent = (lines: string): string => lines.replace(/^(?=.)/gm, '  ');
  return `global
${indent(global)}
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
  timeout http-request 10s
  option forwardfor
${indent(defaults)}
frontend web
  bind 127.0.0.1:8080
${indent(frontend)}
  default_backend app
backend app
${indent(backend)}
  server one 10.0.0.1:80 check
  server two 10.0.0.2:80 check
${more}
`;
}

/** The same configuration, but servers are not told who the client is. */
const unnamed = (parts: Parameters<typeof config>[0]): string => config(parts).replace('  option forwardfor\n', '');

interface Case {
  readonly code: LintCode;
  /** Lines; the text that must be underlined stands between guillemets. */
  readonly wrong: readonly string[];
  readonly right: readonly string[];
}

const frontend = (...lines: string[]): string => config({ frontend: lines.join('\n') });
const backend = (...lines: string[]): string => config({ backend: lines.join('\n') });
const globally = (...lines: string[]): string => config({ global: lines.join('\n') });
const more = (...lines: string[]): string => config({ more: lines.join('\n') });
const use = (acl: string): string[] => [`acl a ${acl}`, 'http-request deny if a'];

const CASES: readonly Case[] = [
  {
    code: 'lint/unused-acl',
    wrong: [frontend('acl «lonely» path /x')],
    right: [
      frontend('acl used path /x', 'http-request deny if !used'),
      frontend('acl used path /x', 'http-request set-header X %[acl(used)]'),
      config({ defaults: 'acl shared path /x', frontend: 'monitor fail if shared' }),
      frontend('acl lonely path /x', 'http-request deny if missing'),
    ].slice(0, 2),
  },
  {
    code: 'lint/acl-or',
    wrong: [
      frontend(...use('path_beg /a/ «or» path_beg /b/')),
      frontend('http-request deny if { method GET «||» POST }'),
    ],
    right: [frontend(...use('path_beg /a/ /b/')), frontend('http-request deny if { path /a/ } or { path /b/ }')],
  },
  {
    code: 'lint/suspicious-pattern',
    wrong: [
      frontend(...use('hdr(host) example.com «-i»')),
      frontend(...use('hdr(x) «eq» -- 5')),
      frontend(...use('path «!/x»')),
    ],
    right: [
      frontend(...use('hdr(host) -i example.com')),
      frontend(...use('hdr_cnt(x) gt 5')),
      frontend(...use('path -- -i')),
      frontend(...use('path_reg ^!x')),
    ],
  },
  {
    code: 'lint/duplicate-pattern',
    wrong: [
      frontend(...use('method GET POST «GET»')),
      frontend('acl a path /x', 'acl a path /y «/x»', 'http-request deny if a'),
      frontend(...use('hdr(host) -i a.example «A.example»')),
    ],
    right: [frontend(...use('method GET POST')), frontend(...use('hdr(host) a.example A.example'))],
  },
  {
    code: 'lint/path-boundary',
    wrong: [frontend(...use('path_beg «/api»')), frontend(...use('path -m beg /v1/ «/v2/x»'))],
    right: [
      frontend(...use('path_beg /api/')),
      frontend(...use('path_beg /api /api/')),
      frontend(...use('path_beg /a.js')),
    ],
  },
  {
    code: 'lint/regex-literal',
    wrong: [frontend(...use('path_reg «^/x/y$»')), frontend(...use('path -m reg «\\\\.png$»'))],
    right: [frontend(...use('path_reg ^/x[0-9]')), frontend(...use('path_reg ^/x.png'))],
  },
  {
    code: 'lint/regex-catastrophic',
    wrong: [
      frontend(...use('path_reg «^(a+)+$»')),
      frontend(...use('path_reg «^/(?:[\\\\w-]+/?)*x$»')),
      frontend('http-request replace-path «(.*)*x» /y'),
      frontend(`http-request set-header X '%[path,«regsub("(a|a)*b",)»]'`),
    ],
    right: [frontend(...use('path_reg ^/([^/]+/)*x$')), frontend(...use('path_reg ^(?:[a-z]+\\\\.)+x$'))],
  },
  {
    code: 'lint/unreachable-rule',
    wrong: [frontend('use_backend app', '«use_backend app if { path /x }»', 'use_backend app if { path /y }')],
    right: [
      frontend('use_backend app if { path /x }', 'use_backend app if { path /y }'),
      // the check of the rules themselves has told
      frontend('http-request deny', 'http-request set-header A b', 'http-request set-header A c'),
    ],
  },
  {
    code: 'lint/shadowed-rule',
    wrong: [
      frontend(
        'acl a path /x',
        'acl b method GET',
        'http-request deny if a',
        '«http-request return status 404 if a b»',
      ),
      frontend('http-request deny unless { src 10.0.0.1 }', '«http-request return if !{ src 10.0.0.1 }»'),
    ],
    right: [
      frontend('acl a path /x', 'acl b method GET', 'http-request deny if a b', 'http-request return status 404 if a'),
      frontend('http-request deny if { path /x }', 'http-request set-path /x', 'http-request return if { path /x }'),
      backend('acl a path /x', 'use-server one if a', 'use-server two if a'),
    ],
  },
  {
    code: 'lint/duplicate-rule',
    wrong: [frontend('http-request set-header A b', 'http-request del-header C', '«http-request set-header A b»')],
    right: [
      frontend('http-request set-header A b', 'http-request set-header A c'),
      frontend(...Array<string>(2).fill('http-request replace-path (.*)//(.*) \\1/\\2')),
      frontend(...Array<string>(2).fill('http-request sc-inc-gpc0(0)')),
      frontend(...Array<string>(2).fill('http-request set-var(txn.a) var(txn.a),add(1)')),
    ],
  },
  {
    code: 'lint/unused-backend',
    wrong: [more('backend «lost»', '  server s 10.0.0.3:80')],
    right: [
      config({ frontend: 'use_backend lost if { path /x }', more: 'backend lost\n  server s 10.0.0.3:80' }),
      config({ frontend: 'use_backend %[path]', more: 'backend lost\n  server s 10.0.0.3:80' }),
      config({ frontend: 'filter spoe config x', more: 'backend lost\n  mode tcp\n  server s 10.0.0.3:80' }),
    ],
  },
  {
    code: 'lint/empty-backend',
    wrong: [config({ frontend: 'use_backend none if { path /x }', more: 'backend «none»' })],
    right: [
      config({ frontend: 'use_backend none if { path /x }', more: 'backend none\n  http-request return status 404' }),
    ],
  },
  {
    code: 'lint/unused-table',
    wrong: [backend('«stick-table type ip size 1k»')],
    right: [
      backend('stick-table type ip size 1k', 'stick on src'),
      config({ frontend: 'http-request track-sc0 src table app', backend: 'stick-table type ip size 1k' }),
    ],
  },
  {
    code: 'lint/deprecated-word',
    wrong: [frontend(...use('«hdr_cnt(x)» gt 1')), frontend('http-request set-header X %[«cook(a)»]')],
    right: [frontend(...use('req.hdr_cnt(x) gt 1')), backend('cookie SRV insert indirect nocache')],
  },
  {
    code: 'lint/missing-forwardfor',
    wrong: [unnamed({}).replace('\nbackend app', '\nbackend «app»')],
    right: [
      config({}),
      unnamed({ frontend: 'http-request set-header X-Forwarded-For %[src]' }),
      unnamed({ frontend: 'http-request set-header X-Client %ci' }),
      unnamed({ backend: 'source 0.0.0.0 usesrc clientip' }),
      unnamed({}).replaceAll(' check', ' check proto fcgi'),
    ],
  },
  {
    code: 'lint/proxy-loop',
    wrong: [
      config({}).replace('10.0.0.1:80', '«127.0.0.1:8080»'),
      more('listen ring', '  bind :81', '  server a «localhost:81»'),
      config({ frontend: 'bind unix@/run/a', backend: 'server three «/run/a» check' }),
      config({
        frontend: 'bind :81\nuse_backend far if { path /x }',
        more: 'backend far\n  option forwardfor\n  server a «127.0.0.1:81»',
      }),
    ],
    right: [
      more(
        'listen inner',
        '  bind 127.0.0.1:81',
        '  server a 10.0.0.1:81',
        'listen outer',
        '  bind :82',
        '  server i 127.0.0.1:81',
      ),
      more('listen ring', '  bind 10.0.0.1:81', '  server a 127.0.0.1:81'),
      more('listen ring', '  bind :81', '  server a example.com:81'),
    ],
  },
  {
    code: 'lint/forwardfor-chain',
    wrong: [
      more(
        'listen inner',
        '  bind 127.0.0.1:81',
        '  server a 10.0.0.1:81',
        'listen outer',
        '  bind :82',
        '  server i «127.0.0.1:81»',
      ),
      more('listen sni', '  mode tcp', '  bind :82', '  server i «127.0.0.1:8080»'),
    ],
    right: [
      more(
        'listen sni',
        '  mode tcp',
        '  bind :82',
        '  server i 127.0.0.1:81 send-proxy-v2',
        'listen in',
        '  bind :81 accept-proxy',
        '  server a 10.0.0.1:80',
      ),
      more(
        'listen inner',
        '  option forwardfor except 127.0.0.0/8',
        '  bind :81',
        '  server a 10.0.0.1:81',
        'listen outer',
        '  bind :82',
        '  server i 127.0.0.1:81',
      ),
      more(
        'listen inner',
        '  bind :81',
        '  server a 10.0.0.1:81',
        'listen outer',
        '  bind :82',
        '  server i 127.0.0.1:81',
      ).replace('  option forwardfor\n', ''),
    ],
  },
  {
    code: 'lint/cleartext-password',
    wrong: [more('userlist u', '  user joe «insecure-password» secret'), backend('stats auth «joe:secret»')],
    right: [more('userlist u', '  user joe password $5$abc$def')],
  },
  {
    code: 'lint/stats-open',
    wrong: [more('listen stats', '  bind :9000', '  «stats enable»', '  stats uri /')],
    right: [
      more('listen stats', '  bind 127.0.0.1:9000', '  stats enable'),
      more('listen stats', '  bind :9000', '  stats enable', '  http-request deny if !{ src 10.0.0.0/8 }'),
    ],
  },
  {
    code: 'lint/runtime-api-open',
    wrong: [globally('«stats socket ipv4@*:9999 level admin»')],
    right: [globally('stats socket /run/x.sock level admin'), globally('stats socket ipv4@127.0.0.1:9999 level admin')],
  },
  {
    code: 'lint/field-name',
    wrong: [
      frontend('http-response set-header «X-Frame-Options:» DENY'),
      frontend('http-request return status 204 hdr «a@» b if { path /x }'),
      frontend('http-request add-header «"X Y"» z'),
      frontend('capture request header «Host:» len 10'),
      backend('option originalto header «X:»'),
      backend('option httpchk', 'http-check send hdr «A:» b'),
      backend('http-send-name-header «X:»'),
    ],
    right: [frontend('http-response set-header X-Frame-Options "DENY:"', 'http-response del-header "^x[:@]" -m reg')],
  },
  {
    code: 'lint/verify-none',
    wrong: [backend('server x 10.0.0.3:443 check ssl «verify none»'), globally('«ssl-server-verify none»')],
    right: [
      backend('server x 10.0.0.3:443 check ssl verify required ca-file @system-ca'),
      backend('server x 10.0.0.3:80 check verify none'),
    ],
  },
  {
    code: 'lint/weak-tls-version',
    wrong: [
      frontend('bind 127.0.0.1:443 ssl crt x.pem ssl-min-ver «TLSv1.0»'),
      globally('ssl-default-bind-options «force-tlsv11»'),
    ],
    right: [frontend('bind 127.0.0.1:443 ssl crt x.pem ssl-min-ver TLSv1.2')],
  },
  {
    code: 'lint/weak-cipher',
    wrong: [
      globally('ssl-default-bind-ciphers «ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA»'),
      frontend('bind 127.0.0.1:443 ssl crt x.pem ciphers «aNULL»'),
      globally('ssl-default-bind-ciphers «kEECDH+aRSA+RC4»'),
    ],
    right: [
      globally('ssl-default-bind-ciphers ECDHE+AESGCM:!aNULL:!MD5:!EDH-RSA-DES-CBC3-SHA:-3DES'),
      globally('ssl-default-bind-ciphers HIGH:+3DES:DES-CBC3-SHA:ECDHE-RSA-RC4-SHA:aRSA+RC4:!3DES:!RC4'),
    ],
  },
  {
    code: 'lint/header-injection',
    wrong: [
      frontend('http-request set-header X-User %[«url_param(u),url_dec»]'),
      frontend('http-response set-header X-Path %[«capture.req.uri»]'),
    ],
    right: [
      frontend('http-request set-header X-User %[url_param(u),url_dec,map(x.map)]'),
      frontend('http-request set-header X-Path %[path]'),
    ],
  },
  {
    code: 'lint/open-redirect',
    wrong: [
      frontend('http-request redirect location «%[url_param(next)]»'),
      frontend('redirect location https://«%[url_param(host)]»/'),
      frontend('redirect location /«%[path]»'),
      frontend('redirect location «%[url_param(u)]» if { url_param(u) -m found }'),
    ],
    right: [
      frontend('http-request redirect location https://example.com%[path]'),
      frontend('http-request redirect location %[path]?x'),
      frontend('redirect location %[url_param(u)] if { url_param(u) -m beg /ok/ }'),
      frontend('redirect location /x/%[url_param(u)]'),
    ],
  },
  {
    code: 'lint/host-spoofing',
    wrong: [frontend('http-request redirect prefix https://%[«hdr(host)»]')],
    right: [
      frontend('http-request redirect prefix https://%[hdr(host)] if { hdr(host) example.com }'),
      frontend('http-request redirect scheme https'),
      frontend('redirect location https://login.example/?from=%[hdr(host)]'),
    ],
  },
  {
    code: 'lint/missing-http-request-timeout',
    wrong: [config({}).replace('  timeout http-request 10s\n', '').replace('frontend web', 'frontend «web»')],
    right: [config({})],
  },
  {
    code: 'lint/unchecked-servers',
    wrong: [
      config({}).replaceAll(' check', '').replace('\nbackend app', '\nbackend «app»'),
      backend('server «three» 10.0.0.3:80'),
    ],
    right: [config({}), config({ backend: 'default-server check' }).replaceAll(':80 check', ':80')],
  },
  {
    code: 'lint/maxconn-sum',
    wrong: [config({ global: '«maxconn 100»', frontend: 'maxconn 200' })],
    right: [config({ global: 'maxconn 1000', frontend: 'maxconn 200' })],
  },
  {
    code: 'lint/suspicious-time',
    wrong: [frontend('timeout client «30»'), backend('timeout server «48h»')],
    right: [frontend('timeout client 30ms'), backend('timeout tunnel 48h')],
  },
];

for (const { code, wrong, right } of CASES) {
  test(`${code} marks what it means, once, and nothing else`, () => {
    for (const marked of wrong) {
      const { text, start, end } = unmark(marked, ['«', '»']);
      const found = lintText(text).filter((each) => each.code === code);
      const marks = found.map(({ range }) => text.slice(range?.start, range?.end));
      assert.deepEqual(marks, [text.slice(start, end)], text);
      assert.equal(found[0]?.range?.start, start);
    }
    for (const text of right) {
      const found = lintText(text).filter((each) => each.code === code);
      assert.deepEqual(
        found.map(({ message }) => message),
        [],
        text,
      );
    }
  });
}

test('every lint code has a rule and a case', () => {
  const codes = Object.keys(LINT_CODES).sort();
  assert.deepEqual(LINT_RULES.map(({ code }) => code).sort(), codes);
  assert.deepEqual(CASES.map(({ code }) => code).sort(), codes);
});

test('lint says nothing about a configuration without faults, nor about lines that are wrong anyway', () => {
  assert.deepEqual(
    lintText(config({})).map(({ code }) => code),
    [],
  );
  const broken = lintText(frontend('acl a path /x', 'http-request deniy if a', 'timeout client 30 excess'));
  assert.deepEqual(
    broken.map(({ code }) => code),
    [],
  );
});

test('remedies of lint rules on ACLs can be written as they stand', () => {
  const remediesOf = (acl: string): readonly string[] => {
    const [found] = lintText(frontend(...use(acl))).filter(({ remedy }) => remedy?.startsWith('write '));
    return [...(found?.remedy ?? '').matchAll(/'(.*?)'(?= and |$)/g)].map(([, line = '']) => line);
  };
  const cases: readonly (readonly [acl: string, ...remedies: string[]])[] = [
    ['path_beg -i /a /b/ /c', 'path_beg -i /a/ /b/ /c/', 'path -i /a /c'],
    ['path -m beg /a', 'path -m beg /a/', 'path /a'],
    ['path,lower -m beg /a', 'path,lower -m beg /a/', 'path,lower -m str /a'],
    ['path_reg -i ^/logbook', 'path -i -m beg /logbook'],
    ['hdr_reg(host) ^www\\\\.example\\\\.com$', 'req.hdr(host) -m str www.example.com'],
    ['req.hdr(x),lower -m reg "^a b"', "req.hdr(x),lower -m beg 'a b'"],
  ];
  for (const [acl, ...remedies] of cases) {
    assert.deepEqual(remediesOf(acl), remedies, acl);
    const mended = frontend(...remedies.map((line) => `acl a ${line}`), 'http-request deny if a');
    const codes = lintText(mended).map(({ code }) => code);
    assert.deepEqual(
      codes.filter((code) => !/path-boundary/.test(code) || !acl.includes('reg')),
      [],
      mended,
    );
  }
});
