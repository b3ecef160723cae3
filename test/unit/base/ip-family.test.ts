import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { ipFamily } from '../../../src/base/ip-family.js';

test('families are those of net.isIP', () => {
  const texts = [
    '',
    '1.2.3.4',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '0.0.0.0',
    '255.255.255.255',
    '1.2.3.4 ',
  ];
  texts.push(
    '::',
    '::1',
    '::ffff:1.2.3.4',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7:8',
    '1:2',
    ':::',
    '[::1]',
    'name',
    '1.2.3.',
    '.',
  );
  for (const text of texts) assert.equal(ipFamily(text), net.isIP(text), text);
  const characters = '0125.:a%';
  let seed = 3;
  for (let round = 0; round < 20_000; round++) {
    let text = '';
    for (let count = 0; count < 8; count++) {
      seed = (seed * 48_271) % 0x7fff_ffff;
      text += characters[seed % characters.length];
    }
    assert.equal(ipFamily(text), net.isIP(text), text);
  }
});
