import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/tcp/fetch/index.js';
import { Ipv4 } from '../../../../../src/model/value.js';
import { evaluate, streamOf } from '../../../../support/fetch.js';

const client = { address: new Ipv4(0x0a000001), text: '10.0.0.1', port: 1234 };
const unix = { address: undefined, text: 'unix:1', port: 0 };

function withSession(session: object, overrides: object = {}) {
  return streamOf({ session: { source: client, destination: client, ...session }, ...overrides });
}

test('addresses are those of the stream where rules set them, else of the session', () => {
  const set = { address: new Ipv4(0x7f000002), text: '127.0.0.2', port: 9 };
  const stream = withSession({ connectionSource: client }, { source: set });
  assert.deepEqual(evaluate(entries, 'src', stream), set.address);
  assert.equal(evaluate(entries, 'src_port', stream), 9);
  assert.equal(evaluate(entries, 'src_is_local', stream), true);
  assert.deepEqual(evaluate(entries, 'fc_src', stream), client.address);
  assert.equal(evaluate(entries, 'dst_port', stream), 1234);
});

test('unix sockets have neither address nor port', () => {
  const stream = withSession({ source: unix });
  assert.equal(evaluate(entries, 'src', stream), undefined);
  assert.equal(evaluate(entries, 'src_port', stream), undefined);
  assert.equal(evaluate(entries, 'src_is_local', stream), undefined);
});

test('a listener has a name only if its line has one', () => {
  assert.equal(evaluate(entries, 'so_name', withSession({ listenerName: 'sock-3', listenerId: 3 })), undefined);
  assert.equal(evaluate(entries, 'so_name', withSession({ listenerName: 'web', listenerId: 3 })), 'web');
  assert.equal(evaluate(entries, 'so_id', withSession({ listenerName: 'web', listenerId: 3 })), 3);
});

test('TLVs of the PROXY protocol are found by number and name, those about TLS inside of theirs', () => {
  const stream = withSession({
    receivedProxy: true,
    proxyTlvs: [
      { type: 2, value: 'example.org' },
      { type: 0x20, value: '\x01\0\0\0\0\x22\0\x02cn\x21\0\x07TLSv1.3' },
      { type: 0xe0, value: 'x' },
    ],
  });
  assert.equal(evaluate(entries, 'fc_rcvd_proxy', stream), true);
  assert.equal(evaluate(entries, 'fc_pp_authority', stream), 'example.org');
  assert.equal(evaluate(entries, 'fc_pp_unique_id', stream), undefined);
  assert.equal(evaluate(entries, 'fc_pp_tlv(AUTHORITY)', stream), 'example.org');
  assert.equal(evaluate(entries, 'fc_pp_tlv(0xE0)', stream), 'x');
  assert.equal(evaluate(entries, 'fc_pp_tlv(SSL_CN)', stream), 'cn');
  assert.equal(evaluate(entries, 'fc_pp_tlv(33)', stream), 'TLSv1.3');
  assert.equal(evaluate(entries, 'fc_pp_tlv(256)', stream), 'refused');
  assert.equal(evaluate(entries, 'fc_pp_tlv(NOPE)', stream), 'refused');
});

test('errors of connections have number, name and text', () => {
  assert.equal(evaluate(entries, 'fc_err_str', withSession({})), 'Success');
  const failed = withSession({ connectionError: 34 });
  assert.equal(evaluate(entries, 'fc_err', failed), 34);
  assert.equal(evaluate(entries, 'fc_err_name', failed), 'SSL_HANDSHAKE');
  assert.equal(evaluate(entries, 'fc_err_str', failed), 'SSL handshake failure');
});

test('the connection to a server is unknown without one', () => {
  assert.equal(evaluate(entries, 'bc_dst', withSession({})), undefined);
  assert.equal(evaluate(entries, 'bc_http_major', withSession({})), undefined);
  const stream = withSession({}, { server: {}, serverDestination: client, connectAtMs: 1 });
  assert.deepEqual(evaluate(entries, 'bc_dst', stream), client.address);
  assert.equal(evaluate(entries, 'bc_http_major', stream), 1);
});

test('measures of the kernel: times in milliseconds unless microseconds are asked for, and nothing without a socket', () => {
  const measures = {
    rttUs: 1500,
    rttVarUs: 499,
    unacked: 1,
    sacked: 2,
    lost: 3,
    retrans: 4,
    fackets: 5,
    reordering: 6,
  };
  const stream = streamOf({ measureSocket: (side: string) => (side === 'client' ? measures : undefined) });
  const value = (text: string, of = stream) => evaluate(entries, text, of);
  assert.deepEqual([value('fc_rtt'), value('fc_rtt(ms)'), value('fc_rtt(us)')], [2, 2, 1500]);
  assert.deepEqual([value('fc_rttvar'), value('fc_rttvar(us)')], [0, 499]);
  const counts = ['unacked', 'sacked', 'lost', 'retrans', 'fackets', 'reordering'].map((name) => value(`fc_${name}`));
  assert.deepEqual(counts, [1, 2, 3, 4, 5, 6]);
  assert.equal(value('bc_rtt'), undefined);
  assert.equal(value('fc_rtt', streamOf({})), undefined);
  assert.equal(value('fc_rtt(s)'), 'refused');
});
