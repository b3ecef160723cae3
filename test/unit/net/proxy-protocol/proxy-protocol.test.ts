import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '../../../../src/net/proxy-protocol/crc32c.js';
import type { ProxyHeader } from '../../../../src/net/proxy-protocol/header.js';
import { TLV } from '../../../../src/net/proxy-protocol/header.js';
import { parseProxyHeader } from '../../../../src/net/proxy-protocol/parse.js';
import { renderSslTlv, renderVersion1, renderVersion2 } from '../../../../src/net/proxy-protocol/render.js';

const FOUR: ProxyHeader = {
  version: 2,
  command: 'proxy',
  family: 'ipv4',
  transport: 'stream',
  source: '192.0.2.1',
  destination: '198.51.100.2',
  sourcePort: 56324,
  destinationPort: 443,
  tlvs: [],
};
const SIX: ProxyHeader = { ...FOUR, family: 'ipv6', source: '2001:db8::1', destination: '::ffff:192.0.2.7' };

function parse(text: string) {
  return parseProxyHeader(Buffer.from(text, 'latin1'));
}

function headerOf(bytes: Buffer): ProxyHeader {
  const result = parseProxyHeader(bytes);
  assert.equal(result.kind, 'header');
  assert.ok(result.kind === 'header');
  assert.equal(result.size, bytes.length);
  return result.header;
}

test('parseProxyHeader reads the line of version 1 and its size', () => {
  const result = parse('PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nGET / HTTP/1.1\r\n');
  assert.deepEqual(result, { kind: 'header', header: { ...FOUR, version: 1 }, size: 45 });
});

test('parseProxyHeader reads addresses of IPv6 and unknown connections in version 1', () => {
  const six = parse('PROXY TCP6 2001:db8::1 ::1 1 65535\r\n');
  assert.ok(six.kind === 'header' && six.header.family === 'ipv6' && six.header.destinationPort === 65535);
  for (const line of ['PROXY UNKNOWN\r\n', 'PROXY UNKNOWN anything at all\r\n']) {
    const unknown = parse(line);
    assert.ok(unknown.kind === 'header' && unknown.header.family === 'none' && unknown.size === line.length);
  }
});

test('parseProxyHeader asks for more at every cut of both versions', () => {
  const headers = [
    Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n'),
    renderVersion2({ ...SIX, tlvs: [{ type: TLV.alpn, value: 'h2' }] }, { checksum: true }),
  ];
  for (const bytes of headers) {
    for (let end = 0; end < bytes.length; end++) assert.equal(parseProxyHeader(bytes, end).kind, 'more', `at ${end}`);
    assert.equal(parseProxyHeader(bytes).kind, 'header');
  }
});

test('parseProxyHeader refuses lines that are not exact', () => {
  const bad = [
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n',
    'PROXY TCP4 1.2.3.4  5.6.7.8 1 2\r\n',
    'PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n',
    'PROXY TCP6 fe80::1%1 ::1 1 2\r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
  ];
  for (const line of bad) assert.deepEqual(parse(line), { kind: 'fault', fault: 'bad-line' }, line);
  for (const text of ['PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n', 'PROXY X', 'PROXY UNKN0']) {
    assert.deepEqual(parse(text), { kind: 'fault', fault: 'bad-protocol' }, text);
  }
  for (const text of ['GET / HTTP/1.1', 'POST', '\r\n\r\nx']) {
    assert.deepEqual(parse(text), { kind: 'fault', fault: 'not-proxy' }, text);
  }
});

test('renderVersion1 writes what parseProxyHeader reads', () => {
  assert.equal(renderVersion1(FOUR), 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n');
  assert.equal(
    renderVersion1({ ...SIX, destination: '192.0.2.7' }),
    'PROXY TCP6 2001:db8::1 ::ffff:192.0.2.7 56324 443\r\n',
  );
  assert.equal(renderVersion1({ ...FOUR, family: 'unix' }), 'PROXY UNKNOWN\r\n');
});

test('renderVersion2 writes the bytes of the specification', () => {
  assert.equal(renderVersion2(FOUR).toString('hex'), '0d0a0d0a000d0a515549540a2111000cc0000201c6336402dc0401bb');
  assert.equal(renderVersion2({ ...FOUR, command: 'local' }).toString('hex'), '0d0a0d0a000d0a515549540a20000000');
});

test('version 2 survives a round trip in every family', () => {
  const tlvs = [
    { type: TLV.uniqueId, value: 'id-\u00ff' },
    { type: TLV.noop, value: '' },
  ];
  const unix: ProxyHeader = {
    ...FOUR,
    family: 'unix',
    source: '/run/a',
    destination: '',
    sourcePort: 0,
    destinationPort: 0,
  };
  for (const header of [FOUR, SIX, { ...SIX, source: '::', destination: '1::2:0:0:3' }, unix]) {
    assert.deepEqual(headerOf(renderVersion2({ ...header, tlvs })), { ...header, tlvs });
  }
});

test('LOCAL discards addresses and unknown content', () => {
  const bytes = renderVersion2(FOUR);
  bytes[12] = 0x20;
  const header = headerOf(bytes);
  assert.deepEqual([header.command, header.family, header.source, header.tlvs], ['local', 'none', '', []]);
});

test('parseProxyHeader refuses versions, families, lengths and TLVs that are not allowed', () => {
  const change = (at: number, byte: number) => {
    const bytes = renderVersion2({ ...FOUR, tlvs: [{ type: TLV.alpn, value: 'h2' }] });
    bytes[at] = byte;
    return parseProxyHeader(bytes);
  };
  assert.deepEqual(change(12, 0x11), { kind: 'fault', fault: 'bad-version' });
  assert.deepEqual(change(12, 0x22), { kind: 'fault', fault: 'bad-protocol' });
  assert.deepEqual(change(13, 0x41), { kind: 'fault', fault: 'bad-address' });
  assert.deepEqual(change(13, 0x21), { kind: 'fault', fault: 'bad-address' });
  assert.deepEqual(change(30, 9), { kind: 'fault', fault: 'bad-tlv' });
});

test('crc32c gives the check value, and a wrong checksum is refused', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  const bytes = renderVersion2({ ...FOUR, tlvs: [{ type: TLV.authority, value: 'a.example' }] }, { checksum: true });
  assert.deepEqual(headerOf(bytes).tlvs[1], { type: TLV.authority, value: 'a.example' });
  bytes[bytes.length - 1] = 0;
  assert.deepEqual(parseProxyHeader(bytes), { kind: 'fault', fault: 'bad-checksum' });
});

test('renderSslTlv sets bits and verify, and holds the version', () => {
  const tlv = renderSslTlv({
    encrypted: true,
    certificateOnConnection: true,
    certificateInSession: true,
    verified: true,
    tlvs: [{ type: TLV.sslVersion, value: 'TLSv1.3' }],
  });
  assert.deepEqual(tlv, { type: TLV.ssl, value: '\x07\0\0\0\0\x21\0\x07TLSv1.3' });
});

test('version 2: what datagrams would come from begins no connection, but LOCAL is taken', () => {
  const bytes = renderVersion2({ ...FOUR, transport: 'dgram' });
  assert.deepEqual(parseProxyHeader(bytes), { kind: 'fault', fault: 'bad-address' });
  bytes[12] = 0x20;
  assert.equal(parseProxyHeader(bytes).kind, 'header');
});
