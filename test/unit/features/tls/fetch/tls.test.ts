import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/tls/fetch/index.js';
import type { CertificateInfo, TlsInfo } from '../../../../../src/model/tls.js';
import { Binary } from '../../../../../src/model/value.js';
import { evaluate, streamOf } from '../../../../support/fetch.js';

const certificate = {
  der: 'DER',
  chainDer: 'DERCHAIN',
  subject: [
    { name: 'C', value: 'FR' },
    { name: 'OU', value: 'one' },
    { name: 'OU', value: 'two, too' },
    { name: 'CN', value: 'x' },
  ],
  issuer: [{ name: 'CN', value: 'ca' }],
  root: undefined,
  serial: '\x01\x02',
  notBefore: '261120164604Z',
  notAfter: undefined,
  policies: ['1.2.3', '1.2.4'],
} as unknown as CertificateInfo;

const tls = {
  protocol: 'TLSv1.3',
  sni: 'www.Example.com',
  alpn: '',
  resumed: true,
  ownName: '/x.pem',
  peer: certificate,
  own: undefined,
  peerOnConnection: true,
  verifyResult: 19,
  verifyErrors: { own: 0, issuer: 19, issuerDepth: 1 },
  hello: { version: 0x0303, ciphers: '\x1a\x1a\x13\x01', extensions: '\0\0', groups: undefined, pointFormats: '\0' },
} as unknown as TlsInfo;

function withTls(info: TlsInfo | undefined) {
  return streamOf({ session: { tls: info } });
}

const secured = withTls(tls);
const clear = withTls(undefined);

test('clear text answers what can be answered without TLS', () => {
  for (const name of ['ssl_fc', 'ssl_fc_has_sni', 'ssl_fc_is_resumed']) {
    assert.equal(evaluate(entries, name, clear), false, name);
  }
  for (const name of [
    'ssl_fc_sni',
    'ssl_fc_protocol',
    'ssl_fc_has_crt',
    'ssl_c_used',
    'ssl_c_verify',
    'ssl_f_serial',
  ]) {
    assert.equal(evaluate(entries, name, clear), undefined, name);
  }
});

test('a connection tells its parameters', () => {
  assert.equal(evaluate(entries, 'ssl_fc', secured), true);
  assert.equal(evaluate(entries, 'ssl_fc_sni', secured), 'www.Example.com');
  assert.equal(evaluate(entries, 'ssl_fc_protocol', secured), 'TLSv1.3');
  assert.equal(evaluate(entries, 'ssl_fc_alpn', secured), undefined);
  assert.equal(evaluate(entries, 'ssl_fc_is_resumed', secured), true);
  assert.equal(evaluate(entries, 'ssl_fc_crtname', secured), '/x.pem');
  assert.equal(evaluate(entries, 'ssl_bc', secured), false);
});

test('names of certificates come whole or by entry', () => {
  assert.equal(evaluate(entries, 'ssl_c_s_dn', secured), '/C=FR/OU=one/OU=two, too/CN=x');
  assert.equal(evaluate(entries, 'ssl_c_s_dn(OU)', secured), 'one');
  assert.equal(evaluate(entries, 'ssl_c_s_dn(OU,2)', secured), 'two, too');
  assert.equal(evaluate(entries, 'ssl_c_s_dn(OU,-1)', secured), 'two, too');
  assert.equal(evaluate(entries, 'ssl_c_s_dn(zz)', secured), undefined);
  assert.equal(evaluate(entries, 'ssl_c_s_dn(,0,rfc2253)', secured), 'CN=x,OU=two\\, too,OU=one,C=FR');
  assert.equal(evaluate(entries, 'ssl_c_s_dn(,0,bad)', secured), 'refused');
  assert.equal(evaluate(entries, 'ssl_c_i_dn(CN)', secured), 'ca');
  assert.equal(evaluate(entries, 'ssl_c_r_dn', secured), undefined);
});

test('parts of certificates are read', () => {
  assert.equal(evaluate(entries, 'ssl_c_used', secured), true);
  assert.deepEqual(evaluate(entries, 'ssl_c_serial', secured), new Binary('\x01\x02'));
  assert.deepEqual(evaluate(entries, 'ssl_c_chain_der', secured), new Binary('CHAIN'));
  assert.equal(evaluate(entries, 'ssl_c_notafter', secured), undefined);
  assert.equal(evaluate(entries, 'ssl_c_policies', secured), '1.2.3,1.2.4');
  assert.equal(evaluate(entries, 'ssl_c_policies(1.2.4)', secured), '1.2.4');
  assert.equal(evaluate(entries, 'ssl_c_policies(9)', secured), undefined);
});

test('errors of issuers are told from those of the certificate', () => {
  assert.equal(evaluate(entries, 'ssl_c_verify', secured), 19);
  assert.equal(evaluate(entries, 'ssl_c_err', secured), 0);
  assert.equal(evaluate(entries, 'ssl_c_ca_err', secured), 19);
});

test('the hello shows what the client offers, with and without tolerance values', () => {
  assert.equal(evaluate(entries, 'ssl_fc_protocol_hello_id', secured), 771);
  assert.deepEqual(evaluate(entries, 'ssl_fc_cipherlist_bin', secured), new Binary('\x1a\x1a\x13\x01'));
  assert.deepEqual(evaluate(entries, 'ssl_fc_cipherlist_bin(1)', secured), new Binary('\x13\x01'));
  assert.deepEqual(evaluate(entries, 'ssl_fc_cipherlist_hex(1)', secured), new Binary('1301'));
  assert.equal(evaluate(entries, 'ssl_fc_eclist_bin', secured), undefined);
  assert.equal(evaluate(entries, 'ssl_fc_protocol_hello_id', clear), undefined);
});
