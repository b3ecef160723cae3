import assert from 'node:assert/strict';
import test from 'node:test';
import { compileFrontend, createStream, runRules } from '../../support/rule-run.js';

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

test('ACLs of a defaults section are for its own rules: proxies see none of them, and rules none of theirs', () => {
  const sections =
    'defaults named\n mode http\n acl q path /q\n http-request set-var(txn.a) str(defaults) if q\n' +
    'defaults only\n mode http\n acl q path /q\nfrontend other from only\n bind :18081\n http-request deny if q\n';
  const own = ['acl q path /z', 'http-request set-var(txn.b) str(own) if q'];
  const compiled = compileFrontend(own, {}, { sections, from: 'named' });
  assert.deepEqual(
    compiled.alerts.map((alert) => /no such ACL : 'q'/.test(alert)),
    [true],
  );
  const seen = ['/q', '/z'].map((path) => {
    const stream = createStream(compiled, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    runRules(compiled, 'http-request', stream);
    return ['a', 'b'].map((name) => stream.vars('txn')?.get(name));
  });
  assert.deepEqual(seen, [
    ['defaults', undefined],
    [undefined, 'own'],
  ]);
});
