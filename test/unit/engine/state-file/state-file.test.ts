import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStateFile } from '../../../../src/engine/state-file/parse-state-file.js';
import { parseSavedState } from '../../../../src/engine/state-file/saved-state.js';

const LINE = '3 be 1 s1 127.0.0.1 2 8 10 11 77 6 3 4 6 0 0 0 - 80 - 0 0 - - 0';

test('state files: comments and empty lines are passed over, lines of servers are kept', () => {
  const file = parseStateFile(`1\n# be_id be_name\n\n${LINE}\n  ${LINE.replace(' s1 ', '   s2\t')}\r\n`);
  assert.ok(file.ok);
  assert.deepEqual(
    file.lines.map(({ backend, server, columns }) => [backend, server, columns.length]),
    [
      ['be', 's1', 21],
      ['be', 's2', 21],
    ],
  );
});

test('state files: other versions and short lines are told apart', () => {
  assert.deepEqual(parseStateFile(''), { ok: false, problem: 'version' });
  assert.deepEqual(parseStateFile('2\n'), { ok: false, problem: 'version' });
  assert.deepEqual(parseStateFile(`1\n${LINE}\n3 be 1 s1\n`), { ok: false, problem: 3 });
});

const columns = (changes: Readonly<Record<number, string>> = {}): string[] =>
  LINE.split(' ')
    .slice(4)
    .map((word, at) => changes[at] ?? word);

test('saved states: columns are read as what they are', () => {
  const saved = parseSavedState(columns());
  assert.ok('state' in saved);
  const { state, admin, weight, initialWeight, sinceChangeS, health, port, fqdn, usesTls } = saved;
  assert.deepEqual([state, admin, weight, initialWeight, sinceChangeS, health], ['running', 8, 10, 11, 77, 4]);
  assert.deepEqual([port, fqdn, usesTls], [80, undefined, false]);
});

test('saved states: lines of old releases end early', () => {
  const saved = parseSavedState(columns().slice(0, 16));
  assert.ok('state' in saved);
  assert.deepEqual([saved.usesTls, saved.checkPort, saved.agentAddress], [undefined, '0', '-']);
});

test('saved states: everything that is wrong is told', () => {
  assert.deepEqual(parseSavedState(columns({ 1: '4', 2: '128', 3: 'x', 10: '99', 14: '70000' })), [
    "invalid srv_op_state value '4'",
    "invalid srv_admin_state value '128'",
    "invalid srv_uweight value 'x'",
    "invalid srv_agent_state value '99'",
    "invalid srv_port value '70000'",
  ]);
});
