import assert from 'node:assert/strict';
import test from 'node:test';
import type { Stream } from '../../../../src/model/stream.js';
import { conditionOf, createBench } from '../../compile/bench.js';

function matches(acl: string): boolean {
  const bench = createBench();
  const condition = conditionOf(bench, `if { ${acl} }`);
  assert.ok(condition, `${acl}: ${bench.reports().join()}`);
  return condition({} as Stream);
}

const YES = [
  'str(abc) abc',
  'str(abc) -i x ABC y',
  'str(/Foo/bar) -m beg /a /Foo',
  'str(/Foo/bar) -m end bar',
  'str(/Foo/bar) -m sub -i O/B',
  'str(/images/png/logo/32x32.png) -m dir logo/32x32.png',
  'str(/images/png/logo/32x32.png) -m dir /images',
  'str(http://www1.dc-eu.example.com:80/blah) -m dom :www1:',
  'str(x.aa.a) -m dom a',
  'str(abcdefghijkl) -m beg 1 2 3 4 5 6 7 8 9 abcde',
  'str(abcdefghijkl) -m end 1 2 3 4 5 6 7 8 9 jkl',
  'str(abc) -m reg ^a.c$',
  'str(aXb) -m reg -i x',
  'str(abc) -m len 3',
  'str(abc) -m len gt 2',
  'bin(616263) -m bin 616263',
  'str(abc) -m found',
  'int(5) 5',
  'int(5) 4:6',
  'int(5) 5-6',
  'int(5) ne 5',
  'int(5) gt 3 gt 10',
  'int(5) lt 4:6',
  'int(5) eq -5',
  'int(-7) eq -- 5',
  'int(3) eq 1-',
  'int(-3) gt -4',
  'int(-3) lt 0',
  'int(5) 1 2 5',
  'int(9223372036854775807) ge 9223372036854775807',
  'ipv4(192.168.10.20) 192.168.10.0/24',
  'ipv4(192.168.10.20) 192.168.10.20/255.0.255.0',
  'ipv4(10.0.0.12) 10.12',
  'ipv4(10.0.0.1) ::ffff:10.0.0.1',
  'ipv6(2002:0a00:0001::) 10.0.0.1',
  'ipv6(::10.0.0.1) 10.0.0.0/24',
  'ipv6(2001:db8::42) 2001:db8::40/122',
  'ipv6(2001:db8::42) ::/0',
  'ipv4(10.0.0.9) 1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 1.1.1.8 10.0.0.0/8',
  'bool(true)',
  'int(3) -m bool',
  'ipv4(1.2.3.4) -m bool',
];

const NO = [
  'str(abc) ABC',
  'str(abc)',
  'str(www.example.com) -m dom xample',
  'str(/images/png) -m dir image',
  'bin(61006263) -m sub bc',
  'bin(c389) -i -m str \u00e9',
  'int(5) 6:',
  'int(5) gt 5',
  'int(-5) 5',
  'ipv4(192.168.10.20) 192.168/16',
  'ipv6(2001:db8::42) 10.0.0.1',
  'bool(false) 0',
  'str() -m int 0',
];

test('match methods find what HAProxy 3.5 finds', () => {
  for (const acl of YES) assert.equal(matches(acl), true, acl);
});

test('match methods miss what HAProxy 3.5 misses', () => {
  for (const acl of NO) assert.equal(matches(acl), false, acl);
});

test('versions with a dot match as two numbers', () => {
  assert.equal(matches('req.ssl_ver(196609) 3.1'), true);
  assert.equal(matches('req.ssl_ver(196609) 3:3.1'), true);
  assert.equal(matches('req.ssl_ver(196609) gt 3.1'), false);
  assert.equal(matches('req.ssl_ver(196609) lt 4'), true);
});

test('match methods refuse patterns that they cannot read', () => {
  const wrong = ['int(5) :', 'int(5) 1:2:3', 'int(5) 99999999999999999999', 'bin(00) -m bin 0ff'];
  for (const acl of wrong) assert.equal(conditionOf(createBench(), `if { ${acl} }`), undefined, acl);
  for (const ip of ['300.1.1.1', '1.2.3.4/33', '1.2.3.4/-1', '2001:db8::42/129', 'bad']) {
    const bench = createBench();
    assert.equal(conditionOf(bench, `if { ipv4(1.2.3.4) ${ip} }`), undefined, ip);
    assert.deepEqual(bench.reports(), [`acl/bad-pattern: ${ip}`]);
  }
});
