/** Words of proxies beside what haproxy 2.6 does: each case runs with both, if haproxy is there. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { ask as askCli } from '../support/admin.js';
import { ask, HEAD, nameOf, PROGRAMS, request, withBoth } from '../support/both.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { bodyOf, connect, ok, startOrigin } from '../support/wire.js';

const LISTEN = 'listen f\n    bind "fd@${f}"\n';

/** Servers `A` and `B` answer with their name, `ECHO` with the request. */
const origins = { A: () => ok('A'), B: () => ok('B'), ECHO: (head: string) => ok(head) };

withBoth(
  'use-server goes on behind rules whose server is down, and ends at a name that nobody has',
  `${LISTEN}    use-server %[req.hdr(s)] if { req.hdr(s) -m found }
    use-server a if { path /x }
    use-server b if { path /x }
    server a "127.0.0.1:\${A}" disabled
    server b "127.0.0.1:\${B}" weight 0
    server c "127.0.0.1:\${A}"\n`,
  async (t, program) => {
    assert.equal(bodyOf(await ask(t, program, request('/x'))), 'B');
    assert.equal(bodyOf(await ask(t, program, request('/x', 'S: a\r\n'))), 'B');
    assert.equal(bodyOf(await ask(t, program, request('/x', 'S: nobody\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/'))), 'A');
  },
  { origins },
);

withBoth(
  'stick match looks into a table that a rule before it will store into',
  `${LISTEN}    balance roundrobin
    stick-table type string size 1k
    stick store-request req.hdr(k)
    stick match req.hdr(m)
    server a "127.0.0.1:\${A}"
    server b "127.0.0.1:\${B}"\n`,
  async (t, program) => {
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 1\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 2\r\nM: 1\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 3\r\nM: 1\r\n'))), 'A');
    assert.match(await askCli(program, 'show table f'), /key=3 .*server_id=1 /);
  },
  { origins },
);

const basic = (account: string) => `Authorization: Basic ${btoa(account)}\r\n`;
const statusOf = (answer: string) => answer.slice(9, 12);

withBoth(
  'stats lines of a proxy replace those of its defaults, and users have one password',
  `    stats uri /inherited
    stats auth nobody:else
${LISTEN}    stats uri /own
    stats auth plain
    stats auth x:y:z
    stats auth x:other
    server a "127.0.0.1:\${A}"\n`,
  async (t, program) => {
    assert.equal(statusOf(await ask(t, program, request('/inherited'))), '200');
    const statuses: Record<string, string> = {};
    for (const account of ['nobody:else', 'plain:', 'plain:plain', 'x:y:z', 'x:other'])
      statuses[account] = statusOf(await ask(t, program, request('/own;csv', basic(account))));
    const expected = { 'nobody:else': '401', 'plain:': '200', 'plain:plain': '401', 'x:y:z': '200', 'x:other': '401' };
    assert.deepEqual(statuses, expected);
    assert.match(program.stderr(), /WARNING.*'x'/);
  },
  { origins },
);

withBoth(
  'stats http-request asks in the name of the page, and its address is found in absolute targets',
  `userlist u
    user a insecure-password b
${LISTEN}    stats uri /s
    stats http-request auth realm Other if { req.hdr(other) -m found }
    stats http-request auth unless { http_auth(u) }
    redirect location /elsewhere\n`,
  async (t, program) => {
    assert.match(await ask(t, program, request('/s', 'Other: 1\r\n')), /^HTTP\/1.1 401 .*realm="Other"/s);
    assert.match(await ask(t, program, request('/s')), /^HTTP\/1.1 401 .*realm="HAProxy Statistics"/s);
    assert.equal(statusOf(await ask(t, program, request('/s', basic('a:b')))), '200');
    assert.equal(statusOf(await ask(t, program, request('http://h/s;csv', basic('a:b')))), '200');
    assert.match(await ask(t, program, request('/x')), /^HTTP\/1.1 302 .*location: \/elsewhere\r\n/s);
  },
  { origins },
);

