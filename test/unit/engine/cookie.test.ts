import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCookieDate, renderCookieDate } from '../../../src/engine/cookie/cookie-date.js';
import type { CookieConfig } from '../../../src/model/config/proxy.js';
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

/** Sends requests with these Cookie fields; what the client and the server saw of cookies, and the flags. */
async function exchange(
  config: Partial<CookieConfig>,
  answer: string,
  cookies: readonly string[],
): Promise<{ client: (string | undefined)[]; server: (string | undefined)[]; flags: string[] }> {
  const origin = await Origin.start([answer]);
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: { cookie: { ...COOKIE, ...config } },
      servers: ['c1', 'c2'].map((cookie) => ({ port: origin.port, config: { cookie } })),
    },
  ]);
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

test('dates of cookies survive a round trip in units of four seconds', () => {
  for (const seconds of [0, 4, 1_700_000_000, 1_800_000_004]) {
    assert.equal(parseCookieDate(renderCookieDate(seconds)), seconds);
  }
});
