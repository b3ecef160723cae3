import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHello, parseStatus, renderHello, renderStatus } from '../../../../src/net/peers/handshake.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('a greeting', () => {
  it('is read as haproxy 2.6 sends it', () => {
    const parsed = parseHello(Buffer.from('484150726f78795320322e310a620a6120313237373820310a', 'hex'));
    assert.deepEqual(parsed, {
      ...{ kind: 'hello', length: 25 },
      hello: { major: 2, minor: 1, target: 'b', sender: 'a', pid: 12778 },
    });
  });

  it('is written in the same form', () => {
    assert.equal(renderHello({ minor: 1, target: 'b', sender: 'a', pid: 7 }), 'HAProxyS 2.1\nb\na 7 1\n');
  });

  it('is waited for until it is whole', () => {
    const text = 'HAProxyS 2.1\nb\na 7 1\n';
    for (let length = 0; length < text.length; length++) {
      assert.equal(parseHello(bytes(text.slice(0, length))).kind, 'more', String(length));
    }
    assert.equal(parseHello(bytes(`${text}\0\0`)).kind, 'hello');
  });

  it('of another protocol, another version, without end is refused', () => {
    const status = (text: string) => {
      const parsed = parseHello(bytes(text));
      return parsed.kind === 'refused' ? parsed.status : parsed.kind;
    };
    assert.equal(status('GET / HTTP/1.1\n'), 501);
    assert.equal(status('HAProxyS 3.0\nb\na 7 1\n'), 502);
    assert.equal(status('HAProxyS 2.0\nb\na 7 0\n'), 'hello');
    assert.equal(status('x'.repeat(5000)), 501);
    assert.equal(status('HAProxyS 2.1\nb\n\n'), 501);
  });
});

describe('a status', () => {
  it('is three digits and the end of the line', () => {
    assert.equal(renderStatus(200), '200\n');
    assert.deepEqual(parseStatus(bytes('200\n\0\0')), { status: 200, length: 4 });
    assert.equal(parseStatus(bytes('20')), 'more');
    assert.equal(parseStatus(bytes('hello\n')), undefined);
    assert.equal(parseStatus(bytes('x'.repeat(100))), undefined);
  });
});
