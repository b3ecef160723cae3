import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFamilies, hasIpv6Route } from '../../../../src/engine/resolve/families.js';

const ZERO = '0'.repeat(32);
const ROUTE = (dest: string, device: string) =>
  `${dest} ${ZERO} 00 ${ZERO} 00000400 00000001 00000000 00000001 ${device}`;

test('auto takes IPv6 where there is a default route, and looks again after half a minute', () => {
  let now = 0;
  let routed = false;
  const families = createFamilies(
    ['auto'],
    () => now,
    () => routed,
  );
  assert.deepEqual(families(), { v4: true, v6: false });
  routed = true;
  now = 29_999;
  assert.deepEqual(families(), { v4: true, v6: false });
  now = 30_000;
  assert.deepEqual(families(), { v4: true, v6: true });
});

test('named families are what they are', () => {
  const never = () => assert.fail('nobody has to look');
  assert.deepEqual(createFamilies(['ipv4'], () => 0, never)(), { v4: true, v6: false });
  assert.deepEqual(createFamilies(['ipv6'], () => 0, never)(), { v4: false, v6: true });
  assert.deepEqual(createFamilies(['ipv4', 'ipv6'], () => 0, never)(), { v4: true, v6: true });
});

test('a default route counts unless it is the loopback or cannot be read', () => {
  assert.equal(
    hasIpv6Route(() => `${ROUTE(`${ZERO} 00`, 'eth0')}\n`),
    true,
  );
  assert.equal(
    hasIpv6Route(() => `${ROUTE(`${ZERO} 00`, '      lo')}\n`),
    false,
  );
  assert.equal(
    hasIpv6Route(() => `${ROUTE(`fe80${'0'.repeat(28)} 40`, 'eth0')}\n`),
    false,
  );
  assert.equal(
    hasIpv6Route(() => {
      throw new Error('no such file');
    }),
    false,
  );
});
