/** Which algorithms encrypted tokens may use (manual 3.1 `jwt.decrypt_alg_list`, RFC 8725 3.2). */
import assert from 'node:assert/strict';
import { constants, createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import test from 'node:test';
import { decryptToken } from '../../../../src/features/convert/jwe-decrypt.js';
import { permissionOf } from '../../../../src/features/convert/jwe-permission.js';

const base64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64url');

/** A token for a key, with the content encryption key as it is written. */
function tokenOf(alg: string, encryptedKey: Buffer, contentKey: Buffer): string {
  const header = base64(JSON.stringify({ alg, enc: 'A128GCM' }));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-128-gcm', contentKey, iv).setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update('hello'), cipher.final()]);
  return [header, base64(encryptedKey), base64(iv), base64(text), base64(cipher.getAuthTag())].join('.');
}

const lists = (alg?: string, enc?: string) =>
  permissionOf(
    new Map([
      ...(alg === undefined ? [] : [['jwt.decrypt_alg_list', alg] as const]),
      ...(enc === undefined ? [] : [['jwt.decrypt_enc_list', enc] as const]),
    ]),
  );

test('lists permit what they name; ALL is everything, and ! takes back', () => {
  assert.equal(lists()('A128KW', 'A128GCM'), true);
  assert.equal(lists()('RSA1_5', 'A128GCM'), false);
  assert.equal(lists('ALL')('RSA1_5', 'A128GCM'), true);
  assert.equal(lists('ALL:!ECDH-ES')('ECDH-ES', 'A128GCM'), false);
  assert.equal(lists('ECDH-ES')('A128KW', 'A128GCM'), false);
  assert.equal(lists(undefined, 'A128GCM:A256GCM')('dir', 'A192GCM'), false);
  assert.equal(lists(undefined, 'A128GCM:A256GCM')('dir', 'A256GCM'), true);
});

test('tokens of algorithms that are not permitted are not decrypted', () => {
  const secret = randomBytes(16);
  const token = tokenOf('dir', Buffer.alloc(0), secret);
  assert.equal(decryptToken(token, { secret }, lists()), 'hello');
  assert.equal(decryptToken(token, { secret }, lists('A128KW')), undefined);
  assert.equal(decryptToken(token, { secret }, lists('ALL', 'A256GCM')), undefined);
});

test('RSA1_5 is decrypted where it is permitted; a wrong padding looks like a wrong key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const contentKey = randomBytes(16);
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, contentKey);
  const token = tokenOf('RSA1_5', wrapped, contentKey);
  assert.equal(decryptToken(token, { privateKey }, lists()), undefined);
  assert.equal(decryptToken(token, { privateKey }, lists('RSA1_5')), 'hello');
  const padded = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING }, contentKey);
  assert.equal(decryptToken(tokenOf('RSA1_5', padded, contentKey), { privateKey }, lists('RSA1_5')), undefined);
  assert.equal(
    decryptToken(tokenOf('RSA1_5', Buffer.alloc(3), contentKey), { privateKey }, lists('RSA1_5')),
    undefined,
  );
});
