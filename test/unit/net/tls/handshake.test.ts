import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import type { AcceptedTls } from '../../../../src/net/tls/accept.js';
import { type AcceptorOptions, TlsAcceptor } from '../../../../src/net/tls/accept.js';
import { compileTlsClient, type TlsClientSettings } from '../../../../src/net/tls/connect.js';
import { type AddOptions, TlsContextStore } from '../../../../src/net/tls/context-store.js';
import { findDnEntry } from '../../../../src/net/tls/distinguished-name.js';
import { compileServerProfile, type TlsServerSettings } from '../../../../src/net/tls/server-context.js';
import { SessionCache } from '../../../../src/net/tls/session-cache.js';
import { SocketTlsInfo } from '../../../../src/net/tls/tls-info.js';
import { certificateBundle, certificateFile } from '../../../support/certificates.js';
import { listenOn } from '../../../support/hawser.js';

const ROOT = certificateFile('root.pem');
const NONE: TlsServerSettings = { verify: 'none' };

function storeOf(
  settings: TlsServerSettings,
  ...certificates: [name: string, options?: AddOptions][]
): TlsContextStore {
  const profile = compileServerProfile(settings);
  assert.ok(profile.ok, JSON.stringify(profile));
  const store = new TlsContextStore(profile.value);
  for (const [name, options] of certificates) assert.deepEqual(store.add(certificateBundle(name), options), []);
  return store;
}

interface Running {
  readonly port: number;
  /** How the next handshake ends. */
  next(): Promise<{ info: SocketTlsInfo; accepted: AcceptedTls } | { failure: string }>;
  close(): void;
}

async function run(store: TlsContextStore, options: AcceptorOptions = {}): Promise<Running> {
  const acceptor = new TlsAcceptor(store, options);
  const waiting: ((result: { info: SocketTlsInfo; accepted: AcceptedTls } | { failure: string }) => void)[] = [];
  const server = net.createServer((raw) => {
    acceptor.accept(raw, {
      onSecure: (socket, accepted) => {
        socket.on('error', () => {});
        const info = new SocketTlsInfo(socket, {
          side: 'front',
          sni: accepted.hello.sni,
          hello: accepted.hello,
          curves: accepted.entry.profile.settings.curves,
          ownName: accepted.entry.bundle.name,
          verifyResult: accepted.verifyResult,
        });
        info.capture();
        socket.end('hello');
        waiting.shift()?.({ info, accepted });
      },
      onFailure: (failure) => waiting.shift()?.({ failure }),
    });
  });
  return {
    port: await listenOn(server),
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => server.close(),
  };
}

/** Connects, reads all, and says what the client saw. */
async function dial(running: Running, options: tls.ConnectionOptions) {
  const ended = running.next();
  const socket = tls.connect({
    port: running.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    servername: '',
    ...options,
  });
  let text = '';
  let error: string | undefined;
  let session: Buffer | undefined;
  let shown: string | undefined;
  let reused = false;
  let group: string | undefined;
  socket.on('session', (value) => {
    session = value;
  });
  socket.on('secureConnect', () => {
    reused = socket.isSessionReused();
    const key = socket.getEphemeralKeyInfo();
    group = key && 'name' in key ? key.name : undefined;
    const certificate = socket.getPeerX509Certificate();
    shown = `${certificate?.publicKey.asymmetricKeyType} ${certificate?.subject.split('\n').at(-1)}`;
  });
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', (reason: NodeJS.ErrnoException) => {
    error = reason.code;
  });
  await once(socket, 'close').catch(() => undefined);
  return { text, error, session, shown, alpn: socket.alpnProtocol, reused, group, end: await ended };
}

test('the certificate is chosen by name: exact, wildcard of one level, default', async () => {
  const running = await run(storeOf(NONE, ['plain.pem'], ['ec.pem'], ['wildcard.pem']));
  const shown = async (servername: string) => (await dial(running, { servername })).shown;
  assert.equal(await shown('EC.example.com'), 'ec CN=www.example.com');
  assert.equal(await shown('a.example.org'), 'ec CN=*.example.org');
  assert.equal(await shown('a.b.example.org'), 'rsa CN=Only Name');
  assert.equal(await shown(''), 'rsa CN=Only Name');
  running.close();
});

