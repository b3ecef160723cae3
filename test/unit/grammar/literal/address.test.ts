import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Address, type AddressRules, parseAddress } from '../../../../grammar/literal/address.js';

const BIND: AddressRules = { port: 'required', range: true, names: true, stream: true, descriptor: true };
const SERVER: AddressRules = { port: 'optional', offset: true, names: true, stream: true };
const LOG: AddressRules = { port: 'optional', names: true, stream: true, datagram: true, descriptor: true };

/** `kind/family host ports`. */
function shape({ kind, family, host, port, portEnd, portOffset, protocol, isName }: Address): string {
  const ports = portOffset !== undefined ? `offset ${portOffset}` : portEnd === port ? `${port}` : `${port}-${portEnd}`;
  return [`${kind}/${family}`, isName ? `name:${host}` : host, ports, protocol ?? ''].join(' ').trim();
}

/** The shape, or the message. */
function outcome(text: string, rules: AddressRules): string {
  const result = parseAddress(text, rules);
  return result.ok ? shape(result.value) : result.message;
}

for (const [text, expected] of [
  [':80', 'tcp/4 0.0.0.0 80'],
  ['*:80', 'tcp/4 0.0.0.0 80'],
  [':80-90', 'tcp/4 0.0.0.0 80-90'],
  ['[::]:443', 'tcp/6 :: 443'],
  ['::1:443', 'tcp/6 ::1 443'],
  ['ipv6@:80', 'tcp/6 :: 80'],
  ['ipv6@*:80', 'tcp/6 :: 80'],
  ['ipv4@1.2.3.4:1', 'tcp/4 1.2.3.4 1'],
  ['localhost:80', 'tcp/0 name:localhost 80'],
  ['mptcp@:80', 'tcp/4 0.0.0.0 80 mptcp'],
  ['quic6@:443', 'udp/6 :: 443 quic'],
  ['quic+ipv4@:443', 'udp/4 0.0.0.0 443 quic'],
  ['/tmp/x.sock', 'unix/0 /tmp/x.sock 0'],
  ['unix@x', 'unix/0 x 0'],
  ['stream+unix@x', 'unix/0 x 0'],
  ['abns@foo:80', 'abstract/0 foo:80 0'],
  ['fd@3', 'fd/0 3 0'],
  ['sockpair@4', 'socketpair/0 4 0'],
  ['rhttp@be/srv', 'reverse/0 be/srv 0'],
  ['80', "missing port specification in '80'"],
  ['[::1]', "missing port specification in '[::1]'"],
  ['1.2.3.4:', "missing port specification in '1.2.3.4:'"],
  ['1.2.3.4:0', "invalid port '0'"],
  [':65536', "invalid port '65536'"],
  [':0x50', "invalid port '0x50'"],
  [':80-x', "invalid port 'x'"],
  [':90-80', "invalid port range '90-80'"],
  [':+80', "port offset not permitted here in ':+80'"],
  ['1.2.3.4:x', "invalid character 'x' in port number 'x' in '1.2.3.4:x'"],
  ['fd@x', "file descriptor 'x' is not a valid integer in 'fd@x'"],
  ['udp@:53', "dgram-type address not acceptable in 'udp@:53'"],
  ['uxdg@/x', "dgram-type address not acceptable in 'uxdg@/x'"],
  ['foo@1.2.3.4:80', "invalid address: 'foo@1.2.3.4' in 'foo@1.2.3.4:80'"],
  ['ipv4@::1:80', "invalid address: '::1' is not IPv4 in 'ipv4@::1:80'"],
] as const) {
  test(`parseAddress of '${text}' for a bind`, () => assert.equal(outcome(text, BIND), expected));
}

for (const [text, expected] of [
  ['1.2.3.4', 'tcp/4 1.2.3.4 offset 0'],
  ['1.2.3.4:80', 'tcp/4 1.2.3.4 80'],
  ['1.2.3.4:+80', 'tcp/4 1.2.3.4 offset 80'],
  ['host:-1000', 'tcp/0 name:host offset -1000'],
  ['1.2.3.4:0', 'tcp/4 1.2.3.4 0'],
  ['1.2.3.4:80-90', "port range not permitted here in '1.2.3.4:80-90'"],
  ['fd@3', "a file descriptor is not acceptable here in 'fd@3'"],
  ['ipv6@localhost:80', 'tcp/6 name:localhost 80'],
] as const) {
  test(`parseAddress of '${text}' for a server`, () => assert.equal(outcome(text, SERVER), expected));
}

for (const [text, rules, expected] of [
  ['/dev/log', { ...LOG, stream: undefined }, 'unix-datagram/0 /dev/log 0'],
  ['127.0.0.1:514', { ...LOG, stream: undefined }, 'udp/4 127.0.0.1 514'],
  ['tcp@127.0.0.1:514', LOG, 'tcp/4 127.0.0.1 514'],
  ['uxst@/dev/log', LOG, 'unix/0 /dev/log 0'],
  ['1.2.3.4:80', {}, "port specification not permitted here in '1.2.3.4:80'"],
  ['abnsz@x', {}, 'abstract/0 x 0'],
] as const) {
  test(`parseAddress of '${text}' with other rules`, () => assert.equal(outcome(text, rules), expected));
}

test('parseAddress blames the part that is wrong', () => {
  const result = parseAddress('ipv4@1.2.3.4:x9', BIND);
  assert.ok(!result.ok);
  assert.deepEqual([result.start, result.end], [13, 15]);
});
