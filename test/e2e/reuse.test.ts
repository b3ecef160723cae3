/**
 * Which connection to the server a request takes (manual 4.2 `http-reuse`; 5.2 `pool-*`, `max-reuse`): clients ask in turn, the
 * origin answers with the number of the connection. What is expected was recorded from haproxy 2.6, which plays too where it is.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { listenOn, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { connect, ok, type Wire } from '../support/wire.js';

interface Plan {
  /** Lines of the backend; words of its server. */
  readonly lines?: readonly string[];
  readonly words?: string;
  readonly servers?: number;
  /** Letters are clients: one more request of that client. `A-`: it leaves. `A+B`: both at once, answered together. */
  readonly steps: string;
  /**
   * The numbers of the connections, in order of the answers (nothing where chance decides); `/n` behind them: so many were
   * opened in all.
   */
  readonly taken: string;
  /** What Hawser does instead, and why. */
  readonly own?: string;
  readonly why?: string;
}

const TWICE = 'A A B B A C C B';

const PLANS: Readonly<Record<string, Plan>> = {
  never: { lines: ['http-reuse never'], steps: TWICE, taken: '1 1 2 2 1 3 3 2 /3' },
  safe: { lines: ['http-reuse safe'], steps: TWICE, taken: '1 1 2 1 1 3 1 1 /3' },
  'safe, clients that ask once': { lines: ['http-reuse safe'], steps: 'A A- B B- C C- D', taken: '1 2 3 4 /4' },
  aggressive: { lines: ['http-reuse aggressive'], steps: TWICE, taken: '1 1 1 1 1 1 1 1 /1' },
  'aggressive, clients that ask once': {
    lines: ['http-reuse aggressive'],
    steps: 'A A- B B- C C- D',
    taken: '1 2 3 4 /4',
  },
  always: { lines: ['http-reuse always'], steps: TWICE, taken: '1 1 1 1 1 1 1 1 /1' },
  'always, clients that ask once': { lines: ['http-reuse always'], steps: 'A A- B B- C C- D', taken: '1 1 1 1 /1' },
  'always, two at once': { lines: ['http-reuse always'], steps: 'A+B A B C C+A+B', taken: '/3' },
  'safe, two at once': { lines: ['http-reuse safe'], steps: 'A+B A B C C+A+B', taken: '/4' },
  'max-reuse 1': {
    lines: ['http-reuse always'],
    words: 'max-reuse 1',
    steps: 'A A A A B',
    taken: '1 1 1 1 1 /1',
    own: '1 1 2 2 3 /3',
    why: '2.6 does not count those of HTTP/1',
  },
  'max-reuse 0': {
    lines: ['http-reuse always'],
    words: 'max-reuse 0',
    steps: 'A A B',
    taken: '1 1 1 /1',
    own: '1 2 3 /3',
    why: '2.6 does not count those of HTTP/1',
  },
  'pool-max-conn 0': { lines: ['http-reuse always'], words: 'pool-max-conn 0', steps: 'A A B A', taken: '1 2 3 4 /4' },
  'pool-max-conn 1': { lines: ['http-reuse always'], words: 'pool-max-conn 1', steps: 'A+B+C A+B+C A', taken: '/5' },
  'pool-purge-delay 0': {
    lines: ['http-reuse always'],
    words: 'pool-purge-delay 0',
    steps: 'A A B A',
    taken: '1 2 3 4 /4',
  },
  'pool-low-conn 2': { lines: ['http-reuse always'], words: 'pool-low-conn 2', steps: 'A A B A', taken: '1 1 1 1 /1' },
  'http-server-close': { lines: ['http-reuse always', 'option http-server-close'], steps: 'A A B', taken: '1 2 3 /3' },
  'private by NTLM': { lines: ['http-reuse always'], steps: 'A N A B B A B', taken: '1 1 1 2 2 1 2 /2' },
  'private by Negotiate': { lines: ['http-reuse always'], steps: 'A G A B B A B', taken: '1 1 1 2 2 1 2 /2' },
  'never, and a client that left': { lines: ['http-reuse never'], steps: 'A A A- B B', taken: '1 1 2 2 /2' },
  'two servers in turn': {
    lines: ['balance roundrobin', 'http-reuse always'],
    servers: 2,
    steps: 'A A A A B B',
    taken: '1 2 1 2 1 2 /2',
  },
  'two servers, prefer-last-server': {
    lines: ['balance roundrobin', 'http-reuse always', 'option prefer-last-server'],
    servers: 2,
    steps: 'A A A B B C',
    taken: '1 2 1 2 1 2 /2',
    own: '1 1 1 2 2 1 /2',
    why: 'a shared connection is one that is held, too',
  },
  'two servers, prefer-last-server, never': {
    lines: ['balance roundrobin', 'http-reuse never', 'option prefer-last-server'],
    servers: 2,
    steps: 'A A A B B C',
    taken: '1 1 1 2 2 3 /3',
  },
  'PROXY header of one source': {
    lines: ['http-reuse always', 'http-request set-src str(10.0.0.1)', 'http-request set-src-port int(7)'],
    words: 'send-proxy',
    steps: 'A A B A',
    taken: '1 1 1 1 /1',
  },
  'PROXY header of each request': {
    lines: ['http-reuse always', 'unique-id-format %rt'],
    words: 'send-proxy-v2 proxy-v2-options unique-id',
    steps: 'A A B A',
    taken: '1 2 3 4 /4',
  },
  'PROXY headers in turn': {
    lines: ['http-reuse always'],
    words: 'send-proxy',
    steps: 'A A B B A B',
    taken: '1 1 2 3 1 4 /4',
  },
  'PROXY headers in turn, pool-low-conn 1': {
    lines: ['http-reuse always'],
    words: 'send-proxy pool-low-conn 1',
    steps: 'A A B B A B',
    taken: '1 1 2 2 1 2 /2',
  },
  'PROXY header': { lines: ['http-reuse always'], words: 'send-proxy', steps: 'A A B A', taken: '1 1 2 1 /2' },
};

