/** Words of rules beside what haproxy 2.6 does: each case runs with both, if haproxy is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, BACK, FRONT, HEAD, logged, PROGRAMS, request, withBoth } from '../support/both.js';
import { startHawser } from '../support/hawser.js';
import { connect, startOrigin } from '../support/wire.js';

withBoth(
  'a status alone makes an empty answer, deny_status alone a page; what does not fit the answer is left out',
  `${FRONT}    timeout tarpit 50ms
    http-request deny status 402 if { path /402 }
    http-request deny status 403 if { path /403 }
    http-request deny deny_status 429 if { path /429 }
    http-request deny status 299 if { path /299 }
    http-request tarpit status 402 if { path /tarpit }
    http-request return errorfile /dev/null if { path /silent }
    http-request deny errorfile /dev/null if { path /denied }
    http-request return hdr content-type a hdr content-length 7 hdr transfer-encoding z hdr x y if { path /made }
`,
  async (t, program) => {
    const first = async (path: string) => (await ask(t, program, request(path))).split('\r\n\r\n')[0];
    assert.equal(await first('/402'), 'HTTP/1.1 402 Payment Required\r\ncontent-length: 0');
    assert.equal(await first('/403'), 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0');
    assert.equal(await first('/299'), 'HTTP/1.1 299 Success\r\ncontent-length: 0');
    assert.match((await first('/429')) ?? '', /^HTTP\/1.1 429 Too Many Requests\r\ncontent-length: 117\r\n/);
    assert.match((await first('/tarpit')) ?? '', /^HTTP\/1.1 402 Payment Required\r\ncontent-length: 0/);
    assert.equal(await first('/made'), 'HTTP/1.1 200 OK\r\nx: y\r\ncontent-length: 0');
    assert.equal(await ask(t, program, request('/silent'), true), '<end>');
    assert.equal(await ask(t, program, request('/denied'), true), '<end>');
    await logged(program, / 200 0 - - LR-- .*\/silent /);
    await logged(program, / 403 0 - - PR-- .*\/denied /);
    for (const field of ['content-type', 'content-length', 'transfer-encoding']) {
      assert.match(program.stderr(), new RegExp(`\\[WARNING\\].*'${field}'`));
    }
  },
);

withBoth(
  'redirect lines run behind http-request rules whatever these say, and take their values as written',
  `${FRONT}    http-request allow if { path_beg /a }
    http-request redirect location /rule-%[dst_port,strcmp(txn.none)] if { path /none }
    redirect location /line-%[src] if { path /a1 }
${BACK}    http-request allow
    redirect prefix http://x.y code 301 if { path /a2 }
`,
  async (t, program) => {
    assert.match(await ask(t, program, request('/a1')), /^HTTP\/1.1 302 Found\r\n.*location: \/line-%\[src\]\r\n/s);
    assert.match(
      await ask(t, program, request('/a2')),
      /^HTTP\/1.1 301 Moved Permanently\r\n.*location: http:\/\/x.y\/a2\r\n/s,
    );
    assert.match(await ask(t, program, request('/a3')), /\r\norigin$|origin$/);
  },
);

withBoth(
  'redirects close the connections of requests with a body, which they do not wait for',
  `${FRONT}    http-request redirect location /there\n`,
  async (t, program) => {
    for (const [fields, body, closes] of [
      ['Content-Length: 3\r\n', 'abc', true],
      ['Transfer-Encoding: chunked\r\n', '0\r\n\r\n', true],
      ['Content-Length: 0\r\n', '', false],
      ['', '', false],
    ] as const) {
      const answer = await ask(t, program, `${request('/', fields)}${body}`, closes);
      assert.equal(/\r\nconnection: close\r\n\r\n<end>$/.test(answer), closes, answer);
    }
  },
);

withBoth(
  'the authority of a CONNECT request follows its host field',
  `${FRONT}    http-request set-header host new.example:81\n${BACK}    http-response set-header x-uri %[capture.req.uri]\n`,
  async (t, program) => {
    const answer = await ask(t, program, 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n');
    assert.match(answer, /\r\nx-got: CONNECT new.example:81 HTTP\/1.1\r\n/);
  },
  { origins: { ORIGIN: (head) => `HTTP/1.1 403 No\r\nX-Got: ${head.split('\r\n')[0]}\r\nContent-Length: 0\r\n\r\n` } },
);

withBoth(
  'a client that resets its connection without a request leaves a line, as one that closes it does',
  `${FRONT}    http-request return\n`,
  async (t, program) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      // One that is accepted behind it tells that the first one is known, and resets are not lost before that.
      const wire = await connect(t, program.ports.f!);
      await ask(t, program, request('/known'));
      wire.socket[end]();
      await logged(program, end === 'end' ? /^.* 400 0 - - CR-- /m : / 400 0 - - CR-- .* 400 0 - - CR-- /s);
    }
  },
);

withBoth(
  'what follows a CONNECT request waits for the answer: it is a request like any other where a tunnel is refused',
  `${FRONT}    http-request deny if { path /closed }\n${BACK}`,
  async (t, program) => {
    for (const [host, first] of [
      ['refused', '407 No'],
      ['open', '200 OK'],
    ] as const) {
      const wire = await connect(t, program.ports.f!);
      wire.send(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n${request('/closed')}`);
      assert.match(await wire.response(), new RegExp(`^HTTP/1.1 ${first}\\r\\n(?!.*connection)`, 's'));
      const second = await wire.response();
      assert.match(second, host === 'open' ? /\r\nx-got: GET \/closed/i : /^HTTP\/1.1 403 Forbidden\r\n/);
    }
  },
  {
    origins: {
      ORIGIN: (head) => {
        if (head.startsWith('CONNECT open')) return 'HTTP/1.1 200 OK\r\n\r\n';
        const status = head.startsWith('CONNECT') ? '407 No' : '200 OK';
        return `HTTP/1.1 ${status}\r\nX-Got: ${head.split('\r\n')[0]}\r\nContent-Length: 0\r\n\r\n`;
      },
    },
  },
);

withBoth(
  'clients that wait for our word before they send a form to the statistics page get it',
  `${FRONT}    stats enable\n    stats uri /\n    stats admin if TRUE\n`,
  async (t, program) => {
    const wire = await connect(t, program.ports.f!);
    wire.send('POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n');
    assert.match(await wire.response(), /^HTTP\/1.1 100 Continue\r\n/);
    wire.send('a=b');
    assert.match(await wire.response(), /^HTTP\/1.1 303 See Other\r\n.*\r\nlocation: \/;st=NONE\r\n/s);
  },
);

withBoth(
  'connection: close of a rule closes the connection and stands behind the other fields',
  `${FRONT}    http-request return hdr connection close hdr x y if { path /local }
    http-response set-header connection close if { capture.req.uri /front }
${BACK}    http-response set-header connection "Keep-Alive, close, x-hop" if { capture.req.uri /back }
    http-request set-header connection close if { path /server }
`,
  async (t, program) => {
    const end = /\r\nconnection: close\r\n\r\n[a-z]*<end>$/;
    assert.match(
      await ask(t, program, request('/local'), true),
      /\r\nx: y\r\ncontent-length: 0\r\nconnection: close\r\n\r\n<end>$/,
    );
    assert.match(await ask(t, program, request('/front'), true), end);
    assert.match(
      await ask(t, program, request('/back'), true),
      /\r\nconnection: x-hop\r\n.*connection: close\r\n\r\norigin<end>$/s,
    );
    assert.doesNotMatch(await ask(t, program, request('/server')), /connection|<end>/);
  },
);

withBoth(
  'answers of a service go through the rules of responses, in chunks',
  `${FRONT}    capture response header content-type len 10
    http-response set-header x-status %[status]
    http-after-response set-header x-after %[capture.res.hdr(0)]
    http-request use-service prometheus-exporter if { path /front }
${BACK}    http-request use-service prometheus-exporter
    http-response deny deny_status 418 content-type a/b string teapot if { capture.req.uri /denied }
    http-response set-header x-back 1
`,
  async (t, program) => {
    const head = 'HTTP/1.1 200 OK\r\ncache-control: no-cache\r\ncontent-type: text/plain; version=0.0.4\r\n';
    const chunked = `${head}transfer-encoding: chunked\r\n`;
    const after = 'x-after: text/plain\r\n\r\n0\r\n\r\n';
    assert.equal(await ask(t, program, request('/front?scope=')), `${chunked}x-status: 200\r\n${after}`);
    assert.equal(await ask(t, program, request('/?scope=')), `${chunked}x-back: 1\r\nx-status: 200\r\n${after}`);
    assert.match(
      await ask(t, program, request('/front?scope=nope'), true),
      /^HTTP\/1.1 400 .*\r\nx-status: 400\r\nx-after: text\/html\r\nconnection: close\r\n\r\n.*<end>$/s,
    );
    assert.equal(
      await ask(t, program, request('/denied')),
      "HTTP/1.1 418 I'm a teapot\r\ncontent-length: 6\r\ncontent-type: a/b\r\nx-after: text/plain\r\n\r\nteapot",
    );
    await logged(program, /b\/<PROMEX> \d+\/\d+\/\d+\/-1\/\d+ 418 .* LR-- .*\{text\/plain\} "GET \/denied /);
  },
);

test('a response that wait-for-body waits for in vain is a timeout of the server (Hawser, haproxy 2.6)', async (t) => {
  for (const program of PROGRAMS) {
    const origin = await startOrigin(t, () => 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc');
    const back = `${BACK}    http-response wait-for-body time 50ms\n`;
    const config = `${HEAD}${FRONT}${back}`;
    const running = await startHawser(t, { config, listeners: ['f'], env: { ORIGIN: String(origin.port) }, program });
    assert.match(await ask(t, running, request('/')), /^HTTP\/1.1 504 /);
    await logged(running, / b\/s \d+\/\d+\/\d+\/-1\/\d+ 504 \d+ - - sR-- /);
  }
});

withBoth(
  'files of answers: auth replaces challenges, the log tells the status of the rule, what is not in a set is empty',
  `${FRONT}    errorfile 401 "\${DIR}/401.http"
    http-request auth realm R if { path /auth }
    http-request return status 200 errorfile "\${DIR}/401.http" if { path /file }
    http-request deny status 404 errorfiles set if { path /set }
    http-response silent-drop
${BACK}`,
  async (t, program) => {
    const auth = await ask(t, program, request('/auth'));
    assert.match(
      auth,
      /^HTTP\/1.1 401 Mine\r\nx-a: 1\r\ncontent-length: 3\r\nwww-authenticate: Basic realm="R"\r\n\r\nabc/,
    );
    assert.match(await ask(t, program, request('/file')), /^HTTP\/1.1 401 Mine\r\n/);
    assert.equal(await ask(t, program, request('/set')), 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    await logged(program, / 200 \d+ - - LR-- .*\/file /);
    const wire = await connect(t, program.ports.f!);
    wire.send(request('/drop'));
    await logged(program, / b\/s \d+\/\d+\/\d+\/-1\/\d+ 200 \d+ - - PR-- .*\/drop /);
  },
  {
    files: {
      '401.http': 'HTTP/1.1 401 Mine\r\nWWW-Authenticate: Basic realm="file"\r\nX-A: 1\r\nContent-Length: 3\r\n\r\nabc',
    },
    before: 'http-errors set\n    errorfile 401 "${DIR}/401.http"\n',
  },
);

withBoth(
  'silent-drop of a TCP response ends as a refused request',
  `${FRONT}    mode tcp\n    option tcplog\n${BACK}    mode tcp
    tcp-response inspect-delay 5s\n    tcp-response content silent-drop if { res.payload(0,1) -m found }\n`,
  async (t, program) => {
    const wire = await connect(t, program.ports.f!);
    wire.send(request('/'));
    await logged(program, / b\/s \d+\/\d+\/\d+ \d+ PR /);
  },
);

withBoth(
  'names of fields that are none are sent as they are written; userlists go on where they are named again',
  `userlist u\n    user first insecure-password one
userlist u\n    user first insecure-password two\n    user second insecure-password three
${FRONT}    http-request deny if { path /auth } !{ http_auth(u) }
    http-request return status 200 hdr "X y" b hdr X-Frame-Options: DENY hdr X@ c
    http-after-response set-header A: 1
`,
  async (t, program) => {
    const [head = ''] = (await ask(t, program, request('/'))).split('\r\n\r\n');
    const fields = head.split('\r\n').slice(1);
    assert.deepEqual(fields, ['x y: b', 'x-frame-options:: DENY', 'x@: c', 'content-length: 0', 'a:: 1']);
    const as = async (who: string) => {
      const field = `Authorization: Basic ${Buffer.from(who).toString('base64')}\r\n`;
      return (await ask(t, program, request('/auth', field))).slice(9, 12);
    };
    const statuses = [await as('first:one'), await as('first:two'), await as('second:three')];
    assert.deepEqual(statuses, ['200', '403', '200']);
  },
);
