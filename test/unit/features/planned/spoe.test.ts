/** SPOE files that `filter spoe` names: every word and what refers to what (SPOE.txt 2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../../support/config.js';

const CONFIG = `frontend f
  bind 127.0.0.1:8001
  mode http
  timeout client 5s
  filter spoe engine e config a.conf
backend agents
  mode tcp
  timeout connect 5s
  timeout server 5s
  server s 127.0.0.1:9000
`;

/** Alerts of the file, as `line code`. */
function alertsOf(spoe: string, config = CONFIG): readonly string[] {
  const { diagnostics } = readText(config, { 'a.conf': spoe });
  const alerts = diagnostics.filter(({ severity }) => severity === 'alert');
  return alerts.map(({ code, range }) => `${range?.source.position(range.start).line} ${code}`);
}

const GOOD = `[e]
spoe-agent a
  messages m
  groups g
  option var-prefix x
  no option pipelining
  timeout processing 10ms
  max-frame-size 16380
  register-var-names a.b c
  log global
  use-backend agents
spoe-message m
  args ip=src path
  acl local src 127.0.0.1
  event on-frontend-http-request if local
spoe-group g
  messages m
[other]
this is not read
`;

test('a SPOE file is accepted when all its words and names are right', () => {
  assert.deepEqual(alertsOf(GOOD), []);
});

test('words of a SPOE file are reported at their line of it', () => {
  const wrong = GOOD.replace('option var-prefix x', 'option var-prefix a-b')
    .replace('max-frame-size 16380', 'max-frame-size 100')
    .replace('timeout processing 10ms', 'timeout processing x')
    .replace('on-frontend-http-request', 'on-something')
    .replace('log global', 'lok global');
  assert.deepEqual(alertsOf(wrong), [
    '5 arg/invalid',
    '7 arg/invalid',
    '8 arg/out-of-range',
    '10 keyword/unknown',
    '15 arg/invalid',
  ]);
});

test('names that nothing in the scope has are reported', () => {
  const wrong = GOOD.replace('messages m\n  groups', 'messages m n\n  groups').replace(
    'use-backend agents',
    'use-backend x',
  );
  assert.deepEqual(alertsOf(wrong), ['3 section/missing', '11 section/missing']);
});

test('a scope needs one agent with a backend', () => {
  assert.deepEqual(alertsOf('[f]\nspoe-agent a\n'), ['5 spoe/no-agent']);
  assert.deepEqual(alertsOf('[e]\nspoe-agent a\n'), ['2 section/incomplete']);
});

test('a SPOE section is no section of a configuration', () => {
  assert.deepEqual(alertsOf(GOOD, 'spoe-agent a\n  messages m\n'), ['1 section/unknown']);
});
