import assert from 'node:assert/strict';
import test from 'node:test';
import type { Stream } from '../../../../src/model/stream.js';
import { createBench, formatOf } from '../../compile/bench.js';

// 1 November 2026, 12:00:00.250 UTC.
const ACCEPT_MS = Date.UTC(2026, 10, 1, 12, 0, 0, 250);

const STREAM = {
  originalMethod: 'POST',
  originalUri: 'http://host/a/b?q=1',
  originalVersion: 10,
  acceptDateMs: ACCEPT_MS,
  idleMs: 100,
  requestMs: 20,
  queueAtMs: 150,
  connectAtMs: 160,
  dataAtMs: 190,
  closeAtMs: 200,
  endCause: 'S',
  endState: 'D',
  requestCookieState: 'V',
  responseCookieState: 'N',
  retries: 2,
  redispatched: true,
  bytesFromServer: 98,
  bytesFromClient: 10,
  status: 200,
  frontend: { name: 'fe', config: { mode: 'http' }, frontendConnections: 3, logLines: 0 },
  backend: { name: 'be', backendConnections: 4 },
  server: { name: 's1', served: 5 },
  serverDestination: { address: undefined, text: '10.0.0.1', port: 80 },
  session: {
    source: { address: undefined, text: 'unix:1', port: 0 },
    destination: { address: undefined, text: '::1', port: 443 },
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
    handshakeMs: 10,
    requestCount: 1,
  },
};

function render(line: string, changes: object = {}): string {
  const format = formatOf(createBench(), line, 'log');
  assert.ok(format, line);
  return format({ ...STREAM, ...changes } as unknown as Stream);
}

test('timers are differences of moments, and -1 for what was not reached', () => {
  assert.equal(render('"%Th/%Ti/%TR/%Tq/%Tw/%Tc/%Tr/%Td/%Ta/%Tt/%Tu"'), '10/100/20/130/20/10/30/10/90/200/100');
  const aborted = { requestMs: -1, queueAtMs: -1, connectAtMs: -1, dataAtMs: -1 };
  assert.equal(render('"%TR/%Tq/%Tw/%Tc/%Tr/%Td/%Ta"', aborted), '-1/-1/-1/-1/-1/-1/90');
});

test('dates are those of accept and of the first byte of the request', () => {
  assert.equal(render('"%T %Ts %ms"'), `01/Nov/2026:12:00:00 +0000 ${Math.floor(ACCEPT_MS / 1000)} 250`);
  assert.match(render('"%t"'), /^01\/Nov\/2026:\d\d:\d\d:00\.250$/);
  assert.match(render('"%tr"'), /^01\/Nov\/2026:\d\d:\d\d:00\.360$/);
  const later = { ...STREAM.session, requestCount: 2 };
  assert.match(render('"%tr"', { session: later }), /\.350$/, 'handshakes came before the first request');
  assert.equal(render('"%trg"'), '01/Nov/2026:12:00:00 +0000');
  assert.match(render('"%Tl"'), /^01\/Nov\/2026:\d\d:\d\d:00 [+-]\d{4}$/);
});

test('names, addresses and counts are those of the stream', () => {
  assert.equal(render('"%ci:%cp %fi:%fp %si:%sp %bi:%bp"'), 'unix:1 ::1:443 10.0.0.1:80 -:-');
  assert.equal(render('"%f %ft %b/%s %fc/%bc/%sc/%rc"'), 'fe fe~ be/s1 3/4/5/+2');
  assert.equal(render('"%s"', { server: undefined }), '<NOSRV>');
  assert.equal(render('"%ts %tsc %sslv %sslc"'), 'SD SDVN TLSv1.3 TLS_AES_256_GCM_SHA384');
  assert.equal(render('"%{+json}rc %{+Q}rc"'), '2 +2');
});

test('the request line is taken apart, or marked as bad', () => {
  assert.equal(render('"%HM %HU %HP %HPO %HQ %HV"'), 'POST http://host/a/b?q=1 http://host/a/b /a/b ?q=1 HTTP/1.0');
  const bad = { originalMethod: '', originalUri: '' };
  assert.equal(render('"%r %HM %HU %HQ %HV"', bad), '<BADREQ> <BADREQ> <BADREQ> <BADREQ> <BADREQ>');
});

test('what a target does not have is empty, not a dash', () => {
  const line = '"[%HPO][%HQ]%{+Q}HQ%{+json}HQ"';
  const rest = '"'.repeat(4);
  assert.equal(render(line, { originalUri: '/a' }), `[/a][]${rest}`);
  assert.equal(render(line, { originalUri: '*' }), `[][]${rest}`);
  assert.equal(render(line, { originalUri: 'host:443' }), `[][]${rest}`);
});

test('ports that nobody knows are a dash or quoted nothing, milliseconds take two digits', () => {
  assert.equal(render('"%bp %{+X}bp %{+Q}bp %{+Q,+X}bp %{+X}ms"'), '- - "" "" FA');
});

test('captures stand in formats of mode tcp too, and only streams of HTTP have a status', () => {
  const tcp = formatOf(createBench({ mode: 'tcp' }), '"%hr %hrl %ST"', 'log');
  const frontend = { config: { mode: 'tcp' } };
  const stream = { originalMethod: '', frontend, requestCaptures: ['a', undefined], status: -1 };
  assert.equal(tcp?.(stream as unknown as Stream), '{a|} a - 0');
  assert.equal(render('"%ST"', { status: -1, request: {} }), '-1');
});
