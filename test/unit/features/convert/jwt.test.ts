import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import test from 'node:test';
import { compileValid, createStream, runRules } from '../../../support/rule-run.js';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64url');

test('jwt_verify with the algorithm of a variable: the key is a file where one has its name, else a secret', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = '/etc/jwt/key.pem';
  const files = { [file]: String(publicKey.export({ type: 'spki', format: 'pem' })) };
  const verdict = (algorithm: string, signature: (data: Buffer) => Buffer, key: string) => {
    const data = `${base64(JSON.stringify({ alg: algorithm }))}.${base64('{}')}`;
    const compiled = compileValid(
      [
        "http-request set-var(txn.alg) req.hdr(x-token),jwt_header_query('$.alg')",
        `http-request set-header x-verdict %[req.hdr(x-token),jwt_verify(txn.alg,"${key}")]`,
      ],
      files,
    );
    const token = `${data}.${base64(signature(Buffer.from(data)))}`;
    const stream = createStream(compiled, `GET / HTTP/1.1\nHost: h\nX-Token: ${token}`);
    runRules(compiled, 'http-request', stream);
    const { fields } = stream.request!;
    return fields.values[fields.find('x-verdict')];
  };
  assert.equal(
    verdict('RS256', (data) => sign('sha256', data, privateKey), file),
    '1',
  );
  assert.equal(
    verdict('RS256', () => Buffer.alloc(256), file),
    '0',
  );
  assert.equal(
    verdict('RS256', (data) => sign('sha256', data, privateKey), 'a secret'),
    '-5',
  );
  assert.equal(
    verdict('HS256', (data) => createHmac('sha256', 'a secret').update(data).digest(), 'a secret'),
    '1',
  );
});
