import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherKeySizes, renderCiphers } from '../../../../src/net/tls/cipher.js';
import { parseClientHello } from '../../../../src/net/tls/client-hello.js';
import { compileTlsClient } from '../../../../src/net/tls/connect.js';
import { describeHandshakeError } from '../../../../src/net/tls/handshake-failure.js';
import { resolveVersions } from '../../../../src/net/tls/protocol-version.js';
import { compileServerProfile } from '../../../../src/net/tls/server-context.js';
import { SessionCache } from '../../../../src/net/tls/session-cache.js';
import { parseTicketKeys } from '../../../../src/net/tls/ticket-keys.js';
import { IgnoredErrorRules, readIgnoredResults, verifyResultNumber } from '../../../../src/net/tls/verify-result.js';

test('compileServerProfile reports every setting that cannot work', () => {
  const result = compileServerProfile({
    verify: 'required',
    ciphers: 'NOPE',
    curves: 'nope',
    sigalgs: 'nope',
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.2',
    crlFile: '/nope',
  });
  assert.ok(!result.ok);
  assert.deepEqual(
    result.problems.map((problem) => problem.code),
    ['crl-file', 'no-ca', 'versions', 'ciphers', 'curves', 'sigalgs'],
  );
  assert.equal(result.problems[3]?.message, "unable to set SSL cipher list to 'NOPE'");
});

test('compileTlsClient wants an authority unless verify is none', () => {
  const result = compileTlsClient({ verify: 'required' });
  assert.ok(!result.ok && result.problems[0]?.code === 'no-ca');
  assert.ok(compileTlsClient({ verify: 'none' }).ok);
});

