/** Words of the data plane that only show on the wire: spelling, trailers, stickiness, sockets, headers in front. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { adminSocket } from '../support/admin.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { listenOn, type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { command, connect, exchange, ok, startOrigin } from '../support/wire.js';

/** A program with one frontend called `front`; `{A}` and `{B}` stand for ports of origins. */
function start(t: TestContext, text: string, ports: Readonly<Record<string, number>>, more = ''): Promise<Program> {
  const filled = text.replace(/\{([A-Z])\}/g, (_, name: string) => String(ports[name]));
  return startHawser(t, { config: `${GLOBAL}${more}${DEFAULTS}${filled}`, listeners: ['front'] });
}

const BIND = '    bind "fd@${front}"\n';
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

test('h1-case-adjust spells names for bogus peers only', async (t) => {
  const origin = await startOrigin(t, () => ok('x', 'X-Odd: 1\r\n'));
  const folder = temporaryFolder(t);
  const names = path.join(folder, 'names');
  fs.writeFileSync(names, '# comment\n\n  x-odd   X-ODD \nhost HoSt\nconnection Connection\n');
  const more = `    h1-case-adjust content-length Content-Length\n    h1-case-adjust-file ${names}\n`;
  const config = `listen l\n${BIND}    option h1-case-adjust-bogus-client\n    option h1-case-adjust-bogus-server\n    option httpclose\n    server s 127.0.0.1:{A}\n`;
  const program = await start(t, config, { A: origin.port }, more);
  const text = await exchange(t, program.ports.front!, GET);
  assert.match(text, /\r\nContent-Length: 1\r\nX-ODD: 1\r\nConnection: close\r\n/);
  assert.match(origin.requests[0]!, /\r\nHoSt: h\r\nConnection: close\r\n/);
});

test('h1-case-adjust changes nothing without an option', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const config = `listen l\n${BIND}    server s 127.0.0.1:{A}\n`;
  const program = await start(t, config, { A: origin.port }, '    h1-case-adjust content-length Content-Length\n');
  assert.match(await exchange(t, program.ports.front!, GET), /\r\ncontent-length: 1\r\n/);
});

test('http-drop-*-trailers takes trailers off both ways', async (t) => {
  const answer = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nx-late: 1\r\n\r\n';
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (!/\r\n0\r\n(.+\r\n)*\r\n$/.test(text)) return;
      requests.push(text);
      socket.write(answer);
    });
  });
  const port = await listenOn(server);
  t.after(() => server.close());
  const config = `listen l\n${BIND}    option http-drop-request-trailers\n    option http-drop-response-trailers\n    server s 127.0.0.1:{A}\n`;
  const program = await start(t, config, { A: port });
  const wire = await connect(t, program.ports.front!);
  wire.send('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-trail: 1\r\n\r\n');
  const text = await wire.until((received) => received.includes('\r\n0\r\n'));
  assert.doesNotMatch(text, /x-late/);
  assert.doesNotMatch(requests[0]!, /x-trail/);
  wire.socket.destroy();
});

test('http-restrict-req-hdr-names deletes or rejects odd names', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const config = `frontend f\n${BIND}    use_backend strict if { path /strict }\n    default_backend soft
backend soft\n    option http-restrict-req-hdr-names delete\n    server s 127.0.0.1:{A}
backend strict\n    option http-restrict-req-hdr-names reject\n    server s 127.0.0.1:{A}\n`;
  const program = await start(t, config, { A: origin.port });
  const odd = (where: string) => `GET ${where} HTTP/1.1\r\nHost: h\r\nx_odd: 1\r\nx-fine: 2\r\n\r\n`;
  assert.match(await exchange(t, program.ports.front!, odd('/')), /^HTTP\/1.1 200/);
  assert.doesNotMatch(origin.requests[0]!, /x_odd/);
  assert.match(origin.requests[0]!, /x-fine/);
  assert.match(await exchange(t, program.ports.front!, odd('/strict')), /^HTTP\/1.1 403/);
});

test('prefer-last-server stays where a connection is kept', async (t) => {
  const [a, b] = await Promise.all([startOrigin(t, () => ok('a')), startOrigin(t, () => ok('b'))]);
  const servers = '    balance roundrobin\n    server a 127.0.0.1:{A}\n    server b 127.0.0.1:{B}\n';
  const config = `frontend f\n${BIND}    use_backend sticky if { path /s }\n    default_backend free
backend sticky\n    option prefer-last-server\n${servers}backend free\n${servers}`;
  const program = await start(t, config, { A: a.port, B: b.port });
  const wire = await connect(t, program.ports.front!);
  const ask = async (where: string) => {
    wire.send(GET.replace('/ ', `${where} `));
    return (await wire.response()).slice(-1);
  };
  const free = [await ask('/'), await ask('/'), await ask('/'), await ask('/')];
  assert.deepEqual(new Set(free), new Set(['a', 'b']));
  const sticky = [await ask('/s'), await ask('/s'), await ask('/s')];
  assert.equal(new Set(sticky).size, 1);
});

