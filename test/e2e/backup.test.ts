/** Backup servers that stand in for active ones, one by one without `allbackups` (manual 4.2 `option allbackups`, 5.2 `backup`). */
import assert from 'node:assert/strict';
import net from 'node:net';
import { adminSocket, answers, askUntil, statRow } from '../support/admin.js';
import { ask, FRONT, request, withBoth } from '../support/both.js';
import { bodyOf, connect, ok } from '../support/wire.js';

const NAMES = ['ONE', 'TWO', 'THREE'] as const;
const origins = Object.fromEntries(NAMES.map((name, at) => [name, () => ok(String(at))]));

/** By weights of the backups: who answers in turn with a table. */
const TURNS: readonly (readonly [weights: readonly number[], turns: string])[] = [
  [[50, 133], '111111'],
  [[3, 2, 5], '022022'],
  [[2, 9, 5], '111111'],
];

for (const [weights, turns] of TURNS) {
  const servers = weights.map(
    (weight, at) => `    server s${at} "127.0.0.1:\${${NAMES[at]}}" weight ${weight} backup\n`,
  );
  withBoth(
    `the table of one backup has turns of all of them (weights ${weights})`,
    `${FRONT}    default_backend b\nbackend b\n    balance static-rr\n    server a 127.0.0.1:1 disabled\n${servers.join('')}`,
    async (t, program) => {
      let seen = '';
      for (const _ of turns) seen += bodyOf(await ask(t, program, request('/', 'Connection: close\r\n')));
      assert.equal(seen, turns);
      assert.equal((await statRow(adminSocket(program), 'b', 'BACKEND')).weight, String(weights[0]));
    },
    { origins },
  );
}

for (const algorithm of ['roundrobin', 'leastconn', 'first']) {
  withBoth(
    `a backup that is full keeps those who come (${algorithm})`,
    `${FRONT}    default_backend b\nbackend b\n    balance ${algorithm}
    server s "unix@\${DIR}/s" maxconn 1 backup\n    server t "unix@\${DIR}/s" backup\n`,
    async (t, program) => {
      const server = net.createServer(() => {});
      t.after(() => server.close());
      await new Promise<void>((resolve) => server.listen(`${program.folder}/s`, resolve));
      const socket = adminSocket(program);
      await answers(socket);
      for (let client = 0; client < 3; client++) (await connect(t, program.ports.f!)).send(request('/'));
      const row = await askUntil(
        () => statRow(socket, 'b', 's'),
        ({ qcur }) => qcur === '2',
      );
      assert.deepEqual([row.scur, row.lbtot], ['1', '3']);
    },
  );
}
