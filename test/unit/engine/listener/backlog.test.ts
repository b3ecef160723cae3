import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { test } from 'node:test';
import { TestEngine } from '../harness.js';

const hasSs = spawnSync('ss', ['-V']).error === undefined;

/** Length of the queue of a listening port, as the kernel tells it. */
function queueOf(port: number): number {
  const { stdout } = spawnSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' });
  return Number(stdout.trim().split(/\s+/)[2]);
}

test('backlog is as set, or follows the maxconn of the frontend and of the process', { skip: !hasSs }, async () => {
  const engine = await TestEngine.start(
    [
      { name: 'set', config: { backlog: 77, maxconn: 900 } },
      { name: 'limited', config: { maxconn: 900 } },
      { name: 'few', config: { maxconn: 10 } },
      { name: 'plain' },
    ],
    { maxconn: 1200 },
  );
  const queues = ['set', 'limited', 'few', 'plain'].map((name) => queueOf(engine.port(name)));
  await engine.close();
  const most = Number(fs.readFileSync('/proc/sys/net/core/somaxconn', 'latin1'));
  assert.deepEqual(
    queues,
    [77, 900, 511, 1200].map((wanted) => Math.min(wanted, most)),
  );
});
