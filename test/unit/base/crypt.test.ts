/** Hashes made by `openssl passwd`; that with rounds is by libcrypt. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypt, isKnownHash, matchesHash } from '../../../src/base/crypt.js';

const HASHES = [
  '$1$saltstr$QM9HTGmcCulEKt42JFhZ/.',
  '$5$saltstr$djN3ln/EgD30opOZjfOYCygs3w8NYtgSXXWyeNzZEg4',
  '$6$saltstr$M65/J1k7qqxk/LcmpUDf3dV2VTUj7MS/0b1xkMtArZKtcyOt9meNXwYoaZoV/yDI3D53m5sJKm.PhCpqEv59O1',
  '$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA',
];

for (const hashed of HASHES) {
  test(`a password matches its hash ${hashed.slice(0, 12)}`, () => {
    assert.equal(crypt('Hello world!', hashed), hashed);
    assert.ok(matchesHash('Hello world!', hashed));
    assert.ok(!matchesHash('Hello world', hashed));
    assert.ok(isKnownHash(hashed));
  });
}

test('methods that are not known match nothing', () => {
  assert.equal(crypt('x', '$y$j9T$abc'), undefined);
  assert.ok(!matchesHash('x', '$2b$10$abc'));
  assert.ok(!isKnownHash('$2b$10$abc'));
});