test('strict-sni refuses names without a certificate, and no name at all', async () => {
  const running = await run(storeOf({ ...NONE, strictSni: true }, ['wildcard.pem']));
  assert.equal((await dial(running, { servername: 'x.example.org' })).text, 'hello');
  for (const servername of ['', 'other.example']) {
    const result = await dial(running, { servername });
    assert.deepEqual(result.end, { failure: 'SSL handshake failure' });
    assert.equal(result.text, '');
    assert.match(result.error ?? '', /^ERR_SSL/);
  }
  running.close();
});

test('EC is shown to clients that support it, RSA to the others', async () => {
  const running = await run(storeOf(NONE, ['rsa.pem'], ['ec.pem']));
  const name = { servername: 'www.example.com' };
  assert.match((await dial(running, name)).shown ?? '', /^ec /);
  assert.match((await dial(running, { ...name, maxVersion: 'TLSv1.2' })).shown ?? '', /^ec /);
  const onlyRsa = { ...name, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } as const;
  assert.match((await dial(running, onlyRsa)).shown ?? '', /^rsa /);
  assert.match(
    (await dial(running, { ...name, sigalgs: 'rsa_pkcs1_sha256:rsa_pss_rsae_sha256' })).shown ?? '',
    /^rsa /,
  );
  running.close();
});

test('filters of a list replace the names, exclude names, and mark defaults', async () => {
  const running = await run(
    storeOf(NONE, ['ec.pem', { filters: ['*.a.test', '!no.a.test'] }], ['plain.pem', { filters: ['*', 'b.test'] }]),
  );
  const shown = async (servername: string) => (await dial(running, { servername })).shown;
  assert.equal(await shown('yes.a.test'), 'ec CN=www.example.com');
  assert.equal(await shown('b.test'), 'rsa CN=Only Name');
  const { end } = await dial(running, { servername: 'no.a.test', sigalgs: 'rsa_pkcs1_sha256:rsa_pss_rsae_sha256' });
  assert.ok('accepted' in end && end.accepted.entry.bundle.keyKind === 'rsa');
  running.close();
});

test('a protocol is chosen in the order of the listener; clients that share none go on without', async () => {
  const running = await run(storeOf({ ...NONE, alpn: ['h2', 'http/1.1'] }, ['rsa.pem']));
  assert.equal((await dial(running, { ALPNProtocols: ['http/1.1', 'h2'] })).alpn, 'h2');
  const other = await dial(running, { ALPNProtocols: ['acme'] });
  assert.deepEqual([other.alpn, other.text], [false, 'hello']);
  running.close();
});

test('settings of a list line hold for its certificate: versions and protocols', async () => {
  const old = compileServerProfile({ ...NONE, maxVersion: 'TLSv1.2', alpn: ['http/1.1'] });
  assert.ok(old.ok);
  const running = await run(storeOf({ ...NONE, alpn: ['h2'] }, ['rsa.pem'], ['wildcard.pem', { profile: old.value }]));
  const client = { ALPNProtocols: ['h2', 'http/1.1'] };
  const listed = await dial(running, { ...client, servername: 'a.example.org' });
  assert.ok('info' in listed.end && listed.end.info.protocol === 'TLSv1.2');
  assert.equal(listed.alpn, 'http/1.1');
  const info = (await dial(running, { ...client, servername: 'www.example.com' })).alpn;
  assert.equal(info, 'h2');
  const refused = await dial(running, { servername: 'a.example.org', minVersion: 'TLSv1.3' });
  assert.deepEqual(refused.end, { failure: 'SSL handshake failure' });
  running.close();
});

