/** Peers (configuration.txt 11.2): Hawser with Hawser, and with haproxy on either side. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { ByteReader } from '../../src/net/peers/byte-reader.js';
import { renderHello } from '../../src/net/peers/handshake.js';
import { CONTROL, MESSAGE_CLASS, MessageFramer } from '../../src/net/peers/message.js';
import { askUntil } from '../support/admin.js';
import { certificateFile } from '../support/certificates.js';
import { DEFAULTS } from '../support/config-head.js';
import { entriesOf, freePorts, type PeerProcess, type PeerProgram, startPeer } from '../support/peers.js';
import { withoutHaproxy26 } from '../support/program.js';
import { commands, exchange, ok, startOrigin } from '../support/wire.js';

const DATA = [
  ...['server_id,gpt0,gpc0,gpc0_rate(10m),conn_cnt,conn_rate(20m),conn_cur,sess_cnt,sess_rate(30m),http_req_cnt'],
  ...['http_req_rate(40m),http_err_cnt,http_err_rate(50m),bytes_in_cnt,bytes_in_rate(60m),bytes_out_cnt'],
  ...['bytes_out_rate(70m),gpc1,gpc1_rate(80m),http_fail_cnt,http_fail_rate(90m)'],
].join(',');

interface Setup {
  readonly name: string;
  /** Ports of the peers a and b. */
  readonly ports: readonly number[];
  readonly origin?: number;
  readonly peers?: string;
}

const peerLines = ([a = 0, b = 0]: readonly number[]) => `    peer a 127.0.0.1:${a}\n    peer b 127.0.0.1:${b}\n`;

const global = (name: string) => `global
    stats socket "\${DIR}/${name}.sock" level admin
    localpeer ${name}
${DEFAULTS}`;

const everything = ({ name, ports, origin = 1, peers }: Setup) => `${global(name)}
peers p
${peers ?? peerLines(ports)}
    table all type string len 20 size 1k expire 1h store ${DATA}
    table arrays type integer size 1k expire 5m store gpt(2),gpc(3),gpc_rate(2,15m)
    table v6 type ipv6 size 100 store gpc0
    table block type binary len 8 size 100 expire 300s store gpc0
    table brief type string size 100 expire 1m store gpc0
backend servers
    stick-table type ip size 100 expire 10m peers p
    stick on src
    server s1 127.0.0.1:${origin}
    server s2-longer 127.0.0.1:${origin}
frontend web
    bind fd@\${web}
    http-request track-sc0 hdr(x-client) table p/all
    http-request track-sc1 hdr(x-number) table p/arrays
    http-request track-sc2 hdr(x-block) table p/block
    http-request sc-inc-gpc(0,1)
    http-request sc-inc-gpc(2,1)
    http-request sc-set-gpt(1,1) int(7)
    http-request sc-inc-gpc0(0)
    default_backend servers
`;

const TABLES = ['p/all', 'p/arrays', 'p/v6', 'p/block', 'servers'] as const;

async function start(t: TestContext, kind: PeerProgram, setup: Setup): Promise<PeerProcess> {
  return startPeer(t, kind, setup.name, { config: everything(setup), listeners: ['web'] });
}