test('resolveVersions gives the range that is left', () => {
  assert.deepEqual(resolveVersions(undefined, undefined), { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
  assert.deepEqual(resolveVersions(undefined, 'TLSv1.1'), { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' });
  assert.deepEqual(resolveVersions('SSLv3', undefined, ['TLSv1.0']), { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' });
  assert.deepEqual(resolveVersions('TLSv1.3', 'TLSv1.2'), {
    code: 'versions',
    message: 'all SSL/TLS versions are disabled',
  });
  assert.ok('code' in resolveVersions('TLSv9', undefined));
});

test('renderCiphers joins the lists of both generations', () => {
  assert.match(renderCiphers(undefined, undefined), /^TLS_AES_256_GCM_SHA384:.*:DEFAULT$/);
  assert.equal(renderCiphers('A:B', 'TLS_X'), 'TLS_X:A:B');
});

test('cipherKeySizes knows the bits by the name', () => {
  const bits = (name: string) => Object.values(cipherKeySizes(name));
  assert.deepEqual(bits('TLS_AES_256_GCM_SHA384'), [256, 256]);
  assert.deepEqual(bits('TLS_AES_128_GCM_SHA256'), [128, 128]);
  assert.deepEqual(bits('ECDHE-RSA-AES128-GCM-SHA256'), [128, 128]);
  assert.deepEqual(bits('ECDHE-RSA-CHACHA20-POLY1305'), [256, 256]);
  assert.deepEqual(bits('AES256-SHA'), [256, 256]);
  assert.deepEqual(bits('DES-CBC3-SHA'), [168, 112]);
});

test('parseTicketKeys takes the last key but one and orders it for the library', () => {
  const key = (byte: number, size: number) =>
    Buffer.concat([
      Buffer.alloc(16, byte),
      Buffer.alloc((size - 16) / 2, byte + 1),
      Buffer.alloc((size - 16) / 2, byte + 2),
    ]);
  const lines = (size: number) => [10, 20, 30].map((byte) => key(byte, size).toString('base64')).join('\n');
  const small = parseTicketKeys(lines(48), 'keys');
  assert.ok(small.ok);
  assert.deepEqual(small.value, Buffer.concat([Buffer.alloc(16, 20), Buffer.alloc(16, 22), Buffer.alloc(16, 21)]));
  const large = parseTicketKeys(`${lines(80)}\n`, 'keys');
  assert.ok(large.ok && large.value.length === 48);
  const bad = parseTicketKeys('no base64!', 'keys');
  assert.ok(!bad.ok && bad.problems[0]?.message === "'keys' : unable to decode base64 key on line 1");
  assert.equal(parseTicketKeys(key(1, 48).toString('base64'), 'keys').ok, false);
});

test('SessionCache forgets the least recently used, the old, and everything when its size is zero', () => {
  let now = 0;
  const counts = { lookups: 0, misses: 0 };
  const cache = new SessionCache(2, 100, counts, () => now);
  const id = (text: string) => Buffer.from(text);
  cache.store(id('a'), id('A'));
  cache.store(id('b'), id('B'));
  assert.deepEqual(cache.find(id('a')), id('A'));
  cache.store(id('c'), id('C'));
  assert.equal(cache.find(id('b')), undefined);
  now = 100;
  assert.equal(cache.find(id('a')), undefined);
  assert.deepEqual({ ...counts, count: cache.count }, { lookups: 3, misses: 2, count: 1 });
  const none = new SessionCache(0, 100, counts);
  none.store(id('a'), id('A'));
  assert.equal(none.count, 0);
});

test('verify results have the numbers of the library', () => {
  assert.equal(verifyResultNumber('CERT_HAS_EXPIRED'), 10);
  assert.equal(verifyResultNumber('X509_V_ERR_CERT_REVOKED'), 23);
  assert.equal(verifyResultNumber('INVALID_CA'), 79);
  assert.equal(verifyResultNumber('EC_KEY_EXPLICIT_PARAMS'), 94);
  assert.deepEqual(readIgnoredResults('all'), { results: 'all' });
  assert.deepEqual(readIgnoredResults('10,X509_V_ERR_CERT_REVOKED'), { results: new Set([10, 23]) });
  for (const bad of ['nonsense', 'X509_V_ERR_NONSENSE', '0', '95', '']) {
    assert.deepEqual(readIgnoredResults(`10,${bad}`), { bad });
  }
});

test('describeHandshakeError tells failures, closes and broken connections apart', () => {
  const error = (code: string, message = '') => Object.assign(new Error(message), { code });
  assert.equal(describeHandshakeError(undefined), 'Connection closed during SSL handshake');
  assert.equal(describeHandshakeError(error('ECONNRESET', 'read ECONNRESET')), 'Connection error during SSL handshake');
  assert.equal(
    describeHandshakeError(error('ECONNRESET', 'Client network socket disconnected')),
    'Connection closed during SSL handshake',
  );
  assert.equal(describeHandshakeError(error('ERR_SSL_NO_SHARED_CIPHER')), 'SSL handshake failure');
});

test('parseClientHello asks for more at every cut and refuses what is no hello', () => {
  const name = Buffer.from('a.example');
  const sni = Buffer.concat([Buffer.from([0, name.length + 3, 0, 0, name.length]), name]);
  const extension = (type: number, content: Buffer) =>
    Buffer.concat([Buffer.from([0, type, 0, content.length]), content]);
  const extensions = Buffer.concat([
    extension(0, sni),
    extension(16, Buffer.from([0, 3, 2, 0x68, 0x32])),
    extension(13, Buffer.from([0, 4, 4, 3, 8, 4])),
    extension(10, Buffer.from([0, 2, 0, 29])),
  ]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([1, 9, 0, 4, 0x13, 1, 0xc0, 0x2f, 1, 0]),
    Buffer.from([0, extensions.length]),
    extensions,
  ]);
  const message = Buffer.concat([Buffer.from([1, 0, 0, body.length]), body]);
  const record = (part: Buffer) => Buffer.concat([Buffer.from([22, 3, 1, 0, part.length]), part]);
  const whole = record(message);
  for (let end = 0; end < whole.length; end++)
    assert.equal(parseClientHello(whole.subarray(0, end)).kind, 'more', `at ${end}`);
  const split = Buffer.concat([record(message.subarray(0, 30)), record(message.subarray(30))]);
  for (const bytes of [whole, split]) {
    const parsed = parseClientHello(bytes);
    assert.ok(parsed.kind === 'hello');
    const { hello } = parsed;
    assert.deepEqual([hello.sni, hello.alpn, hello.version], ['a.example', ['h2'], 0x0303]);
    assert.deepEqual([hello.ciphers, hello.signatureAlgorithms], ['\x13\x01\xc0\x2f', '\x04\x03\x08\x04']);
    assert.deepEqual([hello.extensions.length, hello.groups, hello.sessionId], [8, '\0\x1d', '\x09']);
  }
  for (const text of ['GET / HTTP/1.1', '\x16\x02', '\x16\x03\x01\x00\x05\x02\x00\x00\x00\x00']) {
    assert.equal(parseClientHello(Buffer.from(text, 'latin1')).kind, 'other');
  }
});

test('ca-ignore-err and crt-ignore-err pass errors by their depth; the first one of each is told', () => {
  const chain = [
    { number: 19, depth: 2 },
    { number: 10, depth: 1 },
    { number: 10, depth: 0 },
  ];
  const of = (ca?: string, crt?: string) => {
    const { result, errors, failure } = new IgnoredErrorRules({ ca, crt }).judge(chain);
    return `${result} ${errors.own} ${errors.issuer}@${errors.issuerDepth} ${failure ?? 'passes'}`;
  };
  assert.equal(of(), '19 0 19@2 SSL client CA chain cannot be verified');
  assert.equal(of('19'), '10 0 19@2 SSL client CA chain cannot be verified');
  assert.equal(of('19,10', '9'), '10 10 19@2 SSL client certificate not trusted');
  assert.equal(of('X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,10', 'X509_V_ERR_CERT_HAS_EXPIRED'), '10 10 19@2 passes');
  assert.equal(of('all', 'all'), '10 10 19@2 passes');
});

test('the last error alone passes nothing that another one may hide behind', () => {
  const passed = (ca?: string, crt?: string) => {
    const rules = new IgnoredErrorRules({ ca, crt });
    return [2, 10, 18, 19, 20, 21, 23].filter((result) => rules.judgeLast(result).failure === undefined);
  };
  assert.deepEqual(passed(), []);
  assert.deepEqual(passed('all', 'all'), [2, 10, 18, 19, 20, 21, 23]);
  assert.deepEqual(passed(undefined, 'all'), [18, 21]);
  assert.deepEqual(passed('all'), [19]);
  assert.deepEqual(passed('19', 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT'), [18, 19]);
  assert.deepEqual(passed(undefined, '10,23'), []);
});

test('versions: the words of old narrow the range from its ends, and count for nothing beside a range', () => {
  const of = (...args: Parameters<typeof resolveVersions>) => {
    const found = resolveVersions(...args);
    return 'code' in found ? found.message : `${found.minVersion} ${found.maxVersion}`;
  };
  assert.equal(of(undefined, undefined), 'TLSv1.2 TLSv1.3');
  assert.equal(of(undefined, undefined, ['TLSv1.2']), 'TLSv1.3 TLSv1.3');
  assert.equal(of(undefined, undefined, ['TLSv1.3']), 'TLSv1.2 TLSv1.2');
  assert.equal(of(undefined, undefined, ['TLSv1.2', 'TLSv1.3']), 'all SSL/TLS versions are disabled');
  assert.equal(of('TLSv1.2', undefined, ['TLSv1.2']), 'TLSv1.2 TLSv1.3');
  // Towards servers older ones are left where the newer ones are not; a hole is none.
  assert.equal(of(undefined, undefined, ['TLSv1.2'], 'back'), 'TLSv1.2 TLSv1.3');
  assert.equal(of(undefined, undefined, ['TLSv1.2', 'TLSv1.3'], 'back'), 'TLSv1.1 TLSv1.1');
});
