import assert from 'node:assert/strict';
import test from 'node:test';
import { compileFrontend } from '../../support/rule-run.js';

const alertsOf = (lines: readonly string[]) =>
  compileFrontend(
    [],
    {},
    { sections: `defaults named\n mode http\n${lines.map((line) => ` ${line}\n`).join('')}defaults\n mode http\n` },
  ).alerts;

test('rules of a defaults section that nobody takes over are checked', () => {
  assert.deepEqual(alertsOf(['http-request set-header a %[fe_conn]', 'http-request set-header b %[be_name]']), []);
  const [fetch, condition, ...more] = alertsOf(['http-request set-header a %[nofetch]', 'http-request deny if none']);
  assert.match(fetch!, /defaults 'named'.*nofetch/);
  assert.match(condition!, /none/);
  assert.deepEqual(more, []);
});

test('rules of a defaults section have no servers and no table of their own', () => {
  assert.match(alertsOf(['http-request set-header a %[srv_conn(www)]'])[0]!, /server 'www'/);
  assert.match(alertsOf(['http-request track-sc0 src'])[0]!, /table 'named'/);
});

test('what is wrong with a rule is told once, however many proxies take it over', () => {
  const { alerts } = compileFrontend(
    [],
    {},
    {
      sections:
        'defaults named\n mode http\n http-request deny if none\nbackend a from named\nbackend b from named\ndefaults\n mode http\n',
    },
  );
  assert.equal(alerts.length, 1);
});
