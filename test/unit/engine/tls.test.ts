import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import tls from 'node:tls';
import { ClientSession } from '../../../src/engine/session/client-session.js';
import { IdleClient } from '../../../src/engine/session/idle-client.js';
import { lateRest } from '../../../src/engine/session/late-rest.js';
import { initialBind, initialBindTls } from '../../../src/model/config/bind.js';
import { initialServerTls } from '../../../src/model/config/server.js';
import { Verdict } from '../../../src/model/verdict.js';
import { certificate, certificateFile } from '../../support/certificates.js';
import { listenOn } from '../../support/hawser.js';
import { tcpAddress } from '../../support/proxy.js';
import { Client, Origin, TestEngine } from './harness.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

function secureBind(file: string) {
  return {
    ...initialBind('test', 1),
    addresses: [tcpAddress(0)],
    tls: { ...initialBindTls(), enabled: true, certificates: [file] },
  };
}

/** Everything that a TLS client receives. */
function talk(port: number, text: string, more: tls.ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const options = { host: '127.0.0.1', rejectUnauthorized: false, servername: 'a.example', ...more };
    const socket = tls.connect({ port, ...options });
    socket.on('secureConnect', () => socket.write(text));
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
    });
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}

test('TLS in front, clear text behind', async () => {
  const origin = await Origin.start([OK]);
  const engine = await TestEngine.start([
    {
      name: 'l',
      config: { binds: [secureBind(certificateFile('rsa.pem'))] },
      servers: [{ port: origin.port }],
      rules: {
        'http-request': [
          (stream) => {
            stream.request!.fields.set('x-tls', `${stream.session.tls?.protocol} ${stream.session.tls?.sni}`);
            return 0;
          },
        ],
      },
    },
  ]);
  assert.match(await talk(engine.port('l'), GET), /hello$/);
  assert.match(origin.requests[0]!, /x-tls: TLSv1\.3 a\.example\r\n/);
  assert.equal(engine.engine.runtime.process.totalTlsConnections, 1);
  await engine.close();
  await origin.close();
});

test('clear text on a TLS port is closed and logged', async () => {
  const engine = await TestEngine.start([{ name: 'l', config: { binds: [secureBind(certificateFile('rsa.pem'))] } }]);
  const client = new Client(engine.port('l')).send(GET);
  await client.rest();
  assert.match((await engine.logged(1))[0]!, /^127\.0\.0\.1:\d+ \[.*\] l\/1: SSL handshake failure$/);
  client.close();
  await engine.close();
});

test('TLS behind: connected, used again, refused when the certificate is not trusted', async () => {
  const { cert, key } = certificate('rsa');
  let connections = 0;
  const server = tls.createServer({ cert, key }, (socket) => {
    connections++;
    socket.on('data', () => socket.write(OK));
    socket.on('error', () => {});
  });
  const port = await listenOn(server);
  const config = { tls: { ...initialServerTls(), enabled: true, verify: 'none' as const } };
  const engine = await TestEngine.start([{ name: 'l', servers: [{ port, config }] }]);
  const client = new Client(engine.port('l'));
  for (let count = 0; count < 2; count++) {
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('hello');
  }
  assert.equal(connections, 1);
  client.close();
  await engine.close();
  const strict = { tls: { ...config.tls, verify: 'required' as const, caFile: certificateFile('client.pem') } };
  const wary = await TestEngine.start([{ name: 'l', config: { retries: 0 }, servers: [{ port, config: strict }] }]);
  const denied = new Client(wary.port('l')).send(GET);
  assert.match(await denied.rest(), /^HTTP\/1\.1 503 /);
  denied.close();
  await wary.close();
  await new Promise((resolve) => server.close(resolve));
});

test('sessions that clients come back with are counted, found or not', async () => {
  const bind = secureBind(certificateFile('rsa.pem'));
  const binds = [{ ...bind, tls: { ...bind.tls, noTickets: true } }];
  const deny = () => Verdict.Deny;
  const engine = await TestEngine.start([{ name: 'l', config: { binds }, rules: { 'http-request': [deny] } }]);
  const port = engine.port('l');
  const first = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
  await once(first, 'secureConnect');
  const session = first.getSession();
  first.destroy();
  await talk(port, GET, { session, maxVersion: 'TLSv1.2' });
  const { tlsCache } = engine.engine.runtime.process;
  assert.deepEqual(tlsCache, { lookups: 1, misses: 0 });
  await engine.close();
});

test('a TLS client rests once its last bytes have left, and is served again', async (t) => {
  const sessions: ClientSession[] = [];
  const { open } = ClientSession.prototype;
  t.mock.method(ClientSession.prototype, 'open', function recorded(this: ClientSession): void {
    sessions.push(this);
    open.call(this);
  });
  const origin = await Origin.start([OK]);
  const config = { binds: [secureBind(certificateFile('rsa.pem'))] };
  const engine = await TestEngine.start([{ name: 'l', config, servers: [{ port: origin.port }] }]);
  const socket = tls.connect({ port: engine.port('l'), host: '127.0.0.1', rejectUnauthorized: false });
  for (let count = 1; count <= 3; count++) {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    assert.match(bytes.toString('latin1'), /hello$/);
    const [session] = sessions;
    while (!(session!.protocol instanceof IdleClient)) {
      lateRest.onTimeout();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(session!.state.requestCount, count);
    assert.equal(session!.listener.spareClients.length, 1);
  }
  socket.destroy();
  await engine.close();
  await origin.close();
});
