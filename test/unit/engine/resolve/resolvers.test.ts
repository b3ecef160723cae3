/** Resolutions with a clock and name servers of the test's own: which queries leave when, and what becomes of answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import dnsPacket, { type Answer } from 'dns-packet';
import { TimerWheel } from '../../../../src/base/timer-wheel.js';
import type { AnswerSource, Requester, Resolution } from '../../../../src/engine/resolve/resolution.js';
import { Resolvers } from '../../../../src/engine/resolve/resolvers.js';
import { initialResolvers, type ResolversConfig } from '../../../../src/model/config/resolvers.js';
import type { NameserverCounters } from '../../../../src/model/name-lookup.js';
import type { LinkHandler } from '../../../../src/net/dns/index.js';
import { a, aaaa, cname } from '../../../support/dns-server.js';

interface Sent {
  readonly server: string;
  readonly atMs: number;
  readonly text: string;
  readonly bytes: Buffer;
}

/** A section without sockets; time goes on as the test says. */
class Bench {
  nowMs = 1000;
  readonly sent: Sent[] = [];
  readonly events: string[] = [];
  readonly resolvers: Resolvers;
  families = { v4: true, v6: true };
  broken = false;
  readonly #handlers = new Map<string, LinkHandler>();
  readonly #wheel: TimerWheel;

  constructor(change: Partial<ResolversConfig> = {}, servers: readonly string[] = ['ns1']) {
    this.#wheel = new TimerWheel(() => this.nowMs);
    const nameservers = servers.map((name) => ({
      ...{ name, transport: 'udp' as const, host: '192.0.2.53', port: 53, source: undefined, tls: undefined },
      ...{ maxconn: 0, file: 'x', line: 1 },
    }));
    const config = { ...initialResolvers('dns'), nameservers, ...change };
    this.resolvers = new Resolvers(config, {
      now: () => this.nowMs,
      wheel: this.#wheel,
      families: () => this.families,
      open: ({ name }, handler) => {
        this.#handlers.set(name, handler);
        const send = (bytes: Buffer) => {
          if (this.broken) return false;
          const { type, name: asked } = dnsPacket.decode(bytes).questions![0]!;
          this.sent.push({ server: name, atMs: this.nowMs - 1000, text: `${type} ${asked}`, bytes });
          return true;
        };
        return { send, close: () => {} };
      },
    });
    this.resolvers.start();
  }

  /** Lets time pass, in steps that the wheel takes. */
  pass(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs = Math.min(end, this.nowMs + 8);
      this.#wheel.advance();
    }
  }

  /** The queries since the last call, as `0 A x`. */
  queries(): readonly string[] {
    return this.sent.splice(0).map(({ atMs, text }) => `${Math.round(atMs / 100) * 100} ${text}`);
  }

  answer(answers: readonly Answer[] | number, server = 'ns1', query = this.sent.at(-1)!, flags = 0): void {
    const { id, questions } = dnsPacket.decode(query.bytes);
    const code = typeof answers === 'number' ? answers : 0;
    const list = typeof answers === 'number' ? [] : [...answers];
    const bytes = dnsPacket.encode({
      type: 'response',
      id: id!,
      flags: flags | code,
      questions: questions!,
      answers: list,
    });
    this.raw(bytes, server);
  }

  raw(bytes: Buffer, server = 'ns1'): void {
    this.#handlers.get(server)!.onMessage(bytes);
  }

  follow(name: string, type: 'A' | 'AAAA' | 'SRV', keeps = true): { resolution: Resolution; requester: Requester } {
    const requester: Requester = {
      onAnswer: (resolution, source: AnswerSource | undefined) => {
        const found = [...resolution.records.keys()].join(' ');
        this.events.push(`${this.nowMs - 1000} ${found} by ${source?.label ?? 'cache'}`);
      },
      onFailure: ({ status }) => {
        this.events.push(`${this.nowMs - 1000} ${status}`);
        return keeps;
      },
    };
    const resolution = this.resolvers.link(name, type, requester)!;
    this.resolvers.trigger(resolution, true);
    return { resolution, requester };
  }

  counters(server = 0): Partial<NameserverCounters> {
    const { counters } = this.resolvers.nameservers[server]!;
    return Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0));
  }
}

