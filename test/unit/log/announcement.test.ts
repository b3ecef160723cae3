import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  announce,
  describeCheck,
  describeNoServer,
  describeProxyEvent,
  describeServerEvent,
} from '../../../src/log/announcement.js';
import type { Proxy } from '../../../src/model/proxy.js';
import type { CheckReport, ServerEvent } from '../../../src/model/server-event.js';

const refused: CheckReport = {
  description: 'Layer4 connection problem',
  code: undefined,
  info: 'Connection refused',
  durationMs: 0,
};

function event(changes: Partial<ServerEvent>): ServerEvent {
  return {
    backend: 'be',
    server: 's1',
    backup: false,
    change: { to: 'down' },
    cause: { kind: 'none' },
    wasStopping: false,
    activeLeft: 0,
    backupLeft: 0,
    sessions: 0,
    requeued: 0,
    queued: 0,
    ...changes,
  };
}

const LEFT = '0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.';

/** Lines and levels that HAProxy 2.6 sent. */
const LINES: readonly (readonly [Partial<ServerEvent>, number, string])[] = [
  [
    { cause: { kind: 'check', report: refused } },
    1,
    `Server be/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. ${LEFT}`,
  ],
  [{ cause: { kind: 'tracked', via: 'x/y' } }, 1, `Server be/s1 is DOWN via x/y. ${LEFT}`],
  [{ cause: { kind: 'cli' }, wasStopping: true }, 5, `Server be/s1 is DOWN, changed from CLI. ${LEFT}`],
  [
    { change: { to: 'up' }, activeLeft: 1 },
    5,
    'Server be/s1 is UP. 1 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  ],
  [
    { change: { to: 'maintenance', wasDown: false }, backup: true, backupLeft: 1 },
    1,
    'Backup Server be/s1 is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup. ' +
      '0 sessions active, 0 requeued, 0 remaining in queue.',
  ],
  [{ change: { to: 'maintenance', wasDown: true } }, 5, 'Server be/s1 was DOWN and now enters maintenance.'],
  [
    { change: { to: 'leave-maintenance', forced: true, up: true, drain: false } },
    5,
    'Server be/s1 is UP/READY (leaving forced maintenance).',
  ],
  [
    { change: { to: 'drain' }, activeLeft: 0 },
    5,
    'Server be/s1 enters drain state. 0 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  ],
  [{ change: { to: 'leave-drain', up: true } }, 5, 'Server be/s1 is UP (leaving forced drain).'],
];

for (const [changes, level, text] of LINES) {
  test(`describeServerEvent says "${text.slice(0, 60)}" with level ${level}`, () => {
    const announcement = describeServerEvent(event(changes));
    assert.deepEqual([announcement.level, announcement.text, announcement.processLevel], [level, text, 'warning']);
  });
}

test('describeCheck counts health within rise and fall', () => {
  const report = { description: 'Layer7 wrong status', code: 503, info: 'Service Unavailable', durationMs: 1 };
  const outcome = { backend: 'be', server: 's1', backup: false, agent: false, report, rise: 2, fall: 3 } as const;
  assert.equal(
    describeCheck({ ...outcome, result: 'failed', health: 3 }).text,
    'Health check for server be/s1 failed, reason: Layer7 wrong status, code: 503, info: "Service Unavailable", ' +
      'check duration: 1ms, status: 2/3 UP.',
  );
  assert.match(describeCheck({ ...outcome, result: 'succeeded', health: 1 }).text, /, status: 1\/2 DOWN\.$/);
});

test('announce tells the process log and the logger, each in its own words', () => {
  const told: unknown[] = [];
  const log = (level: string, text: string) => told.push([level, text]);
  const processLog = { log, alert: log, warning: log, notice: log } as never;
  const logger = { emit: (level: number, text: string) => told.push([level, text]), wants: () => true };
  announce(describeNoServer('be'), processLog, logger);
  const frontend = { name: 'fe', frontend: { connections: 7 }, backend: { connections: 0 } } as unknown as Proxy;
  announce(describeProxyEvent(frontend, 'paused'), processLog, undefined);
  announce(describeProxyEvent(frontend, 'stopped'), processLog, logger);
  assert.deepEqual(told, [
    ['alert', "backend 'be' has no server available!"],
    [0, 'backend be has no server available!'],
    ['warning', 'Paused frontend fe.'],
    ['warning', 'Proxy fe stopped (cumulated conns: FE: 7, BE: 0).'],
    [4, 'Proxy fe stopped (cumulated conns: FE: 7, BE: 0).'],
  ]);
});
