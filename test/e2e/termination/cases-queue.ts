/** Queues: their limits, their order, and those who give up in them (manual 4.4 `set-priority-*`, 5.2 `maxqueue`, `minconn`). */
import { after, type Case, closing, counted, finish, get, leave, pause, reset, type Scene, say, wait } from './case.js';
import { ONE, ORIGIN, PATIENT, SILENT, SLOW_CLIENT } from './line.js';

const HOLD = get('/never');

/** The next one waits before the connection that is looked at does. */
const behind =
  (first: string, own: string): Case['run'] =>
  async (scene: Scene) => {
    const other = await scene.again();
    other.send(first);
    await counted(scene, 'qcur', 1);
    scene.wire.send(own);
    await counted(scene, 'qcur', 2);
    scene.holder!.socket.resetAndDestroy();
    await Promise.all([scene.wire.untilClose(), other.untilClose()]);
  };

/** The next one fills the queue, so that the connection that is looked at finds no place; both are gone in the end. */
const full =
  (first: string, own: string): Case['run'] =>
  async (scene: Scene) => {
    const other = await scene.again();
    other.send(first);
    await counted(scene, 'qcur', 1);
    await say(own)(scene);
    other.socket.destroy();
    await counted(scene, 'qcur', 0);
  };

/** Someone comes later, and is perhaps served earlier. */
const before =
  (own: string, later: string): Case['run'] =>
  async (scene: Scene) => {
    scene.wire.send(own);
    await counted(scene, 'qcur', 1);
    const other = await scene.again();
    other.send(later);
    await counted(scene, 'qcur', 2);
    scene.holder!.socket.resetAndDestroy();
    await Promise.all([scene.wire.untilClose(), other.untilClose()]);
  };

/** The slot becomes free as soon as what happened before has reached everyone. */
const free: Case['run'] = async ({ holder }) => {
  await pause();
  holder!.socket.resetAndDestroy();
};

const shared = (name: string, run: Case['run'], more: Partial<Case> = {}): Case => ({
  name: `queue: ${name}`,
  servers: ONE,
  back: PATIENT,
  front: SLOW_CLIENT,
  before: HOLD,
  run,
  ...more,
});

const BY_CLASS = ['http-request set-priority-class int(-5) if { path /first }', ...PATIENT];
const BY_LAST = ['http-request set-priority-class int(5) if { path /last }', ...PATIENT];
const BY_OFFSET = ['http-request set-priority-offset int(-60000) if { path /first }', ...PATIENT];
const COOKIE = ['cookie S', ...PATIENT];
const OWN = 'Cookie: S=s\r\n';