test('a connection that speaks NTLM belongs to its client', async (t) => {
  const ports: (number | undefined)[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      ports.push(socket.remotePort);
      socket.write('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n');
    });
  });
  const port = await listenOn(server);
  t.after(() => server.close());
  const program = await start(t, `listen l\n${BIND}    http-reuse always\n    server a 127.0.0.1:{A}\n`, { A: port });
  const [one, two] = await Promise.all([connect(t, program.ports.front!), connect(t, program.ports.front!)]);
  for (const wire of [one, two, one, two]) {
    wire.send(GET);
    assert.match(await wire.response(), /^HTTP\/1.1 401/);
  }
  assert.equal(ports[0], ports[2]);
  assert.equal(ports[1], ports[3]);
  assert.notEqual(ports[0], ports[1]);
});

test('dynamic cookies are those of haproxy, and follow the runtime API', async (t) => {
  const config = `listen l\n${BIND}    cookie S insert dynamic\n    dynamic-cookie-key secret\n    server a 127.0.0.1:8080\n    server c 127.0.0.1:{A} cookie own weight 0\n`;
  const origin = await startOrigin(t, () => ok('x'));
  const program = await start(t, `${config}`, { A: origin.port });
  const socket = adminSocket(program);
  const cookie = async () => (await exchange(t, program.ports.front!, GET)).match(/set-cookie: S=([^;]*)/)?.[1];
  await exchange(t, program.ports.front!, GET);
  await command(socket, `set server l/a addr 127.0.0.1 port ${origin.port}`);
  assert.match((await cookie())!, /^[0-9a-f]{16}$/);
  const before = await cookie();
  await command(socket, 'set dynamic-cookie-key backend l other');
  assert.notEqual(await cookie(), before);
  await command(socket, 'disable dynamic-cookie backend l');
  assert.equal(await cookie(), '');
  await command(socket, 'enable dynamic-cookie backend l');
  assert.match((await cookie())!, /^[0-9a-f]{16}$/);
});

/** IP and TCP headers of a packet from 192.0.2.7:4321 to 198.51.100.9:80. */
function packet(): Buffer {
  const bytes = Buffer.alloc(40);
  bytes[0] = 0x45;
  bytes[9] = 6;
  bytes.set([192, 0, 2, 7, 198, 51, 100, 9], 12);
  bytes.writeUInt16BE(4321, 20);
  bytes.writeUInt16BE(80, 22);
  return bytes;
}

for (const form of ['legacy', 'standard'] as const) {
  test(`accept-netscaler-cip takes the client from the ${form} header`, async (t) => {
    const config = `frontend f\n    bind "fd@\${front}" accept-netscaler-cip 2000\n    http-request return lf-string "%[src]:%[src_port] %[dst]" content-type text/plain\n`;
    const program = await start(t, config, {});
    const wire = await connect(t, program.ports.front!);
    const prefix = Buffer.alloc(form === 'legacy' ? 8 : 12);
    prefix.writeUInt32BE(2000, 0);
    if (form === 'legacy') prefix.writeUInt32BE(40, 4);
    else {
      prefix.writeUInt32BE(52, 4);
      prefix.writeUInt16BE(40, 10);
    }
    const bytes = Buffer.concat([prefix, packet(), Buffer.from(GET)]);
    wire.socket.write(bytes.subarray(0, 5));
    wire.socket.write(bytes.subarray(5, 20));
    wire.socket.write(bytes.subarray(20));
    assert.match(await wire.response(), /192\.0\.2\.7:4321 198\.51\.100\.9$/);
  });
}

test('accept-netscaler-cip refuses another magic number', async (t) => {
  const program = await start(t, 'frontend f\n    bind "fd@${front}" accept-netscaler-cip 2000\n', {});
  const wire = await connect(t, program.ports.front!);
  wire.send(GET);
  assert.equal(await wire.untilClose(), '');
});

test('usesrc lets servers see the address of the client', async (t) => {
  const seen: (string | undefined)[] = [];
  const server = net.createServer((socket) => {
    seen.push(socket.remoteAddress);
    socket.on('error', () => {});
    socket.on('data', () => socket.write(ok('x')));
  });
  const port = await listenOn(server);
  t.after(() => server.close());
  const config = `frontend f\n${BIND}    use_backend field if { path /f }\n    default_backend client
backend client\n    source 0.0.0.0 usesrc clientip\n    server s 127.0.0.1:{A}
backend field\n    server s 127.0.0.1:{A} source 0.0.0.0 usesrc hdr_ip(x-from)\n`;
  const program = await start(t, config, { A: port });
  const from = (localAddress: string, text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect({ port: program.ports.front!, host: '127.0.0.1', localAddress });
      socket.on('data', (data) => {
        resolve(data.toString('latin1'));
        socket.destroy();
      });
      socket.on('error', reject);
      socket.write(text);
    });
  const first = await from('127.0.0.5', GET);
  if (first.startsWith('HTTP/1.1 503')) {
    t.skip('the system does not allow transparent sockets');
    return;
  }
  await from('127.0.0.6', GET);
  await from('127.0.0.6', 'GET /f HTTP/1.1\r\nHost: h\r\nx-from: 127.0.0.8, 127.0.0.9\r\n\r\n');
  assert.deepEqual(seen, ['127.0.0.5', '127.0.0.6', '127.0.0.9']);
});

