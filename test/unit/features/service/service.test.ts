import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Verdict } from '../../../../src/model/verdict.js';
import { compileFrontend, compileValid, createStream } from '../../../support/rule-run.js';

const RULE = 'http-request use-service prometheus-exporter if { path /metrics }';
const REPLY = { status: 200, fields: [], body: 'x', cause: 'local', service: 'PROMEX' } as const;

function alertsOf(rule: string, global = ''): readonly string[] {
  return compileFrontend([rule], {}, { global }).alerts;
}

describe('use-service', () => {
  it('lets the service of the name answer when its condition holds', () => {
    const compiled = compileValid([RULE]);
    compiled.plan.services!.attach('prometheus-exporter', () => REPLY);
    const [rule] = compiled.frontend.rules['http-request'];
    const stream = createStream(compiled, 'GET /metrics HTTP/1.1');
    assert.equal(rule!.condition?.(stream), true);
    assert.equal(rule!.run(stream), Verdict.Reply);
    assert.equal(stream.reply, REPLY);
    assert.equal(rule!.condition?.(createStream(compiled, 'GET /other HTTP/1.1')), false);
  });

  it('is an error where nothing runs', () => {
    const compiled = compileFrontend([RULE]);
    const [rule] = compiled.frontend.rules['http-request'];
    assert.equal(rule!.run(createStream(compiled, 'GET /metrics HTTP/1.1')), Verdict.Error);
  });

  it('refuses services that there are not, and says which one may be meant', () => {
    assert.match(
      alertsOf('http-request use-service prometheus-exporer')[0]!,
      /there is no service 'prometheus-exporer'; did you mean 'prometheus-exporter'\?/,
    );
    assert.match(alertsOf('http-request use-service other')[0]!, /there is no service 'other'\.?$/);
    assert.match(
      alertsOf('tcp-request content use-service prometheus-exporter')[0]!,
      /there is no service 'prometheus-exporter'\.?$/,
    );
    assert.match(alertsOf('http-request use-service')[0]!, /expects <service-name>/);
  });

  it('refuses services of scripts with the reason', () => {
    assert.match(alertsOf('http-request use-service lua.x')[0]!, /'lua\.x': no Lua script is loaded/);
    const { alerts } = compileFrontend(
      ['http-request use-service lua.x'],
      { 'x.lua': '' },
      { global: 'global\n lua-load x.lua\n' },
    );
    assert.ok(
      alerts.some((alert) => alert.includes("'http-request use-service lua.x' is not executed: Lua is not run")),
    );
  });
});
