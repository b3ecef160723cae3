/**
 * Names that are looked up while the process runs, side by side with HAProxy: the same configuration, a name server each
 * that answers the same, and the same lines of the log, states of servers and counters of name servers.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { adminSocket, ask, askUntil, statRows } from '../support/admin.js';
import { GLOBAL } from '../support/config-head.js';
import { a, aaaa, cname, type DnsServer, type Responder, srv, startDnsServer, zone } from '../support/dns-server.js';
import { type Program, startHawser } from '../support/hawser.js';
import { stderrHas } from '../support/process.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { exchange, ok, startOrigin } from '../support/wire.js';

interface Subject {
  readonly name: 'hawser' | 'haproxy';
  readonly program: Program;
  readonly dns: DnsServer;
}

/** `$UDP` and `$TCP` stand for the ports of the name server. */
async function startSubject(
  t: TestContext,
  name: Subject['name'],
  config: string,
  respond: Responder,
  listeners: readonly string[] = [],
): Promise<Subject> {
  const dns = await startDnsServer(t, respond);
  // HAProxy 2.6 asks for both families; 3.5 and Hawser only where IPv6 leads somewhere.
  const families = name === 'hawser' ? 'dns-accept-family ipv4,ipv6' : '';
  const head = `${GLOBAL}    log stderr local0\n    nbthread 1\n    ${families}\n`;
  const defaults = 'defaults\n    log global\n    timeout connect 2s\n    timeout client 9s\n    timeout server 9s\n';
  const text = config.replaceAll('$UDP', String(dns.udpPort)).replaceAll('$TCP', String(dns.tcpPort));
  const own = name === 'haproxy' ? { program: [haproxy26!] as const } : {};
  const program = await startHawser(t, { config: head + defaults + text, listeners, ...own });
  return { name, program, dns };
}

/** Lines for `log` targets without what differs from run to run; the program gives places of a service in any order. */
function logLines({ program }: Subject): readonly string[] {
  const lines = program.stderr().split('\n');
  const told = lines.flatMap((line) => /^<(\d+)>.*?\]: (.*)$/.exec(line)?.slice(1, 3).join(' ') ?? []);
  return told.map((line) => line.replace(/\b([dh])\d\b/g, '$1?')).sort();
}

/** Address, state, admin state, weight, name, port, service of every server. */
async function states(subject: Subject): Promise<readonly string[]> {
  const rows = (await ask(subject.program, 'show servers state'))
    .split('\n')
    .filter((line) => /^\d+ \S+ \d/.test(line));
  const columns = [3, 4, 5, 6, 7, 17, 18, 19];
  return rows
    .map((row) =>
      columns
        .map((at) => row.split(' ')[at])
        .join(' ')
        .replace(/^([dh])\d /, '$1? '),
    )
    .sort();
}

async function statuses(subject: Subject): Promise<readonly string[]> {
  const servers = (await statRows(adminSocket(subject.program))).filter(({ svname }) => /^[adhnt]\d$/.test(svname!));
  return servers.map(({ svname, status }) => `${svname!.replace(/^([dh])\d/, '$1?')} ${status}`).sort();
}

/** Runs a scenario on both and compares what it gives. */
async function sideBySide<T>(run: (name: Subject['name']) => Promise<T>): Promise<T> {
  const [ours, theirs] = await Promise.all([run('hawser'), run('haproxy')]);
  assert.deepEqual(ours, theirs);
  return ours;
}

const FOLLOW = `
resolvers dns
    nameserver ns1 127.0.0.1:$UDP
    resolve_retries 2
    timeout resolve 100ms
    timeout retry 500ms
    hold nx 150ms
    hold obsolete 50ms
backend be
    default-server init-addr none resolvers dns
    server a1 a.test:80
    server n1 nx.test:80
    server-template d 3 d.test:80 resolve-prefer ipv4
backend services
    server-template h 3 _http._tcp.s.test init-addr none resolvers dns resolve-prefer ipv4
backend twice
    default-server init-addr none resolvers dns resolve-opts allow-dup-ip
    server t1 a.test:81
    server t2 a.test:82
`;