test('marks and types of service do not keep connections from working', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const config = `listen l\n${BIND}    http-request set-fc-tos 0x10\n    http-request set-bc-tos 0x08\n    http-request set-bc-mark 7\n    http-request set-nice 5\n    server s 127.0.0.1:{A} tcp-ut 5s\n    option tcpka\n    srvtcpka-cnt 3\n    srvtcpka-idle 10s\n    srvtcpka-intvl 5s\n`;
  const program = await start(t, config, { A: origin.port });
  assert.match(await exchange(t, program.ports.front!, GET), /^HTTP\/1.1 200/);
});

test('words of bind reach the listening socket', async (t) => {
  const free = net.createServer();
  const port = await listenOn(free);
  await new Promise((resolve) => free.close(resolve));
  const config = `frontend f\n${BIND}    bind 127.0.0.1:${port} mss 1000 tcp-ut 5s defer-accept interface lo\n    option clitcpka\n    clitcpka-cnt 3\n    clitcpka-idle 10s\n    http-request return status 204\n`;
  const program = await start(t, config, {});
  await exchange(t, program.ports.front!, GET);
  assert.match(await exchange(t, port, GET), /^HTTP\/1.1 204/);
});

test('nolinger resets connections behind the answer', async (t) => {
  const program = await start(
    t,
    `frontend f\n${BIND}    option nolinger\n    option httpclose\n    http-request return status 204\n`,
    {},
  );
  const endOfOne = () =>
    new Promise<string>((resolve) => {
      const socket = net.connect({ port: program.ports.front!, host: '127.0.0.1' });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('close', () => resolve('closed'));
      socket.resume();
      socket.write(GET);
    });
  // A reset that arrives with the answer looks like an end to libuv; a FIN never looks like a reset.
  const ends: string[] = [];
  while (ends.length < 20 && !ends.includes('ECONNRESET')) ends.push(await endOfOne());
  assert.ok(ends.includes('ECONNRESET'), ends.join(' '));
});

test('stats http-request decides who sees the page', async (t) => {
  const config = `frontend f\n${BIND}    stats uri /stats\n    stats http-request deny if { hdr(x-who) eve }\n    stats http-request allow if { hdr(x-who) alice }\n    stats http-request auth realm Club\n    http-request return status 204 if { path /other }\n`;
  const program = await start(t, config, {});
  const ask = (where: string, who: string) =>
    exchange(t, program.ports.front!, `GET ${where} HTTP/1.1\r\nHost: h\r\nx-who: ${who}\r\n\r\n`);
  assert.match(await ask('/stats', 'eve'), /^HTTP\/1.1 403/);
  assert.match(await ask('/stats', 'alice'), /^HTTP\/1.1 200/);
  assert.match(await ask('/stats', 'bob'), /^HTTP\/1.1 401[\s\S]*www-authenticate: Basic realm="Club"/);
  assert.match(await ask('/other', 'eve'), /^HTTP\/1.1 204/);
});

test('persist rdp-cookie sends clients to the server of their cookie', async (t) => {
  const seen: string[] = [];
  const ports: number[] = [];
  for (const name of ['a', 'b', 'c']) {
    const server = net.createServer((socket) => {
      seen.push(name);
      socket.on('error', () => {});
      socket.end('x');
    });
    ports.push(await listenOn(server));
    t.after(() => server.close());
  }
  const servers = ports.map((port, at) => `    server s${at} 127.0.0.1:${port}\n`).join('');
  const config = `listen l\n${BIND}    mode tcp\n    balance roundrobin\n    persist rdp-cookie\n    tcp-request inspect-delay 5s\n    tcp-request content accept if { req.rdp_cookie_cnt gt 0 }\n${servers}`;
  const program = await start(t, config, {});
  const port = ports[1]!;
  const cookie = `${Buffer.from([127, 0, 0, 1]).readUInt32LE()}.${((port & 0xff) << 8) | (port >> 8)}.0000`;
  const text = `Cookie: msts=${cookie}\r\n`;
  const head = Buffer.from([3, 0, 0, 11 + text.length, 6 + text.length, 0xe0, 0, 0, 0, 0, 0]);
  for (let count = 0; count < 3; count++) {
    const wire = await connect(t, program.ports.front!);
    wire.socket.write(Buffer.concat([head, Buffer.from(text)]));
    await wire.untilClose();
  }
  assert.deepEqual(seen, ['b', 'b', 'b']);
});
