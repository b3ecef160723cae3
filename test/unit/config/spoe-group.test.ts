/** `send-spoe-group` names an engine and a group of the filters of its proxy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../support/config.js';

const AGENT =
  '[e]\nspoe-agent a\n  groups g\n  use-backend b\nspoe-group g\n  messages m\nspoe-message m\n  args src\n';

function problems(rule: string, engine = 'engine e '): readonly string[] {
  const text = `frontend f\n  mode http\n  filter spoe ${engine}config s.cfg\n  http-request ${rule}\nbackend b\n`;
  const { diagnostics } = readText(text, { 's.cfg': engine === '' ? AGENT.replace('[e]\n', '') : AGENT });
  return diagnostics.filter(({ code }) => code === 'spoe/unknown').map(({ message }) => message);
}

test('send-spoe-group is accepted when its engine has the group', () => {
  assert.deepEqual(problems('send-spoe-group e g'), []);
  // An engine without a name is called like its agent.
  assert.deepEqual(problems('send-spoe-group a g', ''), []);
});

test('send-spoe-group is refused when engine or group are not there', () => {
  assert.match(problems('send-spoe-group f g')[0]!, /unable to find SPOE engine 'f'/);
  assert.match(problems('send-spoe-group e h')[0]!, /SPOE engine 'e' has no group 'h'/);
});