test('verify required and optional judge the certificate of the client', async () => {
  const client = certificateBundle('client.pem');
  const impostor = certificateBundle('impostor.pem');
  const revoked = certificateBundle('revoked.pem');
  const as = (bundle: typeof client) => ({ cert: bundle.certificatePem, key: bundle.keyPem });
  const crl = { caFile: ROOT, crlFile: certificateFile('crl.pem') };
  const optional = await run(storeOf({ verify: 'optional', ...crl }, ['rsa.pem']));
  assert.equal((await dial(optional, {})).text, 'hello');
  assert.equal((await dial(optional, as(client))).text, 'hello');
  assert.deepEqual((await dial(optional, as(impostor))).end, { failure: 'SSL client certificate not trusted' });
  assert.deepEqual((await dial(optional, as(revoked))).end, { failure: 'SSL client certificate not trusted' });
  optional.close();
  const required = await run(storeOf({ verify: 'required', ...crl }, ['rsa.pem']));
  assert.deepEqual((await dial(required, {})).end, { failure: 'SSL handshake failure' });
  assert.equal((await dial(required, as(client))).text, 'hello');
  required.close();
  const lenient = await run(storeOf({ verify: 'optional', caFile: ROOT }, ['rsa.pem']), {
    ignored: { crt: 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
  const { end } = await dial(lenient, as(impostor));
  assert.ok('accepted' in end && end.accepted.verifyResult === 18);
  lenient.close();
});

test('what is not TLS, and who hangs up, ends in one short reason', async () => {
  const running = await run(storeOf(NONE, ['rsa.pem']));
  const plain = running.next();
  const http = net.connect(running.port, '127.0.0.1');
  http.on('error', () => {});
  http.write('GET / HTTP/1.1\r\n\r\n');
  assert.deepEqual(await plain, { failure: 'SSL handshake failure' });
  const gone = running.next();
  const short = net.connect(running.port, '127.0.0.1');
  short.end(Buffer.from([22, 3, 1]));
  short.resume();
  assert.deepEqual(await gone, { failure: 'Connection closed during SSL handshake' });
  running.close();
});

test('bytes that were read before are given back, as behind a PROXY header', async () => {
  const acceptor = new TlsAcceptor(storeOf(NONE, ['rsa.pem']));
  const done = new Promise<string>((resolve) => {
    const server = net.createServer((raw) => {
      raw.once('data', (chunk) => {
        raw.pause();
        raw.unshift(chunk.subarray(5));
        acceptor.accept(raw, {
          onSecure: (socket) => {
            socket.once('data', (data) => resolve(String(data)));
            server.close();
          },
          onFailure: (failure) => resolve(failure),
        });
      });
    });
    void listenOn(server).then((port) => {
      const raw = net.connect(port, '127.0.0.1', () => {
        raw.write('12345');
        const socket = tls.connect({ socket: raw, rejectUnauthorized: false }, () => socket.end('inside'));
        socket.resume();
      });
    });
  });
  assert.equal(await done, 'inside');
});

test('sessions are resumed by ticket, and from the cache without tickets', async () => {
  const tickets = await run(storeOf(NONE, ['rsa.pem']));
  const first = await dial(tickets, {});
  assert.ok(first.session && !first.reused);
  assert.equal((await dial(tickets, { session: first.session })).reused, true);
  tickets.close();
  const counts = { lookups: 0, misses: 0 };
  const cache = new SessionCache(10, 60_000, counts);
  const cached = await run(storeOf({ ...NONE, noTickets: true }, ['rsa.pem']), { cache });
  const again = await dial(cached, { maxVersion: 'TLSv1.2' });
  assert.ok(again.session);
  assert.equal((await dial(cached, { maxVersion: 'TLSv1.2', session: again.session })).reused, true);
  assert.deepEqual(counts, { lookups: 1, misses: 0 });
  const newer = await dial(cached, {});
  assert.ok(newer.session);
  assert.deepEqual(counts, { lookups: 1, misses: 0 });
  assert.equal((await dial(cached, { session: newer.session })).reused, true);
  assert.deepEqual(counts, { lookups: 2, misses: 0 });
  assert.equal((await dial(cached, { session: first.session })).reused, false);
  assert.deepEqual(counts, { lookups: 2, misses: 0 });
  cached.close();
});

test('SocketTlsInfo shows the connection and the certificate of the client', async () => {
  const client = certificateBundle('client.pem');
  const running = await run(storeOf({ verify: 'optional', caFile: ROOT, alpn: ['http/1.1'] }, ['rsa.pem']));
  const { end } = await dial(running, {
    servername: 'WWW.example.com',
    cert: client.certificatePem,
    key: client.keyPem,
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-RSA-AES128-GCM-SHA256',
    ALPNProtocols: ['http/1.1'],
  });
  assert.ok('info' in end);
  const { info } = end;
  assert.deepEqual(
    [info.protocol, info.cipher, info.algorithmKeySize, info.usedKeySize, info.sni, info.alpn, info.resumed],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 128, 128, 'WWW.example.com', 'http/1.1', false],
  );
  assert.equal(info.ownName, certificateFile('rsa.pem'));
  assert.equal(findDnEntry(info.own?.subject ?? [], 'CN'), 'www.example.com');
  assert.equal(findDnEntry(info.peer?.subject ?? [], 'CN'), 'client, "first"');
  assert.equal(findDnEntry(info.peer?.root ?? [], 'CN'), 'Hawser Test Root');
  assert.equal(info.peerOnConnection, true);
  assert.equal(info.sessionKey?.length, 48);
  running.close();
});

test('the group of the key exchange follows from the hello, as the client sees it', async () => {
  const groups = { X25519: 'X25519', 'P-256': 'prime256v1', 'P-384': 'secp384r1' };
  const running = await run(storeOf(NONE, ['rsa.pem']));
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const [ecdhCurve, name] of Object.entries(groups)) {
      const { end } = await dial(running, { maxVersion, ecdhCurve });
      assert.ok('info' in end);
      assert.equal(end.info.curve, name, `${maxVersion} ${ecdhCurve}`);
    }
    const { end, group } = await dial(running, { maxVersion, ecdhCurve: 'P-384:P-256' });
    assert.ok('info' in end && group !== undefined);
    assert.equal(end.info.curve, group, maxVersion);
  }
  running.close();
});