test('servers follow their names, share addresses and records, and wait without one', {
  skip: withoutHaproxy26,
}, async (t) => {
  const told = await sideBySide(async (name) => {
    const first = zone(
      [
        ...[a('a.test', '127.0.0.2'), a('d.test', '127.0.0.3'), a('d.test', '127.0.0.4')],
        ...[srv('_http._tcp.s.test', 'x.test', 8001, 10), srv('_http._tcp.s.test', 'y.test', 8002, 257)],
        a('y.test', '127.0.0.12'),
      ],
      [a('x.test', '127.0.0.11')],
    );
    const subject = await startSubject(t, name, FOLLOW, first);
    const { program, dns } = subject;
    const seen: unknown[] = [];
    const look = async () => seen.push(await states(subject), await statuses(subject));
    await stderrHas(program, /\('y\.test'\) is UP/);
    await stderrHas(program, /be\/a1 administratively READY/);
    await stderrHas(program, /twice\/t2 administratively READY/);
    await look();
    // One address moves, one of two is gone, one service is gone.
    dns.respond = zone(
      [
        ...[a('a.test', '127.0.0.22'), a('d.test', '127.0.0.4')],
        ...[srv('_http._tcp.s.test', 'x.test', 8001, 3000), a('x.test', '127.0.0.11')],
      ],
      [a('x.test', '127.0.0.11')],
    );
    await stderrHas(program, /twice\/t2 changed its IP from 127\.0\.0\.2 to 127\.0\.0\.22/);
    await stderrHas(program, /be\/a1 changed its IP from 127\.0\.0\.2 to 127\.0\.0\.22/);
    await stderrHas(program, /be\/d\d is going DOWN for maintenance \(No IP for server \)/);
    await stderrHas(program, /entry removed from SRV record/);
    await look();
    dns.respond = zone([]);
    await stderrHas(program, /backend 'be' has no server available/);
    await stderrHas(program, /backend 'services' has no server available/);
    await stderrHas(program, /backend 'twice' has no server available/);
    await look();
    // Of one family: which of two is asked for first, and taken meanwhile, is chance.
    dns.respond = zone([aaaa('a.test', '::5')]);
    await stderrHas(program, /twice\/t2 administratively READY/);
    await stderrHas(program, /be\/a1 changed its IP from \(none\) to ::5/);
    await stderrHas(program, /(?:twice\/t2 administratively READY[\s\S]*){4}/);
    await stderrHas(program, /(?:be\/a1 administratively READY[\s\S]*){4}/);
    await look();
    await program.stop();
    return { seen, lines: new Set(logLines(subject).map((line) => line.replace(/\d active and/, '? active and'))) };
  });
  assert.ok(told.lines.size > 10);
});

const TARGETS = ['x.test', 'y.test', 'longer-name.test', 'b.test', 'c.example.test', 'aaa.test'];

const ORDER = `
resolvers dns
    nameserver ns1 127.0.0.1:$UDP
    hold obsolete 50ms
    timeout resolve 100ms
    accepted_payload_size 4096
backend services
    server-template p 7 _http._tcp.s.test init-addr none resolvers dns resolve-prefer ipv4
backend addresses
    server q1 many.test:80 init-addr none resolvers dns resolve-prefer ipv4
`;

test('records fill places in an order of their own, however they come', { skip: withoutHaproxy26 }, async (t) => {
  const addresses = TARGETS.map((target, at) => a(target, `127.0.1.${at}`));
  const many = [5, 9, 2, 77, 31].map((at) => a('many.test', `127.0.2.${at}`));
  const services = TARGETS.map((target, at) => srv('_http._tcp.s.test', target, 8001 + at, 10));
  const records = [...services, ...many];
  for (const answers of [records, [...records].reverse()]) {
    await sideBySide(async (name) => {
      const subject = await startSubject(t, name, ORDER, zone(answers, addresses));
      for (const target of TARGETS) await stderrHas(subject.program, new RegExp(`\\('${target}'\\) is UP`));
      await stderrHas(subject.program, /addresses\/q1 administratively READY/);
      const seen = await states(subject);
      await subject.program.stop();
      return seen;
    });
  }
});

// A second try begins when the time for the first one is over: an answer that took longer would be one more.
const COUNT = (names: readonly string[]) =>
  names
    .map(
      (name) => `
resolvers r${name}
    nameserver ns1 127.0.0.1:$UDP
    resolve_retries 2
    timeout resolve 1d
    timeout retry 2s
backend b${name}
    server s ${name}.test:80 init-addr none resolvers r${name}
`,
    )
    .join('');

test('answers are counted by what they are', { skip: withoutHaproxy26 }, async (t) => {
  const names = ['good', 'v4', 'alias', 'lone', 'cut', 'big', 'other', 'fail', 'refused', 'nx', 'quiet'];
  const respond: Responder = ({ name, type }) => {
    switch (name) {
      case 'good.test':
        return { answers: [type === 'A' ? a(name, '127.0.0.1') : aaaa(name, '::1')] };
      case 'v4.test':
        return { answers: type === 'A' ? [a(name, '127.0.0.1')] : [] };
      case 'alias.test':
        return { answers: [cname(name, 'b.test'), cname('b.test', 'c.test'), aaaa('c.test', '::2')] };
      case 'lone.test':
        return { answers: [cname(name, 'nowhere.test')] };
      case 'cut.test':
        return { answers: [a(name, '127.0.0.1')], truncated: true };
      case 'big.test':
        return { answers: Array.from({ length: 60 }, (_, at) => a(name, `127.0.0.${at}`)) };
      case 'other.test':
        return { answers: [a('else.test', '127.0.0.1')] };
      case 'fail.test':
        return { rcode: 'SERVFAIL' };
      case 'refused.test':
        return { rcode: 'REFUSED' };
      case 'nx.test':
        return { rcode: 'NXDOMAIN' };
      default:
        return undefined;
    }
  };
  // A and AAAA in both tries; one family where that is good, where nothing comes, or too much.
  const queries = 1 + 2 + 1 + 6 * 4 + 2 + 2;
  const answered = queries - 2;
  const counts = await sideBySide(async (name) => {
    const subject = await startSubject(t, name, COUNT(names), respond);
    await subject.dns.asked(queries);
    const text = await askUntil(
      async () => (await ask(subject.program, 'show resolvers')).replace(/Resolvers section default[\s\S]*/, ''),
      (shown) => sum(shown, 'sent') >= queries && sum(shown, ANSWERED) >= answered,
    );
    const one = await ask(subject.program, 'show resolvers rgood');
    const none = await ask(subject.program, 'show resolvers rnone');
    await subject.program.stop();
    return { text, one, none, questions: [...subject.dns.questions].sort() };
  });
  assert.match(counts.text, /Resolvers section rnx\n nameserver ns1:\n {2}sent: {8}4\n/);
});

