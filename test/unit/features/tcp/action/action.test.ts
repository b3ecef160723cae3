import assert from 'node:assert/strict';
import test from 'node:test';
import type { Endpoint } from '../../../../../src/model/stream.js';
import { Verdict } from '../../../../../src/model/verdict.js';
import { compileFrontend, compileValid, createStream, runRules } from '../../../../support/rule-run.js';

const REQUEST = 'GET / HTTP/1.1\nHost: h\nX-IP: 2001:db8::1';

test('actions that end rules give their verdicts', () => {
  const cases = [
    ['tcp-request connection accept', 'tcp-request connection', Verdict.Stop],
    ['tcp-request content reject', 'tcp-request content', Verdict.Deny],
    ['http-request reject', 'http-request', Verdict.Deny],
    ['http-request silent-drop rst-ttl 3', 'http-request', Verdict.Drop],
    ['http-request allow', 'http-request', Verdict.Stop],
  ] as const;
  for (const [line, ruleset, verdict] of cases) {
    const compiled = compileValid([line]);
    assert.equal(runRules(compiled, ruleset, createStream(compiled, REQUEST)), verdict, line);
  }
});

test('set-src changes the connection, the session or the stream, as far as each is there', () => {
  const compiled = compileFrontend([
    'tcp-request connection set-src ipv4(1.2.3.4)',
    'tcp-request session set-src ipv4(1.2.3.5)',
    'http-request set-src hdr(x-ip)',
  ]);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'tcp-request connection', stream);
  assert.equal(stream.session.source.text, '1.2.3.4');
  assert.equal(stream.session.connectionSource.text, '1.2.3.4');
  runRules(compiled, 'tcp-request session', stream);
  assert.equal(stream.session.source.text, '1.2.3.5');
  assert.equal(stream.session.connectionSource.text, '1.2.3.4');
  assert.equal(stream.source, undefined);
  runRules(compiled, 'http-request', stream);
  const source = stream.source as Endpoint | undefined;
  assert.deepEqual([source?.text, source?.port], ['2001:db8::1', 40000]);
});

test('slots of captures are counted in the order of their lines, those of defaults first', () => {
  const compiled = compileFrontend(
    [
      'capture request header host len 20',
      'http-request capture str(two) len 10',
      'declare capture request len 9',
      'http-request capture str(three) id 3',
    ],
    {},
    { sections: 'defaults d\n mode http\n http-request capture str(none) len 10\n', from: 'd' },
  );
  assert.deepEqual(compiled.alerts, []);
  assert.deepEqual(compiled.frontend.captures.request, [10, 20, 10, 9]);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  assert.deepEqual([...stream.requestCaptures], ['none', undefined, 'two', 'three']);
});

test('capture keeps a value in a slot of its own or in a declared one', () => {
  const compiled = compileValid([
    'declare capture request len 3',
    'http-request capture req.hdr(host) len 10',
    'http-request capture str(abcdef) id 0',
  ]);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  assert.deepEqual([...stream.requestCaptures], ['abc', 'h']);
});

test('set-log-level and priorities land in the stream', () => {
  const compiled = compileFrontend([
    'http-request set-log-level silent',
    'http-request set-priority-class int(5000)',
    'http-request set-priority-offset int(-10)',
  ]);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  assert.deepEqual([stream.logLevel, stream.priorityClass, stream.priorityOffsetMs], [-1, 2047, -10]);
});

test('actions that need what is not built are refused by name', () => {
  for (const line of ['http-request send-spoe-group e g', 'http-request cache-use x', 'http-request lua.f']) {
    assert.match(compileFrontend([line]).alerts.join(), /not executed/, line);
  }
});
