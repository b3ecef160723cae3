import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { createListenerTls, type ListenerTls } from '../../../../src/engine/listener/listener-tls.js';
import { type BindTlsConfig, initialBindTls } from '../../../../src/model/config/bind.js';
import { type GlobalConfig, initialGlobal } from '../../../../src/model/config/global.js';
import type { TlsInfo } from '../../../../src/model/tls.js';
import { certificateFile } from '../../../support/certificates.js';

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
        socket.on('error', () => {});
        socket.end('hello');
      },
      onFailure: (message) => assert.fail(message),
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
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