async function request({ program }: PeerProcess, t: TestContext, fields: string): Promise<void> {
  const answer = await exchange(
    t,
    program.ports.web!,
    `GET / HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 200 /);
}

/** conn_cur is each process's own; the rest must be alike in all tables. */
async function untilAlike(one: PeerProcess, other: PeerProcess): Promise<void> {
  for (const table of TABLES) {
    const shown = async (peer: PeerProcess) =>
      entriesOf(await peer.ask(`show table ${table}`)).map((line) => line.replace(/ conn_cur=\d+/, ''));
    await askUntil(
      async () => [await shown(one), await shown(other)] as const,
      ([left, right]) => left.length > 0 && left.join('\n') === right.join('\n'),
    );
  }
}

async function fillAll(t: TestContext, peer: PeerProcess, suffix: string): Promise<void> {
  await request(peer, t, `x-client: client${suffix}\r\nx-number: 7${suffix}\r\nx-block: block${suffix}\r\n`);
  await peer.ask(`set table p/all key set${suffix} data.gpc0 300 data.bytes_in_cnt 5000000000 data.gpt0 4294967295`);
  await peer.ask(`set table p/v6 key 2001:db8::${suffix} data.gpc0 5`);
}

const PAIRS: readonly (readonly [PeerProgram, PeerProgram])[] = [
  ['hawser', 'hawser'],
  ['hawser', 'haproxy'],
  ['haproxy', 'hawser'],
];

describe('two peers', { concurrency: true }, () => {
  for (const kinds of PAIRS) {
    const skip = kinds.includes('haproxy') && withoutHaproxy26;
    test(`${kinds[0]} teaches ${kinds[1]}, both tell changes, and both come back from death`, { skip }, async (t) => {
      const origin = await startOrigin(t, () => ok('x'));
      const ports = await freePorts(2);
      const setup = (name: string) => ({ name, ports, origin: origin.port });
      let a = await start(t, kinds[0], setup('a'));
      await fillAll(t, a, '1');
      let b = await start(t, kinds[1], setup('b'));
      await untilAlike(a, b);
      assert.match(await b.ask('show table p/all key set1'), /gpt0=4294967295 gpc0=300 .*bytes_in_cnt=5000000000 /);
      assert.match(await b.ask('show table p/all key client1'), /gpc0_rate\(600000\)=1 .*http_req_rate\(2400000\)=1 /);
      assert.match(await b.ask('show table p/arrays'), /gpt1=7 gpc0=1 gpc1=0 gpc2=1 gpc0_rate\(900000\)=1 /);
      assert.match(await b.ask('show table servers'), /key=127\.0\.0\.1 .*server_id=[12] server_key=s/);
      await fillAll(t, b, '2');
      await fillAll(t, a, '3');
      await untilAlike(a, b);
      await b.kill();
      await fillAll(t, a, '4');
      b = await start(t, kinds[1], setup('b'));
      await untilAlike(a, b);
      await a.kill();
      await fillAll(t, b, '5');
      a = await start(t, kinds[0], setup('a'));
      await untilAlike(a, b);
      await fillAll(t, a, '6');
      await untilAlike(a, b);
      assert.match(await a.ask('show peers'), / id=b\(remote,active\) .* last_status=ESTA /);
    });

    test(`entries that ${kinds[0]} teaches ${kinds[1]} live as long as there`, { skip }, async (t) => {
      const ports = await freePorts(2);
      const a = await start(t, kinds[0], { name: 'a', ports });
      await a.ask('set table p/brief key old data.gpc0 1');
      const lifeOf = (shown: string, key: string) => Number(new RegExp(`key=${key} .*exp=(\\d+)`).exec(shown)?.[1]);
      const left = lifeOf(await a.until('show table p/brief', (shown) => lifeOf(shown, 'old') < 58_500), 'old');
      const b = await start(t, kinds[1], { name: 'b', ports });
      const taught = lifeOf(await b.until('show table p/brief', /key=old/), 'old');
      // haproxy pushes what it has taught once more, as if it had just changed.
      assert.ok(taught <= left || kinds[0] === 'haproxy', `it lives for ${taught} ms`);
      await a.ask('set table p/brief key new data.gpc0 1');
      const shown = await b.until('show table p/brief', /key=new/);
      const more = lifeOf(shown, 'new') - lifeOf(shown, 'old');
      assert.ok(more > 1000 || kinds[0] === 'haproxy', `a new one lives for ${more} ms more`);
    });
  }
});

/** One table, many entries. */
const large = (name: string, ports: readonly number[], more = '') => `${global(name)}
peers p
${peerLines(ports)}
backend t
    stick-table type string len 32 size 200k expire 1h store gpc0,http_req_cnt,http_req_rate(10m) peers p ${more}
`;

/** Sets entries as fast as the runtime API takes them. */
function fill(peer: PeerProcess, count: number): Promise<void> {
  const line = (n: number) => `set table t key key-${n} data.gpc0 ${n} data.http_req_cnt ${n * 3}`;
  return commands(
    peer.socket,
    Array.from({ length: count }, (_, n) => line(n)),
  );
}

const ENTRIES = 100_000;

async function knowsAll(peer: PeerProcess): Promise<void> {
  await peer.until('show table', new RegExp(`used:${ENTRIES}\\n`));
  for (const n of [0, 4711, ENTRIES - 1]) {
    const shown = await peer.until(`show table t key key-${n}`, new RegExp(`gpc0=${n} `));
    assert.match(shown, new RegExp(` http_req_cnt=${n * 3} `));
  }
}

for (const other of ['hawser', 'haproxy'] as const) {
  const skip = other === 'haproxy' && withoutHaproxy26;
  test(`100,000 entries go to ${other}, and come back`, { skip }, async (t) => {
    const ports = await freePorts(2);
    const config = (name: string) => ({ config: large(name, ports) });
    const a = await startPeer(t, 'hawser', 'a', config('a'));
    await fill(a, ENTRIES);
    const b = await startPeer(t, other, 'b', config('b'));
    await knowsAll(b);
    await a.kill();
    await knowsAll(await startPeer(t, 'hawser', 'a', config('a')));
  });
}

/**
 * haproxy hands over only what it knows to be whole: what it was taught, or after 5 seconds without anybody to learn from. A
 * helper says at once that there is nothing to learn.
 */
function makeWhole(t: TestContext, port: number): Promise<void> {
  const helper = net.connect({ port, host: '127.0.0.1' });
  t.after(() => helper.destroy());
  helper.write(renderHello({ minor: 1, target: 'a', sender: 'helper', pid: 1 }));
  const framer = new MessageFramer(new ByteReader());
  let statusLeft = '200\n'.length;
  return new Promise((resolve, reject) => {
    const onControl = (messageClass: number, type: number) => {
      if (type === CONTROL.resyncRequest) helper.write(Buffer.of(messageClass, CONTROL.resyncFinished));
      if (type === CONTROL.resyncConfirm) resolve();
      return messageClass === MESSAGE_CLASS.control;
    };
    helper.once('error', reject);
    helper.on('data', (bytes) => {
      const messages = bytes.subarray(statusLeft);
      statusLeft -= bytes.length - messages.length;
      framer.push(messages, { onControl, onTableMessage: () => true });
    });
  });
}

const RESTARTS: readonly (readonly PeerProgram[])[] = [
  ['hawser', 'hawser', 'hawser'],
  ['haproxy', 'hawser'],
  ['hawser', 'haproxy'],
  ['haproxy', 'haproxy'],
];

describe('rolling restarts', { concurrency: 2 }, () => {
  for (const kinds of RESTARTS) {
    const skip = kinds.includes('haproxy') && withoutHaproxy26;
    test(`tables outlive restarts of ${kinds.join(', then ')}`, { skip }, async (t) => {
      const ports = await freePorts(2);
      const config = large('a', ports).replace('peer b', 'peer helper');
      const start = (kind: PeerProgram, args: readonly string[]) => startPeer(t, kind, 'a', { config, args });
      let current = await start(kinds[0]!, []);
      if (kinds[0] === 'haproxy') await makeWhole(t, ports[0]!);
      await fill(current, 1000);
      for (const kind of kinds.slice(1)) {
        const old = current;
        current = await start(kind, ['-sf', String(old.program.pid)]);
        const shown = await current.until('show table t', /used:1000\n/);
        assert.match(shown, /key=key-999 .* gpc0=999 http_req_cnt=2997 /);
        assert.equal((await old.program.finished).status, 0);
      }
    });
  }
});

/** As people copy it; ports and addresses are of this machine, and there are servers. */
const tutorial = (port: number, origin: number) => `global
    stats socket "\${DIR}/$HAPROXY_LOCALPEER.sock" level admin
${DEFAULTS}peers LB
    peer ip-10-22-2-110 127.0.0.2:${port}
    peer ip-10-22-1-175 127.0.0.3:${port}
frontend http-in
    bind fd@\${web}
    bind fd@\${tls} ssl crt ${certificateFile('ec.pem')}
    redirect scheme https if !{ ssl_fc }
    default_backend tomcats
backend tomcats
    stick-table type string len 32 size 30k expire 60m peers LB
    stick store-response res.cook(JSESSIONID)
    stick on req.cook(JSESSIONID)
    tcp-request content track-sc0 req.cook(JSESSIONID)
    server t1 127.0.0.1:${origin}
    server t2 127.0.0.1:${origin}
`;

/** A request over TLS; gives the first line of the answer. */
async function visit(t: TestContext, { program }: PeerProcess, cookie: string): Promise<string> {
  const socket = tls.connect({ port: program.ports.tls!, host: '127.0.0.1', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  socket.write(`GET / HTTP/1.1\r\nHost: h\r\n${cookie}Connection: close\r\n\r\n`);
  let answer = '';
  for await (const bytes of socket) answer += bytes;
  return answer.slice(0, answer.indexOf('\r\n'));
}

describe('the configuration of the tutorial', { concurrency: true }, () => {
  for (const kinds of PAIRS) {
    const skip = kinds.includes('haproxy') && withoutHaproxy26;
    test(`shows the same entries on ${kinds.join(' and ')}`, { skip }, async (t) => {
      const [port] = await freePorts(1);
      const origin = await startOrigin(t, () => ok('x', 'Set-Cookie: JSESSIONID=s4711; Path=/\r\n'));
      const config = tutorial(port!, origin.port);
      const names = ['ip-10-22-2-110', 'ip-10-22-1-175'];
      const peers = await Promise.all(
        names.map((name, n) =>
          startPeer(t, kinds[n]!, name, { config, listeners: ['web', 'tls'], args: ['-L', name] }),
        ),
      );
      const [one, two] = [peers[0]!, peers[1]!];
      const plain = await exchange(t, one.program.ports.web!, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
      assert.match(plain, /^HTTP\/1\.1 302 .*\r\nlocation: https:\/\/h\/\r\n/is);
      assert.equal(await visit(t, one, ''), 'HTTP/1.1 200 OK');
      assert.equal(await visit(t, two, 'Cookie: JSESSIONID=s4712\r\n'), 'HTTP/1.1 200 OK');
      for (const key of ['s4711', 's4712']) {
        const pattern = new RegExp(`key=${key} .*server_id=[12] server_key=t[12]\n`);
        for (const peer of peers) await peer.until('show table tomcats', pattern);
      }
      const shown = await Promise.all(peers.map((peer) => peer.ask('show table tomcats')));
      assert.deepEqual(entriesOf(shown[0]!), entriesOf(shown[1]!));
    });
  }
});

for (const other of ['hawser', 'haproxy'] as const) {
  const skip = other === 'haproxy' && withoutHaproxy26;
  test(`peers speak TLS with ${other}`, { skip }, async (t) => {
    const origin = await startOrigin(t, () => ok('x'));
    const ports = await freePorts(2);
    const secured = (name: 'a' | 'b') => {
      const [own, theirs] = name === 'a' ? ports : [...ports].reverse();
      const bind = `    bind 127.0.0.1:${own} ssl crt ${certificateFile('ec.pem')}\n    default-server ssl verify none\n`;
      const lines = [`server ${name}`, `server ${name === 'a' ? 'b' : 'a'} 127.0.0.1:${theirs}`];
      return { name, ports, origin: origin.port, peers: `${bind}    ${lines.join('\n    ')}\n` };
    };
    const a = await start(t, 'hawser', secured('a'));
    await fillAll(t, a, '1');
    const b = await start(t, other, secured('b'));
    await untilAlike(a, b);
    await fillAll(t, b, '2');
    await untilAlike(a, b);
    assert.match(await a.ask('show peers'), /xprt=SSL /);
  });
}

test('shards share the keys out among peers', async (t) => {
  const ports = await freePorts(3);
  const config = (name: string) => `${global(name)}
peers p
    shards 2
    peer a 127.0.0.1:${ports[0]}
    peer b 127.0.0.1:${ports[1]} shard 1
    peer c 127.0.0.1:${ports[2]} shard 2
    table t type string size 1k expire 1h store gpc0
`;
  const a = await startPeer(t, 'hawser', 'a', { config: config('a') });
  for (let n = 0; n < 50; n++) await a.ask(`set table p/t key k${n} data.gpc0 1`);
  const expected = (shard: number, shown: string) =>
    [...shown.matchAll(/key=(\S+) .*shard=(\d)/g)]
      .filter((match) => Number(match[2]) === shard)
      .map((match) => match[1]);
  for (const [index, name] of ['b', 'c'].entries()) {
    const wanted = expected(index + 1, await a.ask('show table p/t'));
    assert.ok(wanted.length > 5);
    const peer = await startPeer(t, 'hawser', name, { config: config(name) });
    const shown = await peer.until('show table p/t', new RegExp(`used:${wanted.length}\\n`));
    assert.deepEqual(expected(index + 1, shown), wanted);
  }
});

describe('tables that count over other periods', { concurrency: true }, () => {
  for (const kinds of PAIRS) {
    const skip = kinds.includes('haproxy') && withoutHaproxy26;
    test(`give their counts from ${kinds.join(' to ')} as they are`, { skip }, async (t) => {
      const ports = await freePorts(2);
      const config = (name: string, period: string) => `${global(name)}
peers p
${peerLines(ports)}
    table t type string size 1k expire 1h store gpc0,http_req_rate(${period}),gpc1
frontend idle
    bind "\${DIR}/idle.sock"
`;
      const a = await startPeer(t, kinds[0], 'a', { config: config('a', '10m') });
      const b = await startPeer(t, kinds[1], 'b', { config: config('b', '20m') });
      await a.ask('set table p/t key k data.gpc0 5 data.http_req_rate 7 data.gpc1 6');
      await b.until('show table p/t', /key=k .* gpc0=5 http_req_rate\(1200000\)=7 gpc1=6\n/);
    });
  }
});

test('recv-only learns what is local to others, write-to hands on what is no count', async (t) => {
  const ports = await freePorts(2);
  const config = (name: string) => `${global(name)}
peers p
${peerLines(ports)}
    table t type string size 1k expire 1h store gpc0,gpt0,conn_cur,server_id ${name === 'b' ? 'recv-only write-to w' : ''}
    table plain type string size 1k expire 1h store conn_cur
    table other type ${name === 'b' ? 'integer' : 'string'} size 1k store gpc0
backend w
    stick-table type string size 1k expire 1h store gpc0,gpt0,conn_cur,server_id
`;
  const a = await startPeer(t, 'hawser', 'a', { config: config('a') });
  const b = await startPeer(t, 'hawser', 'b', { config: config('b') });
  await a.ask('set table p/other key 77 data.gpc0 1');
  await a.ask('set table p/plain key k data.conn_cur 4');
  await a.ask('set table p/t key k data.gpc0 3 data.gpt0 5 data.conn_cur 4 data.server_id 9');
  const fields = (shown: string) => /shard=0(.*)/.exec(shown)?.[1];
  assert.equal(fields(await b.until('show table p/t', /key=/)), ' server_id=9 gpt0=5 gpc0=3 conn_cur=4');
  assert.equal(fields(await b.until('show table w', /key=/)), ' server_id=9 gpt0=5 gpc0=0 conn_cur=0');
  assert.equal(fields(await b.until('show table p/plain', /key=/)), ' conn_cur=0');
  assert.match(await b.ask('show table p/other'), /used:0\n/);
});

test('sessions with strangers are refused, a silent one is given up', async (t) => {
  const ports = await freePorts(2);
  await startPeer(t, 'hawser', 'a', { config: large('a', ports) });
  const answers: string[] = [];
  for (const hello of [
    'HAProxyS 2.1\nb\nb 1 1\n',
    'HAProxyS 2.1\na\nx 1 1\n',
    'HAProxyS 9.1\na\nb 1 1\n',
    'GET / H\n',
  ]) {
    answers.push(await exchange(t, ports[0]!, hello));
  }
  assert.deepEqual(answers, ['503\n', '504\n', '502\n', '501\n']);
});
