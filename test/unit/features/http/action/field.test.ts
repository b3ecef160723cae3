import assert from 'node:assert/strict';
import test from 'node:test';
import { compileFrontend, createStream, fieldsBehind, runRules } from '../../../../support/rule-run.js';

const REQUEST = 'GET http://old/p?q HTTP/1.1\nHost: old\nX-A: a , b , c\nX-A: second\nX-B: 1';

const fieldsAfter = (rule: string) => fieldsBehind(rule, REQUEST);

const WRITTEN = ['host: old', 'x-a: a , b , c', 'x-a: second', 'x-b: 1'];

test('set-header replaces all fields of a name by one at the end', () => {
  assert.deepEqual(fieldsAfter('set-header X-A new'), ['host: old', 'x-b: 1', 'x-a: new']);
});

test('add-header appends a field', () => {
  assert.deepEqual(fieldsAfter('add-header X-A new'), [...WRITTEN, 'x-a: new']);
});

test('del-header removes fields by each match method', () => {
  assert.deepEqual(fieldsAfter('del-header x-a'), ['host: old', 'x-b: 1']);
  assert.deepEqual(fieldsAfter('del-header X- -m beg'), ['host: old']);
  assert.deepEqual(fieldsAfter('del-header -B -m end'), WRITTEN.slice(0, 3));
  assert.deepEqual(fieldsAfter('del-header OS -m sub'), WRITTEN.slice(1));
  assert.deepEqual(fieldsAfter('del-header ^X-[AB]$ -m reg'), ['host: old']);
});

test('replace-header replaces whole values that match', () => {
  assert.deepEqual(fieldsAfter('replace-header X-A (.*)b(.*) <\\2-\\1>')[1], 'x-a: < , c-a , >');
});

test('replace-value replaces items of lists and the blanks around them', () => {
  assert.deepEqual(fieldsAfter('replace-value X-A ^b$ B')[1], 'x-a: a ,B, c');
});

test('set-header of host changes the authority of an absolute target', () => {
  const compiled = compileFrontend(['http-request set-header Host new:8080']);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  assert.equal(stream.request!.uri, 'http://new:8080/p?q');
});

test('set-status gives the response a status with its usual reason or another one', () => {
  for (const [words, expected] of [
    ['431', '431 Request Header Fields Too Large'],
    ['503 reason "Slow Down"', '503 Slow Down'],
  ] as const) {
    const compiled = compileFrontend([`http-response set-status ${words}`]);
    const stream = createStream(compiled, REQUEST, 'HTTP/1.1 200 OK\nServer: x');
    runRules(compiled, 'http-response', stream);
    assert.equal(`${stream.response!.status} ${stream.response!.reason}`, expected);
  }
});
