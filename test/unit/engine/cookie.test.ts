import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCookieDate, renderCookieDate } from '../../../src/engine/cookie/cookie-date.js';
import { cacheabilityOf } from '../../../src/engine/cookie/response-cookie.js';
import type { CookieConfig } from '../../../src/model/config/proxy.js';
import { Fields, ResponseHead } from '../../../src/model/message.js';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

const COOKIE: CookieConfig = {
  name: 'SRV',
  mode: 'insert',
  indirect: false,
  nocache: false,
  postonly: false,
  preserve: false,
  httponly: false,
  secure: false,
  dynamic: false,
  domains: [],
  maxIdleS: 0,
  maxLifeS: 0,
  attributes: [],
};

interface Staging {
  /** Cookies of the servers. */
  readonly names?: readonly string[];
  readonly prepare?: (engine: TestEngine) => void;
  readonly options?: Map<string, boolean>;
}

/** Sends requests with these Cookie fields; what the client and the server saw of cookies, and the flags. */
async function exchange(
  config: Partial<CookieConfig>,
  answer: string,
  cookies: readonly string[],
  { names = ['c1', 'c2'], prepare = () => {}, options }: Staging = {},
): Promise<{ client: (string | undefined)[]; server: (string | undefined)[]; flags: string[] }> {
  const origin = await Origin.start([answer]);
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: { cookie: { ...COOKIE, ...config }, ...(options && { options }) },
      servers: names.map((cookie) => ({ port: origin.port, config: { cookie } })),
    },
  ]);
  prepare(engine);
  const client = new Client(engine.port('l'));
  const seen: (string | undefined)[] = [];
  for (const cookie of cookies) {
    client.send(`GET / HTTP/1.1\r\nHost: a\r\n${cookie === '' ? '' : `Cookie: ${cookie}\r\n`}\r\n`);
    seen.push(/^set-cookie: (.*)\r$/m.exec(await client.until('hello'))?.[1]);
  }
  const flags = (await engine.logged(cookies.length)).map((line) => line.split(' ')[4]!);
  client.close();
  await engine.close();
  await origin.close();
  return { client: seen, server: origin.requests.map((text) => /^cookie: (.*)\r$/m.exec(text)?.[1]), flags };
}

test('insert: given to clients without a valid one', async () => {
  const { client, server, flags } = await exchange({}, OK, ['', 'SRV=c2; x=y', 'SRV=zz']);
  assert.deepEqual(client, ['SRV=c1; path=/', undefined, 'SRV=c2; path=/']);
  assert.deepEqual(server, [undefined, 'SRV=c2; x=y', 'SRV=zz']);
  assert.deepEqual(flags, ['--NI', '--VN', '--II']);
});

test('indirect: the server never sees it', async () => {
  const cookies = ['SRV=c2; x=y', 'x=y; SRV=c1', 'a=1; SRV=c1; b=2', 'SRV=c1'];
  const { server } = await exchange({ indirect: true }, OK, cookies);
  assert.deepEqual(server, ['x=y', 'x=y', 'a=1; b=2', undefined]);
});

test('prefix: put in front of the value of the server, taken off on the way back', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nSet-Cookie: SRV=abc; path=/\r\nContent-Length: 5\r\n\r\nhello';
  const { client, server, flags } = await exchange({ mode: 'prefix' }, answer, ['', 'SRV=c2~abc', 'SRV=abc']);
  assert.deepEqual(client, ['SRV=c1~abc; path=/', 'SRV=c2~abc; path=/', 'SRV=c2~abc; path=/']);
  assert.deepEqual(server, [undefined, 'SRV=abc', 'SRV=abc']);
  assert.deepEqual(flags, ['--NR', '--VR', '--IR']);
});

test('rewrite: the value of the server is replaced', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nSet-Cookie: SRV=abc; path=/\r\nContent-Length: 5\r\n\r\nhello';
  const { client } = await exchange({ mode: 'rewrite' }, answer, ['']);
  assert.deepEqual(client, ['SRV=c1; path=/']);
});

test('maxidle: an old cookie is not believed', async () => {
  const { flags } = await exchange({ maxIdleS: 1800 }, OK, ['SRV=c2|AAAAB']);
  assert.deepEqual(flags, ['--EI']);
});