export const QUEUE_CASES: readonly Case[] = [
  shared('first come, first served', behind(closing('/a'), closing('/b'))),
  shared('a better class comes later', before(closing('/a'), closing('/first')), { back: BY_CLASS }),
  shared('a better class overtakes', behind(closing('/a'), closing('/first')), { back: BY_CLASS }),
  shared('a worse class waits', before(closing('/last'), closing('/a')), { back: BY_LAST }),
  shared('a better offset overtakes', behind(closing('/a'), closing('/first')), { back: BY_OFFSET }),
  shared('a better offset comes later', before(closing('/a'), closing('/first')), { back: BY_OFFSET }),
  shared('of the server that a cookie names', behind(closing('/a', OWN), closing('/b', OWN)), {
    servers: [`server s "${ORIGIN}" maxconn 1 cookie s`],
    back: COOKIE,
  }),
  shared('own and shared, by arrival', behind(closing('/a', OWN), closing('/b')), {
    servers: [`server s "${ORIGIN}" maxconn 1 cookie s`],
    back: COOKIE,
  }),
  shared('own and shared, by class', behind(closing('/a', OWN), closing('/first')), {
    servers: [`server s "${ORIGIN}" maxconn 1 cookie s`],
    back: ['cookie S', ...BY_CLASS],
  }),
  shared('full, of a server that a cookie names', full(closing('/never', OWN), closing('/', OWN)), {
    servers: [`server s "${ORIGIN}" maxconn 1 maxqueue 1 cookie s`, `server t "${ORIGIN}" weight 1 cookie t`],
    back: ['balance first', ...COOKIE],
    before: get('/never', OWN),
  }),
  shared('full, and no other server', full(closing('/never', OWN), closing('/', OWN)), {
    servers: [`server s "${ORIGIN}" maxconn 1 maxqueue 1 cookie s`],
    back: COOKIE,
    before: get('/never', OWN),
  }),
  shared('full, of a hash that knows no other', full(closing('/never'), closing('/')), {
    servers: [`server s "${ORIGIN}" maxconn 1 maxqueue 1`],
    back: ['balance source', ...PATIENT],
  }),
  shared('minconn holds while the backend is calm', wait, {
    servers: [`server s "${ORIGIN}" minconn 1 maxconn 10`],
    back: ['fullconn 100', 'timeout server 5s'],
    run: say(closing('/')),
  }),
  shared('minconn gives way when the backend is busy', say(closing('/')), {
    servers: [`server s "${ORIGIN}" minconn 1 maxconn 10`],
    back: ['fullconn 2', ...PATIENT],
  }),
  shared('timeout queue, not that of connections', say(closing('/')), {
    back: ['timeout connect 5s', 'timeout server 5s', 'timeout queue 200ms'],
  }),
  shared('timeout connect where there is none', say(closing('/')), {
    back: ['timeout connect 200ms', 'timeout server 5s'],
  }),
  shared('a client that resets', after(get('/never'), reset)),
  shared('a client that ends', after(get('/never'), finish)),
  shared(
    'a client that ends, without abortonclose',
    after(get('/'), async (scene) => {
      scene.wire.socket.end();
      await free(scene);
      await scene.wire.untilClose();
    }),
    { back: ['no option abortonclose', ...PATIENT] },
  ),
  shared(
    'a client that leaves, without abortonclose',
    after(get('/'), async (scene) => {
      await leave(scene);
      await free(scene);
    }),
    { back: ['no option abortonclose', ...PATIENT] },
  ),
  shared('TCP: a client that resets', after('x', reset), { tcp: true }),
  shared('TCP: a client that ends', after('x', finish), {
    tcp: true,
    back: PATIENT,
  }),
  shared('TCP: a client that resets without a word', after('', reset), { tcp: true }),
  shared('TCP: a client that leaves without a word', after('', leave), { tcp: true }),
  shared('TCP: a client that leaves without a word, without abortonclose', after('', leave), {
    tcp: true,
    back: ['no option abortonclose', ...PATIENT],
  }),
  shared(
    'TCP: a client that leaves, without abortonclose',
    after('x', async (scene) => {
      await leave(scene);
      await free(scene);
    }),
    { tcp: true, back: ['no option abortonclose', ...PATIENT] },
  ),
  shared(
    'TCP: a client that resets, without abortonclose',
    after('x', async (scene) => {
      await reset(scene);
      await free(scene);
    }),
    { tcp: true, back: ['no option abortonclose', ...PATIENT] },
  ),
  ...(
    [
      ['resets', reset],
      ['ends', finish],
      ['leaves', leave],
    ] as const
  ).flatMap(([how, run]): Case[] =>
    (['', 'no option abortonclose'] as const).flatMap((option): Case[] =>
      (['x', ''] as const).map(
        (said): Case => ({
          name: `TCP: a client that ${how} while we connect${said === '' ? ', without a word' : ''}${option === '' ? '' : ', without abortonclose'}`,
          tcp: true,
          servers: [`server s "${SILENT}"`],
          back: ['timeout connect 2s', ...(option === '' ? [] : [option])],
          front: SLOW_CLIENT,
          run: after(said, run),
        }),
      ),
    ),
  ),
];
