/** Servers that follow names: with a clock, name servers and an engine of the test's own. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import dnsPacket from 'dns-packet';
import { resolveHosts } from '../../../../src/app/resolve-hosts.js';
import { TimerWheel } from '../../../../src/base/timer-wheel.js';
import { NameService } from '../../../../src/engine/resolve/name-service.js';
import { Admin, type Server } from '../../../../src/model/server.js';
import type { LinkHandler } from '../../../../src/net/dns/index.js';
import { loadText } from '../../../support/config.js';
import { a, aaaa, type Responder, srv, zone } from '../../../support/dns-server.js';

const HEAD = [
  'resolvers dns',
  ' nameserver ns 127.0.0.1:53',
  ' timeout resolve 100',
  ' timeout retry 100',
  ' hold nx 250',
];

class Bench {
  nowMs = 1000;
  respond: Responder;
  readonly told: string[] = [];
  readonly servers: readonly Server[];
  readonly service: NameService;
  readonly #wheel: TimerWheel;

  private constructor(
    servers: readonly Server[],
    configs: ConstructorParameters<typeof NameService>[0],
    respond: Responder,
  ) {
    this.respond = respond;
    this.servers = servers;
    this.#wheel = new TimerWheel(() => this.nowMs);
    const open = (_config: unknown, handler: LinkHandler) => ({
      send: (bytes: Buffer) => {
        this.#wire.push(() => this.#serve(bytes, handler));
        return true;
      },
      close: () => {},
    });
    const lower = { now: () => this.nowMs, wheel: this.#wheel, families: () => ({ v4: true, v6: true }), open };
    this.service = new NameService(configs, lower, {
      changeAddress: (server, address) => {
        server.address = address;
      },
      setResolved: (server, isResolved, reason) => {
        const isChange = ((server.admin & Admin.ResolutionMaintenance) === 0) !== isResolved;
        server.admin = isResolved
          ? server.admin & ~Admin.ResolutionMaintenance
          : server.admin | Admin.ResolutionMaintenance;
        if (isChange) this.told.push(`${server.name} ${isResolved ? 'up' : `down: ${reason.trim()}`}`);
        return isChange;
      },
      setWeight: (server, weight) => {
        server.weight = weight;
      },
      notice: (_proxy, text, quiet) => this.told.push(`${quiet ? 'quiet: ' : ''}${text}`),
    });
  }

  readonly #wire: (() => void)[] = [];

  static async start(t: TestContext, lines: readonly string[], respond: Responder, head = HEAD): Promise<Bench> {
    const text = [...head, 'backend be', ' mode http', ...lines.map((line) => ` ${line}`), ''].join('\n');
    const loaded = loadText(text);
    await resolveHosts(loaded, { lookup: () => Promise.resolve({ address: '192.0.2.200' }) });
    const { proxy } = loaded.plan.proxies.find((plan) => plan.proxy.name === 'be')!;
    const bench = new Bench(proxy.servers, loaded.config.global.resolvers.slice(0, 1), respond);
    bench.service.start([proxy]);
    t.after(() => bench.service.stop());
    bench.deliver();
    return bench;
  }

  #serve(bytes: Buffer, handler: LinkHandler): void {
    const query = dnsPacket.decode(bytes);
    const reply = this.respond(query.questions![0]!, query);
    if (reply === undefined) return;
    const { answers = [], additionals = [], rcode } = reply;
    const flags = rcode === 'NXDOMAIN' ? 3 : 0;
    const sections = { questions: query.questions!, answers: [...answers], additionals: [...additionals] };
    handler.onMessage(dnsPacket.encode({ type: 'response', id: query.id!, flags, ...sections }));
  }

  /** Lets everything that is on its way arrive. */
  deliver(): void {
    for (let next = this.#wire.shift(); next !== undefined; next = this.#wire.shift()) next();
  }

  pass(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += 10;
      this.#wheel.advance();
      this.deliver();
    }
  }

  /** `s1 192.0.2.1:80 w1 up`. */
  get state(): readonly string[] {
    return this.servers.map(({ name, address, port, weight, admin }) => {
      const isUp = (admin & Admin.ResolutionMaintenance) === 0;
      return `${name} ${address || '-'}:${port} w${weight} ${isUp ? 'up' : 'down'}`;
    });
  }
}

