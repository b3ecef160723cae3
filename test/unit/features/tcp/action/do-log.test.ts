import assert from 'node:assert/strict';
import test from 'node:test';
import { compileFrontend } from '../../../../support/rule-run.js';

test('do-log wants the profile that it names', () => {
  const alertsOf = (rule: string) =>
    compileFrontend([rule], {}, { sections: 'log-profile p\n on any format "x"\n' }).alerts.join();
  assert.match(alertsOf('http-request do-log profile q'), /unable to find the log-profile section 'q'/);
  assert.equal(alertsOf('http-request do-log profile p'), '');
  assert.equal(alertsOf('http-response do-log'), '');
});