test('a valid answer is told at once and the name is asked for again after the time to resolve', (t) => {
  const bench = new Bench({ resolveMs: 300 });
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  bench.answer([a('a.test', '192.0.2.1')]);
  assert.deepEqual(bench.events, ['0 192.0.2.1 by dns/ns1']);
  assert.deepEqual(bench.queries(), ['0 A a.test']);
  bench.pass(310);
  assert.deepEqual(bench.queries(), ['300 A a.test']);
  assert.deepEqual(bench.counters(), { sent: 2, valid: 1 });
});

test('an empty answer leads to the other family at once, and the next round starts with the preferred one', (t) => {
  const bench = new Bench({ resolveMs: 300 });
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'AAAA');
  bench.answer([]);
  bench.answer([a('a.test', '192.0.2.1')]);
  assert.deepEqual(bench.queries(), ['0 AAAA a.test', '0 A a.test']);
  bench.pass(310);
  assert.deepEqual(bench.queries(), ['300 AAAA a.test']);
  assert.deepEqual(bench.counters(), { sent: 3, any_err: 1, valid: 1 });
});

test('NXDOMAIN for both families is asked again as often as retries say, then it is a failure', (t) => {
  const bench = new Bench({ retries: 2, retryMs: 200, resolveMs: 1000 });
  t.after(() => bench.resolvers.stop());
  bench.follow('nx.test', 'AAAA');
  bench.answer(3);
  bench.answer(3);
  assert.deepEqual(bench.events, []);
  bench.pass(210);
  bench.answer(3);
  bench.answer(3);
  assert.deepEqual(bench.queries(), ['0 AAAA nx.test', '0 A nx.test', '200 AAAA nx.test', '200 A nx.test']);
  assert.equal(bench.events.length, 1);
  assert.match(bench.events[0]!, / nx$/);
  assert.deepEqual(bench.counters(), { sent: 4, nx: 4 });
});

test('silence is a timeout after all retries, always for the preferred family', (t) => {
  const bench = new Bench({ retries: 3, retryMs: 100, resolveMs: 1000 });
  t.after(() => bench.resolvers.stop());
  bench.follow('quiet.test', 'AAAA');
  bench.pass(400);
  assert.deepEqual(bench.queries(), ['0 AAAA quiet.test', '100 AAAA quiet.test', '200 AAAA quiet.test']);
  assert.match(bench.events.join(), /^3\d\d timeout$/);
});

test('all name servers are asked, the first valid answer counts and later ones are outdated', (t) => {
  const bench = new Bench({}, ['ns1', 'ns2', 'ns3']);
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  const [query] = bench.sent;
  bench.answer(5, 'ns1', query);
  bench.answer([a('a.test', '192.0.2.1')], 'ns2', query);
  bench.answer([a('a.test', '192.0.2.9')], 'ns3', query);
  assert.deepEqual(bench.events, ['0 192.0.2.1 by dns/ns2']);
  assert.deepEqual(
    [0, 1, 2].map((at) => bench.counters(at)),
    [
      { sent: 1, refused: 1 },
      { sent: 1, valid: 1 },
      { sent: 1, outdated: 1 },
    ],
  );
});

test('an error is acted on when every name server gave one', (t) => {
  const bench = new Bench({}, ['ns1', 'ns2']);
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  const [query] = bench.sent;
  bench.answer(3, 'ns1', query);
  assert.equal(bench.sent.length, 2);
  bench.answer(2, 'ns2', query);
  assert.deepEqual(bench.queries(), ['0 A a.test', '0 A a.test', '0 AAAA a.test', '0 AAAA a.test']);
});