test('maxlife is looked at first, and what is too old forgets its first visit', async () => {
  const old = `${renderCookieDate(1_600_000_000)}`;
  const { client, flags } = await exchange({ maxIdleS: 10, maxLifeS: 10 }, OK, [
    `SRV=c2|${old}|${old}`,
    `SRV=c2|${old}`,
  ]);
  assert.deepEqual(flags, ['--OI', '--EI']);
  assert.match(client[0]!, /^SRV=c1\|(.{5})\|\1; path=\/$/);
});

test('prefix: a value without a delimiter names the server', async () => {
  const { server, flags } = await exchange({ mode: 'prefix' }, OK, ['SRV=c2', '']);
  assert.deepEqual(server, ['SRV=c2', undefined]);
  assert.deepEqual(flags, ['--VN', '--NN']);
});

test('a cookie that servers share leads to the first one that is up', async () => {
  const cookies = ['SRV=shared', 'SRV=c1; SRV=shared'];
  const names = ['c1', 'shared', 'shared'];
  const prepare = (engine: TestEngine) => {
    const [first, second] = engine.plan.proxies[0]!.proxy.servers;
    first!.admin = 1;
    second!.admin = 1;
  };
  const { client, flags } = await exchange({}, OK, cookies, { names, prepare });
  assert.deepEqual(client, [undefined, undefined]);
  assert.deepEqual(flags, ['--VN', '--VN']);
});

test('indirect alone: who has a valid cookie gets none of the server', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nSet-Cookie: SRV=x\r\nContent-Length: 5\r\n\r\nhello';
  const { client, flags } = await exchange({ mode: 'passive', indirect: true }, answer, ['SRV=c2', '']);
  assert.deepEqual(client, [undefined, 'SRV=x']);
  assert.deepEqual(flags, ['--VD', '--NP']);
});

test('cacheability: later words of Cache-Control win, and what has neither date nor validator is not kept', () => {
  const rows: readonly (readonly [string, number, Record<string, string>, boolean, boolean])[] = [
    ['GET', 200, {}, false, true],
    ['GET', 200, { etag: 'x' }, true, true],
    ['OPTIONS', 200, { etag: 'x' }, true, true],
    ['POST', 200, { etag: 'x' }, false, false],
    ['POST', 200, { etag: 'x', 'cache-control': 'public' }, true, true],
    ['GET', 302, { etag: 'x', 'cache-control': 'private, public' }, true, true],
    ['GET', 200, { etag: 'x', 'cache-control': 'public, max-age=0' }, false, false],
    ['GET', 200, { etag: 'x', 'cache-control': 'no-cache="set-cookie, y"' }, true, false],
    ['GET', 200, { etag: 'x', 'cache-control': 'no-cache="y"' }, true, true],
    ['GET', 200, { 's-maxage': '', 'cache-control': 'S-MaxAge=10' }, true, true],
    ['GET', 200, { etag: 'x', pragma: 'no-cache' }, false, false],
  ];
  for (const [method, status, fields, kept, withCookies] of rows) {
    const head = new ResponseHead(11, status, 'x', new Fields(Object.keys(fields), Object.values(fields)));
    assert.deepEqual(
      cacheabilityOf(head, method),
      { kept, withCookies },
      `${method} ${status} ${JSON.stringify(fields)}`,
    );
  }
});

test('checkcache: cookies of the server that a cache would keep are denied, inserted ones are not', async () => {
  const plain = 'HTTP/1.1 200 OK\r\nETag: x\r\nContent-Length: 5\r\n\r\nhello';
  const own = plain.replace('ETag', 'Set-Cookie: SRV=q\r\nETag');
  const options = new Map([['checkcache', true]]);
  const result = await exchange({}, plain, [''], { options });
  assert.deepEqual([result.client, result.flags], [['SRV=c1; path=/'], ['--NI']]);
  const origin = await Origin.start([own]);
  const engine = await TestEngine.start([{ name: 'l', config: { options }, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('502 Bad Gateway');
  const [alert, line] = await engine.logged(2);
  assert.match(alert!, /Blocking cacheable cookie .* l, server /);
  assert.match(line!, / PH-- /);
  client.close();
  await engine.close();
  await origin.close();
});

test('dates of cookies survive a round trip in units of four seconds', () => {
  for (const seconds of [0, 4, 1_700_000_000, 1_800_000_004]) {
    assert.equal(parseCookieDate(renderCookieDate(seconds)), seconds);
  }
});