withBoth(
  'any of several stats admin lines gives the right, and a form leads back to the page',
  `${LISTEN}    stats uri /s
    stats admin if { req.hdr(one) -m found }
    stats admin if { req.hdr(two) -m found }
    server a "127.0.0.1:\${A}"\n`,
  async (t, program) => {
    const form = 'action=maint&s=a&b=f';
    const post = (fields: string) =>
      `POST /s;csv;up HTTP/1.1\r\nHost: h\r\nOrigin: http://h\r\nConnection: close\r\nContent-Length: ${form.length}\r\n${fields}\r\n${form}`;
    assert.match(await ask(t, program, post('')), /^HTTP\/1.1 303 .*location: \/s;st=DENY;up\r\n/s);
    assert.match(await ask(t, program, post('One: 1\r\n')), /location: \/s;st=DONE;up\r\n/);
    assert.match(await ask(t, program, post('Two: 1\r\n')), /location: \/s;st=(?:DONE|NONE);up\r\n/);
  },
  { origins },
);

/** Sends both requests at once; gives the answer that comes first. */
async function first(t: TestContext, program: Program, one: string, other: string): Promise<string> {
  const wires = [await connect(t, program.ports.f!), await connect(t, program.ports.f!)];
  wires[0]!.send(one);
  wires[1]!.send(other);
  return Promise.race(wires.map((wire) => wire.response()));
}

withBoth(
  'an attempt elsewhere does not wait as one on the same server does, whatever the algorithm is',
  `${LISTEN}    balance leastconn
    cookie S insert indirect
    retries 1
    option redispatch 1
    use_backend alone if { path /alone }
    server a 127.0.0.1:1 cookie a
    server b "127.0.0.1:\${B}" cookie b
backend alone
    retries 1
    server a 127.0.0.1:1\n`,
  async (t, program) => {
    assert.equal(bodyOf(await first(t, program, request('/alone'), request('/', 'Cookie: S=a\r\n'))), 'B');
  },
  { origins },
);

withBoth(
  'a tarpit of a frontend knows timeout tarpit only, that of a backend timeout connect too',
  `frontend f
    bind "fd@\${f}"
    http-request tarpit deny_status 403 if { path /f }
    default_backend b
backend b
    http-request tarpit\n`,
  async (t, program) => {
    assert.equal(statusOf(await first(t, program, request('/'), request('/f'))), '403');
  },
  { origins },
);

withBoth(
  'the last exception of forwardfor and originalto is the only one',
  `${LISTEN}    option forwardfor except ::1 except 127.0.0.1
    option originalto except 127.0.0.0/8 except ::1
    server e "127.0.0.1:\${ECHO}"\n`,
  async (t, program) => {
    const answer = await ask(t, program, request('/'));
    assert.match(answer, /x-original-to: 127.0.0.1/);
    assert.doesNotMatch(answer, /x-forwarded-for/);
  },
  { origins },
);

const tables = Array.from({ length: 9 }, (_, at) => `t${at}`);

withBoth(
  'a request and its response are learnt under eight keys together',
  `${LISTEN}${tables
    .map((name) => `    stick store-request req.hdr(k) table ${name}\n`)
    .join('')
    .replace(/.*t[78]\n/g, '')}
    stick store-response res.hdr(content-length) table t7
    stick store-response res.hdr(content-length) table t8
    server a "127.0.0.1:\${A}"
${tables.map((name) => `backend ${name}\n    stick-table type string size 1k\n`).join('')}`,
  async (t, program) => {
    await ask(t, program, request('/', 'K: 1\r\n'));
    const used = [];
    for (const name of tables) used.push(/used:(\d)/.exec(await askCli(program, `show table ${name}`))?.[1]);
    assert.deepEqual(used.join(''), '111111110');
  },
  { origins },
);

test('health checks are named by the unique-id-format of their backend', async (t) => {
  let tell = (_head: string) => {};
  const asked = new Promise<string>((resolve) => (tell = resolve));
  const origin = await startOrigin(t, (head) => {
    tell(head);
    return ok('');
  });
  await startHawser(t, {
    config: `${HEAD}    unique-id-format frontend
${LISTEN}    http-request return status 200
backend b
    unique-id-format "check of %[be_name]"
    option httpchk
    http-check send hdr X-Id "%[unique-id]"
    server a 127.0.0.1:${origin.port} check\n`,
    listeners: ['f'],
  });
  assert.match(await asked, /\r\nx-id: check of b\r\n/);
});

