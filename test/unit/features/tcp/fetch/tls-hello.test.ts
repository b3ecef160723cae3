/** Hellos and values as recorded with HAProxy 3.5. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/tcp/fetch/tls-hello.js';
import { Binary } from '../../../../../src/model/value.js';
import { channelOf, evaluate, requestStream, streamOf } from '../../../../support/fetch.js';

function tcp(bytes: string, closed = true) {
  return streamOf({ frontend: { config: { mode: 'tcp' } }, requestChannel: channelOf(bytes, closed), final: false });
}

const HEAD = `\x03\x03${'R'.repeat(32)} ${'S'.repeat(32)}\0\x08\x13\x01\x13\x02\xc0/\x005\x01\0`;
const whole = `\x16\x03\x01\0\xd0\x01\0\0\xcc${HEAD}\0{\0\0\0\x14\0\x12\0\0\x0fwww.Example.com\0\x10\0\x0e\0\x0c\x02h2\bhttp/1.1\0\n\0\x06\0\x04\0\x1d\0\x17\0\x0b\0\x02\x01\0\0\r\0\x06\0\x04\x04\x03\b\x04\0+\0\x05\x04\x03\x04\x03\x03\x003\0&\0$\0\x1d\0 ${'K'.repeat(32)}\0#\0\0`;
const hello = tcp(whole);
const bare = tcp(`\x16\x03\x01\0S\x01\0\0O${HEAD}`);
const text = tcp('hello world, this is raw');

test('a hello is read', () => {
  assert.equal(evaluate(entries, 'req.ssl_sni', hello), 'www.Example.com');
  assert.equal(evaluate(entries, 'req_ssl_sni', hello), 'www.Example.com');
  assert.equal(evaluate(entries, 'req.ssl_alpn', hello), 'h2');
  assert.equal(evaluate(entries, 'req.ssl_ver', hello), 196611);
  assert.equal(evaluate(entries, 'req.ssl_hello_type', hello), 1);
  assert.equal(evaluate(entries, 'req.ssl_ec_ext', hello), true);
  assert.equal(evaluate(entries, 'req.ssl_st_ext', hello), 1);
  assert.deepEqual(evaluate(entries, 'req.ssl_cipherlist', hello), new Binary('\x13\x01\x13\x02\xc0/\x005'));
  assert.deepEqual(evaluate(entries, 'req.ssl_supported_groups', hello), new Binary('\0\x1d\0\x17'));
  assert.deepEqual(evaluate(entries, 'req.ssl_keyshare_groups', hello), new Binary('\0\x1d'));
  assert.deepEqual(evaluate(entries, 'req.ssl_sigalgs', hello), new Binary('\x04\x03\b\x04'));
});

test('a hello without extensions has none of what they tell', () => {
  assert.equal(evaluate(entries, 'req.ssl_hello_type', bare), 1);
  for (const name of ['sni', 'alpn', 'ec_ext', 'st_ext', 'sigalgs', 'supported_groups', 'keyshare_groups']) {
    assert.equal(evaluate(entries, `req.ssl_${name}`, bare), undefined, name);
  }
});

test('what is no hello is told at once', () => {
  for (const name of ['sni', 'ver', 'hello_type']) assert.equal(evaluate(entries, `req.ssl_${name}`, text), undefined);
  assert.equal(text.mayChange, false);
});

test('a hello that is not complete may become one', () => {
  for (const name of ['sni', 'hello_type']) {
    const part = tcp(whole.slice(0, 60), false);
    assert.equal(evaluate(entries, `req.ssl_${name}`, part), undefined);
    assert.equal(part.mayChange, true, name);
  }
});

test('HTTP streams hold no hello', () => {
  assert.equal(evaluate(entries, 'req.ssl_sni', requestStream('GET / HTTP/1.1\nHost: h\n\n')), undefined);
});

test('the type of the hello of a server is read from the response', () => {
  const frontend = { config: { mode: 'tcp' } };
  const stream = streamOf({ frontend, responseChannel: channelOf('\x16\x03\x03\0\x04\x02\0\0\0') });
  assert.equal(evaluate(entries, 'rep_ssl_hello_type', stream), 2);
});