test('answers that are of no use are counted by their kind', (t) => {
  const bench = new Bench({ payloadBytes: 100 });
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  const [query] = bench.sent;
  const big = Array.from({ length: 20 }, (_, at) => a('a.test', `192.0.2.${at}`));
  bench.answer(big);
  bench.raw(Buffer.alloc(4));
  bench.raw(Buffer.concat([query!.bytes.subarray(0, 2), Buffer.alloc(10)]));
  bench.answer([cname('a.test', 'b.test')]);
  bench.answer([a('b.test', '192.0.2.1')]);
  bench.answer([a('a.test', '192.0.2.1')], 'ns1', query, 0x0200);
  bench.answer(2);
  assert.deepEqual(bench.counters(), {
    ...{ sent: 2, too_big: 1, invalid: 3, cname_error: 1 },
    ...{ truncated: 1, other: 1 },
  });
});

test('aliases are followed within an answer', (t) => {
  const bench = new Bench();
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  bench.answer([cname('a.test', 'B.test'), cname('b.test', 'c.test'), a('c.test', '192.0.2.7')]);
  assert.deepEqual(bench.events, ['0 192.0.2.7 by dns/ns1']);
});

test('one resolution serves all who ask for a name; the others hear of it from the cache', (t) => {
  const bench = new Bench();
  t.after(() => bench.resolvers.stop());
  bench.follow('a.test', 'A');
  bench.follow('A.TEST', 'A');
  bench.answer([a('a.test', '192.0.2.1')]);
  assert.deepEqual(bench.queries(), ['0 A a.test']);
  assert.deepEqual(bench.events, ['0 192.0.2.1 by dns/ns1', '0 192.0.2.1 by cache']);
});

test('records that are no longer named go after hold obsolete', (t) => {
  const bench = new Bench({ resolveMs: 100, holdMs: { ...initialResolvers('').holdMs, obsolete: 150 } });
  t.after(() => bench.resolvers.stop());
  const { resolution } = bench.follow('a.test', 'A');
  bench.answer([a('a.test', '192.0.2.1'), a('a.test', '192.0.2.2')]);
  for (const expected of [2, 1]) {
    bench.pass(110);
    bench.answer([a('a.test', '192.0.2.1')]);
    resolution.dropObsolete();
    assert.equal(resolution.records.size, expected);
  }
});

test('a failure is borne while the last valid answer is younger than hold', (t) => {
  const bench = new Bench({ holdMs: { ...initialResolvers('').holdMs, nx: 500 } });
  t.after(() => bench.resolvers.stop());
  const { resolution } = bench.follow('a.test', 'A');
  assert.equal(resolution.isHeld(bench.nowMs), true);
  bench.answer([a('a.test', '192.0.2.1')]);
  resolution.status = 'nx';
  assert.equal(resolution.isHeld(bench.nowMs + 499), true);
  assert.equal(resolution.isHeld(bench.nowMs + 500), false);
});

test('only accepted families are asked for', (t) => {
  const bench = new Bench();
  t.after(() => bench.resolvers.stop());
  bench.families = { v4: true, v6: false };
  bench.follow('a.test', 'AAAA');
  bench.answer(3);
  assert.deepEqual(bench.queries(), ['0 A a.test']);
  bench.families = { v4: false, v6: true };
  bench.follow('b.test', 'A');
  bench.answer([aaaa('b.test', '2001:db8::1')]);
  assert.deepEqual(bench.queries(), ['0 AAAA b.test']);
});

test('queries that cannot be sent are counted, and a name that nobody follows is asked for no more', (t) => {
  const bench = new Bench({ resolveMs: 100, retryMs: 100, retries: 1 });
  t.after(() => bench.resolvers.stop());
  bench.broken = true;
  const { resolution, requester } = bench.follow('a.test', 'A');
  assert.deepEqual(bench.counters(), { snd_error: 1 });
  bench.broken = false;
  bench.resolvers.unlink(resolution, requester);
  bench.pass(1000);
  assert.deepEqual(bench.queries(), []);
});

test('names that cannot be asked for have no resolution', (t) => {
  const bench = new Bench();
  t.after(() => bench.resolvers.stop());
  assert.equal(bench.resolvers.link('a..test', 'A', { onAnswer: () => {}, onFailure: () => false }), undefined);
});