/** Servers of the two modes that say something and then nothing more, whatever comes. */
const silentServer = async (t: TestContext, says: string) => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(says));
    t.after(() => socket.destroy());
  });
  t.after(() => server.close());
  return listenOn(server);
};

const UPGRADE = 'Connection: upgrade\r\nUpgrade: x\r\n\r\n';

for (const mode of ['tcp', 'http']) {
  test(`timeout server-fin begins when a client of a tunnel says no more (${mode})`, async (t) => {
    const port = await silentServer(t, `HTTP/1.1 101 Switching Protocols\r\n${UPGRADE}`);
    const program = await startHawser(t, {
      config: `${HEAD}    timeout tunnel 1h
    timeout server-fin 50ms
${LISTEN}    mode ${mode}
    server a 127.0.0.1:${port}\n`,
      listeners: ['f'],
    });
    const client = net.connect(program.ports.f!, '127.0.0.1');
    t.after(() => client.destroy());
    client.write(`GET / HTTP/1.1\r\nHost: h\r\n${UPGRADE}`);
    await once(client, 'data');
    client.end();
    await once(client, 'close');
    await program.stop();
    assert.match(program.stdout(), / sD(?:--)? /);
  });
}

const MAPPED = `${HEAD}${LISTEN}    log-format "%ci %fi %[src] %[dst]"
    option forwardfor except 127.0.0.0/8
    option originalto except ::/0
    http-request set-header is-v4 yes if { src 127.0.0.1 }
    http-request track-sc0 src table ip
    http-request set-header counted %[src,in_table(ip)]
    server e "127.0.0.1:\${ECHO}"
backend ip
    stick-table type ip size 10\n`;

for (const program of PROGRAMS) {
  test(`IPv4 clients of an IPv6 socket stay mapped addresses (${nameOf(program)})`, async (t) => {
    const env = { ECHO: String((await startOrigin(t, (head) => ok(head))).port) };
    const hawser = await startHawser(t, { config: MAPPED, listeners: ['f'], host: '::', env, program });
    const head = bodyOf(await ask(t, hawser, request('/', 'Connection: close\r\n')));
    const added = ['is-v4: yes', 'counted: 1', 'x-forwarded-for: ::ffff:127.0.0.1'];
    assert.deepEqual(head.trimEnd().split('\r\n').slice(2), added);
    await hawser.stop();
    const address = '::ffff:127.0.0.1';
    assert.equal(hawser.stdout(), `${address} ${address} ${address} ${address}\n`);
  });
}

withBoth(
  'versions that are let pass are shown as they came',
  `${LISTEN}    log-format "%HV %{+Q}r %[capture.req.ver]"
.if version_atleast(3.0)
    option accept-unsafe-violations-in-http-request
.else
    option accept-invalid-http-request
.endif
    http-request set-header ver %[req.ver]
    server e "127.0.0.1:\${ECHO}"\n`,
  async (t, program) => {
    const heads: string[] = [];
    for (const version of ['HTTP/1.2', 'HTTP/3.7', 'HTTP/0.9', 'HTTP/1.10']) {
      const answer = await ask(t, program, request('/', 'Connection: close\r\n').replace('HTTP/1.1', version));
      heads.push(bodyOf(answer).replace(/^GET \/ (\S+)\r\n.*ver: (\S+)\r\n.*/s, '$1 $2'));
    }
    assert.deepEqual(heads, ['HTTP/1.1 1.2', 'HTTP/1.1 3.7', 'HTTP/0.9 0.9', 'HTTP/1.10 1.10']);
    await program.stop();
    assert.deepEqual(program.stdout().match(/^HTTP.*/gm), [
      'HTTP/1.2 "GET / HTTP/1.2" HTTP/1.1',
      'HTTP/3.7 "GET / HTTP/3.7" HTTP/1.1',
      'HTTP/0.9 "GET / HTTP/0.9" HTTP/1.0',
      'HTTP/1.10 "GET / HTTP/1.10" HTTP/1.0',
    ]);
  },
  { origins },
);
