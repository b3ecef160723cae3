/**
 * How streams end (manual 8.4, 8.5): every way that can be provoked, with the flags, the status, the known timers, the bytes,
 * the retries and the counters of `show stat`. The expected ones were recorded from haproxy 2.6; where it is installed it runs
 * the same table, so that the record stays honest. HAWSER_RECORD=1 writes it anew.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { hawserBin, projectRoot } from '../support/project.js';
import { type Case, counted, type Scene } from './termination/case.js';
import { CONNECT_CASES } from './termination/cases-connect.js';
import { COOKIE_CASES } from './termination/cases-cookie.js';
import { QUEUE_CASES } from './termination/cases-queue.js';
import { REQUEST_CASES } from './termination/cases-request.js';
import { RESPONSE_CASES } from './termination/cases-response.js';
import { SLOW_CASES } from './termination/cases-slow.js';
import { TCP_CASES } from './termination/cases-tcp.js';
import { LATER } from './termination/later.js';
import { type Backdrop, startBackdrop } from './termination/origin.js';
import { essence, type Proxy, startProxy } from './termination/stage.js';

const CASES = [
  ...REQUEST_CASES,
  ...CONNECT_CASES,
  ...RESPONSE_CASES,
  ...COOKIE_CASES,
  ...TCP_CASES,
  ...QUEUE_CASES,
  ...SLOW_CASES,
];
const RECORD = path.join(projectRoot, 'fixtures/termination/haproxy-2.6.json');
/** Cases at a time: enough to overlap their waiting, not so many that limits strike early on a busy machine. */
const WORKERS = 12;
/** How often cases are played again. */
const REPEATS = 2;

/** 3.5 counts bytes that came from servers, not what it answers itself (recorded), where 2.6 counts what left. */
const of35 = (line: string): string => line.replace(/(\/-1\/n \S+?)\/\d+ /g, '$1/- ');

interface Ending {
  readonly line: string;
  readonly counts: string;
}

type Record26 = Readonly<Record<string, Ending>>;

/** No case takes that long; one that does has no line. */
const CASE_MS = 8000;

const soon = <T>(done: Promise<T>) =>
  Promise.race([done, new Promise((resolve) => setTimeout(resolve, CASE_MS).unref())]);

async function play(t: TestContext, proxy: Proxy, each: Case, at: number): Promise<string> {
  const again = () => proxy.open(t, at);
  const rows = () => proxy.rows(at);
  const holder = each.before === undefined ? undefined : await again();
  if (holder !== undefined) {
    holder.send(each.before!);
    await soon(counted({ rows }, 'scur', 1));
  }
  const wire = await again();
  const port = wire.socket.localPort!;
  const stream = async () => {
    const line = (await proxy.admin('show sess')).split('\n').find((text) => text.includes(`:${port} `));
    return line?.split(':')[0] ?? 'none';
  };
  const scene: Scene = {
    wire,
    holder,
    frontend: `f${at}`,
    backend: `b${at}`,
    again,
    admin: (line) => proxy.admin(line),
    rows,
    stream,
  };
  await soon(Promise.resolve(each.run(scene)));
  const lines = await proxy.lines(`f${at}:${port}`, each.lines ?? 1);
  wire.socket.destroy();
  holder?.socket.resetAndDestroy();
  const told = lines.map(essence).join(' | ') || 'no line';
  return each.anyBytes === true ? told.replace(/ \d+\/\d+( \S+ \d+\/\d+ )/g, ' ~$1') : told;
}

/** Plays cases; gives how each one ended. */
async function playAll(
  t: TestContext,
  command: readonly [string, ...string[]],
  backdrop: Backdrop,
  cases: readonly Case[] = CASES,
): Promise<Record26> {
  const proxy = await startProxy(t, command, cases, backdrop.env);
  const lines = new Array<string>(cases.length).fill('');
  let next = 0;
  const work = async () => {
    while (next < cases.length) {
      const at = next++;
      lines[at] = await play(t, proxy, cases[at]!, at);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const counts = await proxy.counts();
  return Object.fromEntries(cases.map(({ name }, at) => [name, { line: lines[at]!, counts: counts[at]! }]));
}

/** Plays all cases, and those that end otherwise than expected once more: limits strike early on a busy machine. */
async function playUntil(
  t: TestContext,
  command: readonly [string, ...string[]],
  isExpected: (name: string, ending: Ending) => boolean,
): Promise<Record26> {
  const backdrop = await startBackdrop(t);
  let seen = await playAll(t, command, backdrop);
  for (let round = 1; round <= REPEATS; round++) {
    const others = CASES.filter(({ name }) => !isExpected(name, seen[name]!));
    if (others.length === 0) break;
    t.diagnostic(`played again: ${others.map(({ name }) => name).join(', ')}`);
    seen = { ...seen, ...(await playAll(t, command, backdrop, others)) };
  }
  return seen;
}

const readRecord = (): Record26 => (fs.existsSync(RECORD) ? JSON.parse(fs.readFileSync(RECORD, 'utf8')) : {});

test('termination: haproxy 2.6 ends streams as recorded', {
  skip: withoutHaproxy26,
}, async (t) => {
  const isNew = process.env.HAWSER_RECORD !== undefined;
  const recorded = readRecord();
  const chances = new Set(CASES.filter(({ byChance }) => byChance).map(({ name }) => name));
  const isExpected = (name: string, ending: Ending) =>
    isNew || chances.has(name) || isDeepStrictEqual(ending, recorded[name]);
  const seen = await playUntil(t, [haproxy26!], isExpected);
  if (isNew) fs.writeFileSync(RECORD, `${JSON.stringify(seen, undefined, 1)}\n`);
  const expected = isNew ? seen : recorded;
  for (const { name } of CASES) {
    const skip = chances.has(name) && 'chance decides';
    await t.test(name, { skip }, () => assert.deepEqual(seen[name], expected[name]));
  }
});

test('termination: Hawser ends streams as haproxy does', async (t) => {
  const recorded = readRecord();
  const expected = (name: string) => {
    const later = LATER[name];
    return {
      line: later?.line ?? of35(recorded[name]?.line ?? ''),
      counts: later?.counts ?? recorded[name]?.counts,
    };
  };
  const ended = ({ line, counts }: Ending) => ({ line: of35(line), counts });
  const seen = await playUntil(t, [process.execPath, hawserBin], (name, ending) =>
    isDeepStrictEqual(ended(ending), expected(name)),
  );
  for (const { name } of CASES) {
    const later = LATER[name];
    const title = later === undefined ? name : `${name} (${later.why})`;
    await t.test(title, () => assert.deepEqual(ended(seen[name]!), expected(name)));
  }
});