const SLOTS = 'default-server init-addr none resolvers dns resolve-prefer ipv4';

test('a server takes the address of its name, keeps it while failures are held, and waits without one', async (t) => {
  const bench = await Bench.start(t, [SLOTS, 'server s1 a.test:80'], zone([a('a.test', '192.0.2.1')]));
  assert.deepEqual(bench.state, ['s1 192.0.2.1:80 w1 up']);
  assert.deepEqual(bench.told, [
    ...['be/s1 changed its IP from (none) to 192.0.2.1 by dns/ns.', 's1 up'],
    'Server be/s1 administratively READY thanks to valid DNS answer.',
  ]);
  bench.told.length = 0;
  bench.respond = zone([]);
  bench.pass(200);
  assert.deepEqual(bench.state, ['s1 192.0.2.1:80 w1 up']);
  bench.pass(600);
  assert.deepEqual(bench.state, ['s1 -:80 w1 down']);
  assert.deepEqual(bench.told, ['s1 down: DNS NX status']);
});

test('an address that the system found is followed, too', async (t) => {
  const bench = await Bench.start(t, ['server s1 a.test:80 resolvers dns'], zone([a('a.test', '192.0.2.1')]));
  assert.deepEqual(bench.told, ['be/s1 changed its IP from 192.0.2.200 to 192.0.2.1 by dns/ns.']);
});

test('servers of one name share its addresses; one that finds none left waits', async (t) => {
  const two = zone([a('a.test', '192.0.2.1'), a('a.test', '192.0.2.2')]);
  const bench = await Bench.start(t, [SLOTS, 'server-template s 3 a.test:80'], two);
  assert.deepEqual(bench.state, ['s1 192.0.2.2:80 w1 up', 's2 192.0.2.1:80 w1 up', 's3 -:80 w1 down']);
  bench.respond = zone([a('a.test', '192.0.2.2'), a('a.test', '192.0.2.3'), a('a.test', '192.0.2.4')]);
  bench.pass(120);
  assert.deepEqual(bench.state, ['s1 192.0.2.2:80 w1 up', 's2 192.0.2.3:80 w1 up', 's3 192.0.2.4:80 w1 up']);
});

test('allow-dup-ip lets servers share one address', async (t) => {
  const lines = [`${SLOTS} resolve-opts allow-dup-ip`, 'server s1 a.test:80', 'server s2 a.test:81'];
  const bench = await Bench.start(t, lines, zone([a('a.test', '192.0.2.1')]));
  assert.deepEqual(bench.state, ['s1 192.0.2.1:80 w1 up', 's2 192.0.2.1:81 w1 up']);
});

test('records of a service fill places with port and weight; those that go make room', async (t) => {
  const records = [srv('_h._tcp.s.test', 'x.test', 1001, 0), srv('_h._tcp.s.test', 'y.test', 1002, 65_535)];
  const first = zone([...records, a('y.test', '192.0.2.2')], [a('x.test', '192.0.2.1')]);
  const bench = await Bench.start(t, [SLOTS, 'server-template h 3 _h._tcp.s.test'], first);
  assert.deepEqual(bench.state, ['h1 192.0.2.2:1002 w256 up', 'h2 192.0.2.1:1001 w0 up', 'h3 -:0 w1 down']);
  const at = bench.told.indexOf('be/h2 changed its IP from (none) to 192.0.2.1 by DNS additional record.');
  assert.ok(at >= 0);
  assert.equal(bench.told[at + 1], "quiet: be/h2 changed its FQDN from (null) to x.test by 'SRV record'");
  bench.respond = zone([
    ...[srv('_h._tcp.s.test', 'y.test', 1002, 256), srv('_h._tcp.s.test', 'z.test', 1003, 1)],
    ...[a('y.test', '192.0.2.2'), a('z.test', '192.0.2.3')],
  ]);
  bench.pass(120);
  assert.deepEqual(bench.state, ['h1 192.0.2.2:1002 w1 up', 'h2 192.0.2.3:1003 w1 up', 'h3 -:0 w1 down']);
  assert.ok(bench.told.includes('h2 down: entry removed from SRV record'));
});