const NAMES = Object.keys(PLANS);

const configOf = (): string =>
  `global
    nbthread 1
defaults
    mode http
    timeout connect 20s
    timeout client 20s
    timeout server 20s
${NAMES.map((name, at) => {
  const { lines = [], words = '', servers = 1 } = PLANS[name]!;
  const all = Array.from({ length: servers }, (_, index) => `server s${index} "127.0.0.1:\${ORIGIN}" ${words}`);
  return `listen l${at}\n    bind "fd@\${l${at}}"\n    ${[...lines, ...all].join('\n    ')}\n`;
}).join('')}`;

/** Answers with the number of the connection, counted for each path; holds what asks to be held until so many are here. */
async function startOrigin(t: TestContext): Promise<{ port: number; opened: Map<string, number> }> {
  const opened = new Map<string, number>();
  const held = new Map<string, (() => void)[]>();
  const server = net.createServer((socket) => {
    let own = 0;
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const text = data.toString('latin1').replace(/^(?:PROXY .*\r\n|\r\n\r\n\0[\s\S]*?(?=GET ))/, '');
      const [, plan, count, kind] = /^GET \/(\d+)\/(\d+)\/(\w+)/.exec(text) ?? [];
      if (plan === undefined) return;
      if (own === 0) {
        own = (opened.get(plan) ?? 0) + 1;
        opened.set(plan, own);
      }
      const scheme = kind === 'N' ? 'NTLM' : kind === 'G' ? 'Negotiate' : undefined;
      const body = String(own);
      const answer =
        scheme === undefined
          ? ok(body)
          : `HTTP/1.1 401 No\r\nWWW-Authenticate: ${scheme}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      const waiting = held.get(plan) ?? [];
      waiting.push(() => socket.write(answer));
      if (waiting.length < Number(count)) held.set(plan, waiting);
      else {
        held.delete(plan);
        for (const write of waiting) write();
      }
    });
  });
  t.after(() => server.close());
  return { port: await listenOn(server), opened };
}

async function play(t: TestContext, port: number, at: number, steps: string): Promise<string> {
  const clients = new Map<string, Wire>();
  const taken: string[] = [];
  for (const step of steps.split(' ')) {
    if (step.endsWith('-')) {
      const wire = clients.get(step[0]!)!;
      clients.delete(step[0]!);
      wire.socket.end();
      await wire.untilClose();
      continue;
    }
    const all = step.split('+');
    const answers: Promise<string>[] = [];
    for (const name of all) {
      // N and G are client A, answered with a challenge.
      const who = name === 'N' || name === 'G' ? 'A' : name;
      const wire = clients.get(who) ?? (await connect(t, port));
      clients.set(who, wire);
      wire.send(`GET /${at}/${all.length}/${name} HTTP/1.1\r\nHost: h\r\n\r\n`);
      answers.push(wire.response());
    }
    const numbers = (await Promise.all(answers)).map((text) => text.slice(text.indexOf('\r\n\r\n') + 4));
    taken.push(numbers.sort().join('+'));
  }
  for (const wire of clients.values()) wire.socket.destroy();
  return taken.join(' ');
}

async function playAll(t: TestContext, program?: readonly [string]): Promise<Readonly<Record<string, string>>> {
  const origin = await startOrigin(t);
  const listeners = NAMES.map((_, at) => `l${at}`);
  const options = program === undefined ? {} : { program };
  const { ports } = await startHawser(t, {
    config: configOf(),
    listeners,
    env: { ORIGIN: String(origin.port) },
    ...options,
  });
  const taken: Record<string, string> = {};
  for (const [at, name] of NAMES.entries()) {
    taken[name] = `${await play(t, ports[`l${at}`]!, at, PLANS[name]!.steps)} /${origin.opened.get(String(at))}`;
  }
  return taken;
}

/** Only what is expected, where chance decides on the rest. */
const told = (seen: string, expected: string): string =>
  expected.startsWith('/') ? seen.slice(seen.indexOf('/')) : seen;

test('reuse: haproxy 2.6 takes connections as recorded', {
  skip: withoutHaproxy26,
}, async (t) => {
  const seen = await playAll(t, [haproxy26!]);
  for (const name of NAMES) {
    const { taken } = PLANS[name]!;
    await t.test(name, () => assert.equal(told(seen[name]!, taken), taken));
  }
});

test('reuse: Hawser takes the same ones', async (t) => {
  const seen = await playAll(t);
  for (const name of NAMES) {
    const { taken, own = taken, why } = PLANS[name]!;
    await t.test(why === undefined ? name : `${name} (${why})`, () => assert.equal(told(seen[name]!, own), own));
  }
});