test('TlsClient verifies, compares names and reuses sessions', async () => {
  const running = await run(storeOf(NONE, ['rsa.pem']));
  const attempt = async (settings: TlsClientSettings, sni?: string, client = clientOf(settings)) => {
    const ended = running.next();
    const socket = tls.connect({ ...client.options(sni), port: running.port, host: '127.0.0.1' });
    client.watch(socket, sni);
    let outcome = '';
    let reused = false;
    socket.on('secureConnect', () => {
      reused = socket.isSessionReused();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      outcome = error.code ?? '';
    });
    socket.on('data', (chunk) => {
      outcome += String(chunk);
    });
    await once(socket, 'close').catch(() => undefined);
    await ended;
    return `${outcome}${reused ? ' again' : ''}`;
  };
  const strict = { verify: 'required', caFile: ROOT } as const;
  assert.equal(await attempt({ verify: 'none' }), 'hello');
  assert.equal(await attempt(strict), 'hello');
  assert.equal(await attempt(strict, 'example.com'), 'hello');
  assert.equal(await attempt(strict, 'wrong.example'), 'ERR_TLS_CERT_ALTNAME_INVALID');
  assert.equal(await attempt({ ...strict, verifyHost: 'wrong.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID');
  assert.equal(await attempt({ ...strict, verifyHost: 'wrong.example' }, 'example.com'), 'hello');
  assert.match(
    await attempt({ verify: 'required', caFile: certificateFile('stranger.pem') }),
    /ISSUER|VERIFY|SELF_SIGNED/,
  );
  const reusing = clientOf(strict);
  assert.equal(await attempt(strict, 'example.com', reusing), 'hello');
  assert.equal(await attempt(strict, 'example.com', reusing), 'hello again');
  const never = clientOf({ ...strict, reuse: false });
  assert.equal(await attempt(strict, 'example.com', never), 'hello');
  assert.equal(await attempt(strict, 'example.com', never), 'hello');
  running.close();
});

function clientOf(settings: TlsClientSettings) {
  const client = compileTlsClient(settings);
  assert.ok(client.ok, JSON.stringify(client));
  return client.value;
}