test('ignore-weight leaves weights as they are', async (t) => {
  const lines = [`${SLOTS} resolve-opts ignore-weight weight 7`, 'server-template h 1 _h._tcp.s.test'];
  const respond = zone([srv('_h._tcp.s.test', 'x.test', 1001, 9999)], [aaaa('x.test', '2001:db8::1')]);
  const bench = await Bench.start(t, lines, respond);
  assert.deepEqual(bench.state, ['h1 2001:db8::1:1001 w7 up']);
});

test('a server can be told to follow another name, unless it is one of a service or has no resolvers', async (t) => {
  const lines = [SLOTS, 'server s1 a.test:80', 'server h1 _h._tcp.s.test', 'server n1 192.0.2.9:80'];
  const bench = await Bench.start(t, lines, zone([a('a.test', '192.0.2.1'), a('b.test', '192.0.2.2')]));
  const [s1, h1, n1] = bench.servers as readonly [Server, Server, Server];
  assert.equal(bench.service.follow(s1, 'a.test'), 'same');
  assert.equal(bench.service.follow(s1, 'a..test'), 'impossible');
  assert.equal(bench.service.follow(h1, 'b.test'), 'service');
  assert.equal(bench.service.follow(n1, 'b.test'), 'no-resolvers');
  assert.equal(bench.service.follow(s1, 'b.test'), 'done');
  bench.deliver();
  assert.equal(bench.state[0], 's1 192.0.2.2:80 w1 up');
  assert.equal(s1.fqdn, 'b.test');
});

test('a look at the name can be asked for, and servers that left are not followed', async (t) => {
  const bench = await Bench.start(t, [SLOTS, 'server s1 a.test:80'], zone([a('a.test', '192.0.2.1')]));
  const [s1] = bench.servers as readonly [Server];
  bench.respond = zone([a('a.test', '192.0.2.2')]);
  bench.pass(10);
  assert.equal(s1.address, '192.0.2.1');
  bench.service.refresh(s1);
  bench.deliver();
  assert.equal(s1.address, '192.0.2.2');
  bench.service.remove(s1);
  bench.respond = zone([a('a.test', '192.0.2.3')]);
  bench.pass(300);
  assert.equal(s1.address, '192.0.2.2');
});

test('rules look names up in a section, and answers are kept as long as hold valid says', async (t) => {
  const head = [...HEAD, ' hold valid 500'];
  const bench = await Bench.start(t, ['server s1 192.0.2.9:80'], zone([a('a.test', '192.0.2.1')]), head);
  let asked = 0;
  const known = bench.respond;
  bench.respond = (question, query) => {
    asked++;
    return known(question, query);
  };
  const resolver = bench.service.resolver('dns')!;
  const look = () => {
    const lookup = resolver.lookup('a.test', 4, () => bench.told.push('done'));
    bench.deliver();
    return lookup;
  };
  assert.deepEqual(look().address?.constructor.name, 'Ipv4');
  assert.deepEqual(bench.told, ['done']);
  assert.equal(look().done, true);
  assert.equal(asked, 1);
  bench.pass(600);
  look();
  assert.equal(asked, 2);
  assert.equal(bench.service.resolver('nowhere'), undefined);
  assert.equal(resolver.lookup('a..test', 4, () => {}).done, true);
});
