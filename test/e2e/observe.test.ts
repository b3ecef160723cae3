/** `observe`, `on-error`, `error-limit` (manual 5.2): after every request both programs show the same health of the server. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { adminSocket, ask, askUntil, statRow } from '../support/admin.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { hawserBin } from '../support/project.js';
import { exchange, startOrigin } from '../support/wire.js';

const MODES = ['fastinter', 'fail-check', 'sudden-death', 'mark-down'] as const;

/** The server answers with the status that is asked for; the one of layer 4 is not there. */
const CONFIG = `${HEAD}    retries 0
    default-server inter 1h downinter 1h fastinter 1h
frontend fe
    bind "fd@\${web}"
    use_backend %[req.hdr(x-be)]
backend first
    server first 127.0.0.1:1 check
${MODES.map(
  (mode) => `backend l7-${mode}
    server s "127.0.0.1:\${ORIGIN}" check rise 2 fall 3 observe layer7 error-limit 2 on-error ${mode}
backend l4-${mode}
    server s "127.0.0.1:\${CLOSED}" check rise 2 fall 3 observe layer4 error-limit 2 on-error ${mode}`,
).join('\n')}
`;

/** Good and bad answers in turn: errors count only as long as they follow each other. */
const STATUSES = [500, 200, 500, 500, 500, 404, 501, 500, 500, 500, 500, 500, 500];

async function start(
  t: TestContext,
  program: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<Program> {
  const running = await startHawser(t, { config: CONFIG, listeners: ['web'], env, program });
  await askUntil(
    () => ask(running, 'show servers state first').catch(() => ''),
    (text) => / first 1 first \S+ 0 /.test(text),
  );
  for (const mode of MODES)
    for (const layer of ['l4', 'l7']) await ask(running, `set server ${layer}-${mode}/s health up`);
  return running;
}

/** State, health, failed checks, times it went down, observed failures. */
async function look(program: Program, backend: string): Promise<string> {
  const state = (await ask(program, `show servers state ${backend}`)).split('\n')[2]!.split(' ');
  const row = await statRow(adminSocket(program), backend, 's');
  const stats = ['status', 'chkfail', 'chkdown', 'hanafail', 'check_status'].map((name) => row[name]);
  return [state[5], state[12], ...stats].join(' ');
}

test('errors of traffic move the health as in haproxy', {
  skip: withoutHaproxy26,
}, async (t) => {
  const origin = await startOrigin(t, (request) => {
    const status = /x-status: (\d+)/.exec(request)?.[1] ?? '200';
    return `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`;
  });
  const env = { ORIGIN: String(origin.port), CLOSED: '1' };
  const programs = await Promise.all([start(t, [process.execPath, hawserBin], env), start(t, [haproxy26!], env)]);
  const seen = await Promise.all(
    programs.map(async (program) => {
      const rows: string[] = [];
      for (const mode of MODES) {
        for (const layer of ['l7', 'l4']) {
          for (const status of STATUSES) {
            const fields = `x-be: ${layer}-${mode}\r\nx-status: ${status}\r\n`;
            await exchange(t, program.ports.web!, `GET / HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`);
            rows.push(`${layer} ${mode} ${status}: ${await look(program, `${layer}-${mode}`)}`);
          }
        }
      }
      return rows;
    }),
  );
  assert.deepEqual(seen[0], seen[1]);
});
