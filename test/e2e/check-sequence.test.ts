/**
 * Checks of a server that changes, one after the other, beside haproxy: each program logs the same lines in the same order,
 * for the server and for those that track it (manual 5.2 `rise`, `fall`, `fastinter`, `track`, 4.2 `http-check disable-on-404`).
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { listenOn, startHawser } from '../support/hawser.js';
import { stderrHas } from '../support/process.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';

interface Plan {
  readonly name: string;
  /** Statuses of the answers; as many passed checks stand in front as make the server fully up. */
  readonly answers: readonly number[];
  readonly words: string;
  readonly lines?: readonly string[];
}

const PLANS: readonly Plan[] = [
  {
    name: 'rise 2 fall 3',
    answers: [200, 200, 500, 200, 500, 500, 500, 500, 200, 500, 200, 200, 200],
    words: 'inter 300ms fastinter 150ms downinter 225ms rise 2 fall 3',
  },
  { name: 'rise 1 fall 1', answers: [200, 500, 200, 503, 404, 200], words: 'inter 200ms rise 1 fall 1' },
  {
    name: 'disable-on-404',
    answers: [200, 200, 404, 404, 200, 404, 500, 500, 404, 200, 200, 404, 500, 200, 404],
    words: 'inter 200ms rise 2 fall 2',
    lines: ['http-check disable-on-404'],
  },
  {
    name: 'conditions',
    answers: [200, 200, 500, 202, 202, 200, 500, 500, 202, 202],
    words: 'inter 200ms rise 2 fall 2',
    lines: ['http-check expect rstatus ^20[02] ok-status L7OK on-success "fine %[status]"'],
  },
];

/** Answers by plan; the check behind the last one meets the word END. */
async function startOrigin(t: TestContext, { answers }: Plan): Promise<number> {
  let count = 0;
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const status = answers[count++];
      socket.end(status === undefined ? 'HTTP/1.0 599 END\r\n\r\n' : `HTTP/1.0 ${status} S\r\n\r\n`);
    });
  });
  t.after(() => server.close());
  return listenOn(server);
}

async function linesOf(t: TestContext, plan: Plan, haproxy?: string): Promise<readonly string[]> {
  const port = await startOrigin(t, plan);
  const config = [
    ...['global', ' max-spread-checks 1ms', 'defaults', ' mode http', ' timeout connect 5s', ' timeout client 5s'],
    ...[
      ' timeout server 5s',
      ' timeout check 5s',
      ' option log-health-checks',
      'frontend fe',
      ' bind "fd@${FE}"',
      'backend be',
    ],
    ...[' option httpchk', ...(plan.lines ?? []).map((line) => ` ${line}`)],
    ...[
      ` server s 127.0.0.1:${port} check ${plan.words}`,
      ' server t 127.0.0.1:1 track s',
      ' server u 127.0.0.1:1 track t',
    ],
  ];
  const program = await startHawser(t, {
    ...{ config: `${config.join('\n')}\n`, listeners: ['FE'] },
    ...(haproxy === undefined ? {} : { program: [haproxy] }),
  });
  await stderrHas(program, /"END"/);
  const text = program
    .stderr()
    .replace(/duration: \d+ms/g, 'duration: Nms')
    .replace(/\(\d+\)/g, '');
  const lines = text.split('\n').filter((line) => /^\[\w+\] +: (?:Health|Server|backend)/.test(line));
  // Health before the first check is another one since 3.1: what counts begins when the server is fully up.
  const from = lines.findIndex((line) => /status: (\d)\/\1 UP/.test(line));
  return lines.slice(
    from,
    lines.findIndex((line) => line.includes('"END"')),
  );
}

describe('checks in a row', { concurrency: true, skip: withoutHaproxy26 }, () => {
  for (const plan of PLANS) {
    test(plan.name, async (t) => {
      const [ours, theirs] = await Promise.all([linesOf(t, plan), linesOf(t, plan, haproxy26)]);
      assert.ok(theirs.length > 3);
      assert.deepEqual(ours, theirs);
    });
  }
});
