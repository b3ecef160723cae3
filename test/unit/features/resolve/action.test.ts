/** `do-resolve` with a resolver of the test's own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Loaded } from '../../../../src/app/load.js';
import type { Stream } from '../../../../src/model/stream.js';
import { Ipv4, type Value } from '../../../../src/model/value.js';
import { Verdict } from '../../../../src/model/verdict.js';
import { loadText } from '../../../support/config.js';
import { requestStream } from '../../../support/fetch.js';

function load(rule: string, mode = 'http'): Loaded {
  const text = [
    ...['resolvers dns', ' nameserver a 127.0.0.1:53', 'frontend fe', ` mode ${mode}`, ' bind 127.0.0.1:80'],
    ...[` ${rule}`, ''],
  ].join('\n');
  return loadText(text);
}

const alerts = (rule: string) =>
  load(rule).diagnostics.list.flatMap(({ code, severity }) => (severity === 'alert' ? [code] : []));

test('what does not fit is refused', () => {
  assert.deepEqual(alerts('http-request do-resolve(txn.a,dns,ipv4) req.hdr(host)'), []);
  assert.deepEqual(alerts('http-request do-resolve(txn.a,default) req.hdr(host)'), []);
  assert.deepEqual(alerts('tcp-request content do-resolve(txn.a,dns,ipv6) req.hdr(host)'), []);
  assert.deepEqual(alerts('http-request do-resolve(txn.a,nowhere) req.hdr(host)'), ['resolvers/unknown']);
  assert.deepEqual(alerts('http-request do-resolve(txn.a,dns,ipv5) req.hdr(host)'), ['arg/invalid']);
  assert.deepEqual(alerts('http-request do-resolve(txn.a) req.hdr(host)'), ['arg/invalid']);
  assert.deepEqual(alerts('http-request do-resolve req.hdr(host)'), ['arg/invalid']);
  assert.deepEqual(alerts('http-request do-resolve(a,dns) req.hdr(host)'), ['arg/invalid']);
  assert.equal(alerts('http-request do-resolve(txn.a,dns)').length, 1);
});

/** One look-up, which ends when the test says so. */
class Desk {
  readonly asked: string[] = [];
  readonly answer: { done: boolean; address: Ipv4 | undefined } = { done: false, address: undefined };
  tell: () => void = () => {};

  constructor({ plan }: Loaded) {
    plan.lookups!.attach((section) => ({
      lookup: (name, family, onDone) => {
        this.asked.push(`${section} ${name} ${family}`);
        this.tell = onDone;
        return this.answer;
      },
    }));
  }
}

interface Fixture {
  readonly desk: Desk;
  readonly run: () => Verdict;
  readonly stream: Stream;
  readonly variables: ReadonlyMap<string, Value>;
  readonly wakes: () => number;
}

function setUp(ruleset: 'http-request' | 'tcp-request content', final: boolean): Fixture {
  const loaded = load(`${ruleset} do-resolve(txn.ip,dns,ipv4) req.hdr(x-name)`);
  const [rule] = loaded.plan.proxies.find(({ proxy }) => proxy.name === 'fe')!.rules[ruleset];
  const variables = new Map<string, Value>();
  let wakes = 0;
  const stream = requestStream('GET / HTTP/1.1\nHost: h\nX-Name: a.test\n\n', {
    id: 5,
    final,
    vars: () => variables,
    wake: () => wakes++,
  });
  return { desk: new Desk(loaded), run: () => rule!.run(stream), stream, variables, wakes: () => wakes };
}

test('the rule waits and is run again when the answer is there', () => {
  const { desk, run, variables, wakes } = setUp('http-request', true);
  assert.equal(run(), Verdict.Yield);
  assert.equal(run(), Verdict.Yield);
  assert.deepEqual(desk.asked, ['dns a.test 4']);
  Object.assign(desk.answer, { done: true, address: new Ipv4(0x7f000001) });
  desk.tell();
  assert.equal(wakes(), 1);
  assert.equal(run(), Verdict.Continue);
  assert.deepEqual(variables.get('ip'), new Ipv4(0x7f000001));
});

test('an answer at hand is used at once, and each request looks for itself', () => {
  const { desk, run, stream } = setUp('http-request', true);
  desk.answer.done = true;
  assert.equal(run(), Verdict.Continue);
  Object.assign(stream, { id: 6 });
  assert.equal(run(), Verdict.Continue);
  assert.equal(desk.asked.length, 2);
});

test('a name that has no address leaves the variable as it was', () => {
  const { desk, run, variables } = setUp('http-request', true);
  assert.equal(run(), Verdict.Yield);
  desk.answer.done = true;
  assert.equal(run(), Verdict.Continue);
  assert.equal(variables.size, 0);
});

test('the end of the inspection delay ends the wait of a content rule', () => {
  const { run, stream } = setUp('tcp-request content', false);
  assert.equal(run(), Verdict.Yield);
  stream.final = true;
  assert.equal(run(), Verdict.Continue);
});

test('a request that came later is not woken by the answer to the one before', () => {
  const { desk, run, stream, wakes } = setUp('http-request', true);
  assert.equal(run(), Verdict.Yield);
  Object.assign(stream, { id: 6 });
  desk.tell();
  assert.equal(wakes(), 0);
});
