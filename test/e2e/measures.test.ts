/** What the kernel measures of connections, in log lines (manual 7.3.3), beside haproxy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, BACK, FRONT, HEAD, logged, request, withBoth } from '../support/both.js';
import { startHawser } from '../support/hawser.js';
import { ok, startOrigin } from '../support/wire.js';

const COUNTS = '%[fc_unacked] %[fc_sacked] %[fc_lost] %[fc_retrans] %[fc_fackets] %[fc_reordering]';

withBoth(
  'the round trip time of clients is measured by the kernel',
  `${FRONT}    log-format "<%[fc_rtt(us)] %[fc_rtt] %[fc_rttvar(us)] ${COUNTS}>"\n${BACK}`,
  async (t, program) => {
    await ask(t, program, request('/'));
    await logged(program, />/);
    // The kernel remembers how far segments of earlier connections came out of order.
    assert.match(program.stdout(), /^<[1-9]\d* \d+ \d+ \d 0 0 0 0 [1-9]\d*>$/m);
  },
);

for (const mode of ['http', 'tcp']) {
  test(`the round trip time of servers is measured by the kernel, mode ${mode}`, async (t) => {
    const origin = await startOrigin(t, () => ok('origin'));
    const format = ['    log-format "<%[bc_rtt(us)] %[bc_rtt] %[bc_rttvar]>"', `    mode ${mode}`];
    const config = `${HEAD}${FRONT}${format.join('\n')}\n${BACK}    mode ${mode}\n`;
    const program = await startHawser(t, { config, listeners: ['f'], env: { ORIGIN: String(origin.port) } });
    await ask(t, program, request('/', 'Connection: close\r\n'), true);
    await logged(program, />/);
    assert.match(program.stdout(), /^<[1-9]\d* \d+ \d+>$/m);
  });
}
