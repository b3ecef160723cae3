import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { createListenerTls, type ListenerTls } from '../../../../src/engine/listener/listener-tls.js';
import { type BindTlsConfig, initialBindTls } from '../../../../src/model/config/bind.js';
import { type GlobalConfig, initialGlobal } from '../../../../src/model/config/global.js';
import type { TlsInfo } from '../../../../src/model/tls.js';
import { certificateFile } from '../../../support/certificates.js';
import { listenOn, temporaryFolder } from '../../../support/hawser.js';

/** TLS of a bind line with the certificate of the tests. */
function listenerTls(bind: Partial<BindTlsConfig>, change: (global: GlobalConfig) => void = () => {}): ListenerTls {
  const global = initialGlobal();
  change(global);
  const made = createListenerTls({ ...initialBindTls(), certificates: [certificateFile('rsa.pem')], ...bind }, global);
  assert.ok('accept' in made, String(made));
  return made;
}

/** Lets a client connect with each of the options in turn, which may depend on the session before. */
async function dial(
  listener: ListenerTls,
  ...clients: ((session: Buffer | undefined) => tls.ConnectionOptions)[]
): Promise<TlsInfo[]> {
  const infos: TlsInfo[] = [];
  const server = net.createServer((raw) => {
    listener.accept(raw, {
      onSecure: (socket, info) => {
        infos.push(info);
        // Read while the connection is there.
        void info.peer;
        socket.on('error', () => {});
        socket.end('hello');
      },
      onFailure: (message) => assert.fail(message),
    });
  });
  const port = await listenOn(server);
  let session: Buffer | undefined;
  for (const client of clients) {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...client(session) });
    socket.on('session', (ticket) => {
      session = ticket;
    });
    socket.resume();
    await once(socket, 'close');
  }
  server.close();
  return infos;
}

test('the curve of a client connection is known, also where the bind line chooses', async () => {
  const curvesOf = async (listener: ListenerTls, ecdhCurve: string): Promise<unknown> =>
    (await dial(listener, () => ({ ecdhCurve })))[0]?.curve;
  assert.equal(await curvesOf(listenerTls({}), 'P-384'), 'secp384r1');
  assert.equal(await curvesOf(listenerTls({ curves: 'P-256', maxVersion: 'TLSv1.2' }), 'P-384:P-256'), 'prime256v1');
});

test('sessions are resumed for as many seconds as tune.ssl.lifetime says', async () => {
  const resumed = async (lifetimeS: number): Promise<unknown> => {
    const bind = { noTickets: true, maxVersion: 'TLSv1.2' };
    const listener = listenerTls(bind, (global) => global.tune.set('tune.ssl.lifetime', lifetimeS));
    const infos = await dial(
      listener,
      () => ({}),
      (session) => ({ session }),
    );
    return infos[1]?.resumed;
  };
  assert.equal(await resumed(5), true);
  assert.equal(await resumed(0), false);
});

/** TLS whose certificates stand in a list of these lines; `{name}` is a file of the tests. */
function listed(
  t: TestContext,
  lines: readonly string[],
  bind: Partial<BindTlsConfig> = {},
): ListenerTls | readonly string[] {
  const folder = temporaryFolder(t);
  const list = path.join(folder, 'list');
  fs.writeFileSync(
    list,
    lines.join('\n').replace(/\{([^}]+)\}/g, (_, name: string) => certificateFile(name)),
  );
  return createListenerTls({ ...initialBindTls(), crtLists: [list], ...bind }, initialGlobal());
}

function made(listener: ListenerTls | readonly string[]): ListenerTls {
  assert.ok('accept' in listener, String(listener));
  return listener;
}

test('lines of a crt-list have settings of their own', async (t) => {
  const listener = made(
    listed(
      t,
      [
        '# comment',
        '{rsa.pem} [alpn first ssl-max-ver TLSv1.2] one.test *.wild.test !not.wild.test',
        '{plain.pem} [alpn second,third ciphersuites TLS_AES_128_GCM_SHA256] two.test',
        '{ec.pem} [no-alpn] three.test *',
      ],
      { alpn: ['http/1.1'] },
    ),
  );
  const ALPNProtocols = ['third', 'first', 'http/1.1'];
  const infos = await dial(
    listener,
    () => ({ servername: 'one.test', ALPNProtocols }),
    () => ({ servername: 'a.wild.test', ALPNProtocols }),
    () => ({ servername: 'two.test', ALPNProtocols }),
    () => ({ servername: 'three.test', ALPNProtocols }),
    () => ({ servername: 'not.wild.test', ALPNProtocols, minVersion: 'TLSv1.3' }),
  );
  const file = (name: string | undefined) => path.basename(name ?? '');
  assert.deepEqual(
    infos.map(({ ownName, protocol, alpn, cipher }) => [file(ownName), protocol, alpn ?? '', cipher.slice(0, 11)]),
    [
      ['rsa.pem', 'TLSv1.2', 'first', 'ECDHE-RSA-A'],
      ['rsa.pem', 'TLSv1.2', 'first', 'ECDHE-RSA-A'],
      ['plain.pem', 'TLSv1.3', 'third', 'TLS_AES_128'],
      ['ec.pem', 'TLSv1.3', '', 'TLS_AES_256'],
      ['ec.pem', 'TLSv1.3', '', 'TLS_AES_256'],
    ],
  );
});

test('a line of a crt-list may ask for certificates of clients', async (t) => {
  const listener = made(listed(t, ['{rsa.pem}', '{plain.pem} [verify optional ca-file {ca.pem}] who.test']));
  const pem = fs.readFileSync(certificateFile('client.pem'));
  const client = { cert: pem, key: pem };
  const infos = await dial(
    listener,
    () => ({ servername: 'who.test', ...client }),
    () => ({ servername: 'other.test', ...client }),
  );
  assert.deepEqual(
    infos.map(({ peer }) => peer !== undefined),
    [true, false],
  );
});

test('what is wrong with a line of a crt-list is told with its place', (t) => {
  const problems = listed(t, [
    '{rsa.pem} [nonsense]',
    '{rsa.pem} [alpn]',
    '{rsa.pem} [verify maybe]',
    '{rsa.pem} [verify required]',
    '/nowhere.pem',
  ]);
  assert.ok(Array.isArray(problems));
  assert.deepEqual(
    problems.map((text: string) => text.replace(/^.*list:/, '')),
    [
      "1: unknown keyword 'nonsense'",
      "2: 'alpn' expects a value",
      "3: 'verify' expects 'none', 'optional' or 'required', not 'maybe'",
      '4: verify is enabled but no CA file specified',
      "5: unable to stat SSL certificate from file '/nowhere.pem' : No such file or directory",
    ],
  );
});

test('a line without any certificate is refused, unless strict-sni says that they come later', (t) => {
  const certificates = [temporaryFolder(t)];
  assert.deepEqual(createListenerTls({ ...initialBindTls(), certificates }, initialGlobal()), [
    'no SSL certificate specified',
  ]);
  made(createListenerTls({ ...initialBindTls(), certificates, strictSni: true }, initialGlobal()));
  assert.match(String(listed(t, ['# nothing'])), /no certificate/);
  made(listed(t, ['# nothing'], { strictSni: true }));
});