/** All counters of answers that came. */
const ANSWERED = 'valid|cname_error|any_err|nx|refused|other|invalid|too_big|truncated';

function sum(text: string, counter: string): number {
  return [...text.matchAll(new RegExp(`^  (?:${counter}): +(\\d+)$`, 'gm'))].reduce((all, [, n]) => all + Number(n), 0);
}

const RESOLVE = `
resolvers dns
    nameserver ns1 tcp@127.0.0.1:$TCP
    resolve_retries 1
    timeout retry 2s
    accepted_payload_size 8192
frontend web
    mode http
    bind fd@\${web}
    http-request do-resolve(txn.ip,dns,ipv4) req.hdr(x-name)
    http-request return status 404 if !{ var(txn.ip) -m found }
    http-request return status 200 hdr x-ip "%[var(txn.ip)]" unless { req.hdr(x-port) -m found }
    default_backend any
backend any
    mode http
    http-request set-dst var(txn.ip)
    http-request set-dst-port req.hdr(x-port),add(0)
    server clear 0.0.0.0:0
`;

test('do-resolve waits for the name server and finds where to connect to', { skip: withoutHaproxy26 }, async (t) => {
  const origin = await startOrigin(t, () => ok('here'));
  const respond = zone([a('a.test', '127.0.0.1'), aaaa('six.test', '::1'), cname('c.test', 'a.test')]);
  const found = await sideBySide(async (name) => {
    const subject = await startSubject(t, name, RESOLVE, respond, ['web']);
    const get = async (fields: string) => {
      const text = `GET / HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`;
      const response = await exchange(t, subject.program.ports.web!, text);
      const [, status = '', ip = '-', body = ''] =
        /^HTTP\/1\.1 (\d+)[\s\S]*?(?:\r\nx-ip: (\S+)[\s\S]*?)?\r\n\r\n([\s\S]*)$/.exec(response) ?? [];
      return `${status} ${ip} ${body}`;
    };
    const answers: string[] = [];
    for (const host of ['a.test', 'six.test', 'nx.test', 'a..test']) answers.push(await get(`X-Name: ${host}\r\n`));
    answers.push(await get(`X-Name: a.test\r\nX-Port: ${origin.port}\r\n`));
    answers.push(await get(''));
    await subject.program.stop();
    return answers;
  });
  assert.deepEqual(found.slice(0, 2), ['200 127.0.0.1 ', '200 ::1 ']);
  assert.equal(found[4], '200 - here');
});

const MOVE = `
resolvers dns
    nameserver ns1 127.0.0.1:$UDP
    timeout resolve 100ms
frontend web
    mode http
    bind fd@\${web}
    default_backend be
backend be
    mode http
    server s a.test:$ORIGIN init-addr none resolvers dns resolve-prefer ipv4
`;

test('traffic goes where the name leads, and set server lets it follow another one', {
  skip: withoutHaproxy26,
}, async (t) => {
  const here = await startOrigin(t, () => ok('here'));
  const there = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthere'));
  });
  await new Promise<void>((resolve) => there.listen(here.port, '127.0.0.2', resolve));
  t.after(() => there.close());
  await sideBySide(async (name) => {
    const config = MOVE.replace('$ORIGIN', String(here.port));
    const subject = await startSubject(t, name, config, zone([a('a.test', '127.0.0.1'), a('b.test', '127.0.0.1')]), [
      'web',
    ]);
    const { program, dns } = subject;
    const get = async () => {
      const text = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
      return (await exchange(t, program.ports.web!, text)).split('\r\n\r\n')[1];
    };
    const seen: unknown[] = [];
    await stderrHas(program, /be\/s administratively READY/);
    seen.push(await get());
    dns.respond = zone([a('a.test', '127.0.0.2'), a('b.test', '127.0.0.1')]);
    await stderrHas(program, /from 127\.0\.0\.1 to 127\.0\.0\.2 by dns\/ns1/);
    seen.push(await get());
    for (const words of ['', 'a.test', 'b..test', 'b.test'])
      seen.push(await ask(subject.program, `set server be/s fqdn ${words}`));
    await stderrHas(program, /from 127\.0\.0\.2 to 127\.0\.0\.1 by dns\/ns1/);
    seen.push(await get(), await states(subject));
    await program.stop();
    return seen;
  });
});
