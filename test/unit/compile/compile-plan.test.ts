import assert from 'node:assert/strict';
import test from 'node:test';
import { parseConfig } from '../../../grammar/config/parse-config.js';
import { Env } from '../../../grammar/words/env.js';
import { createCatalog } from '../../../src/catalog/create-catalog.js';
import { compilePlan } from '../../../src/compile/compile-plan.js';
import type { Plan } from '../../../src/compile/plan.js';
import { readConfig } from '../../../src/config/read-config.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { entries as field } from '../../../src/features/http/action/index.js';
import { entries as logging } from '../../../src/features/logging/directive/index.js';
import { entries as process } from '../../../src/features/process/index.js';
import { entries as proxy } from '../../../src/features/proxy/index.js';
import { entries as vars } from '../../../src/features/vars/index.js';
import { Fields, RequestHead } from '../../../src/model/message.js';
import type { Stream } from '../../../src/model/stream.js';
import { SHARED_ROWS } from './bench.js';

const CATALOG = createCatalog([...SHARED_ROWS, ...process, ...proxy, ...vars, ...field, ...logging]);
const FEATURES = { version: '3.5.0' } as never;
const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen']);

function compile(...lines: readonly string[]): { plan: Plan; diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  const source = new SourceText('test.cfg', `${lines.join('\n')}\n`);
  const tree = parseConfig([source], {
    isSection: (name) => SECTIONS.has(name),
    env: new Env(),
    features: FEATURES,
    diagnostics,
  });
  const config = readConfig(tree, CATALOG, diagnostics);
  return { plan: compilePlan(config, CATALOG, diagnostics), diagnostics };
}

const HEAD = ['defaults', ' mode http', ' timeout connect 1s', ' timeout client 1s', ' timeout server 1s'];

function alerts({ list }: Diagnostics): readonly string[] {
  return list
    .filter(({ severity }) => severity === 'alert')
    .map(({ message, range }) => `${range?.source.position(range.start).line}: ${message}`);
}

test('plans hold the rules of each ruleset in order, with their conditions', () => {
  const { plan, diagnostics } = compile(
    ...HEAD,
    'frontend fe',
    ' acl a path_beg /a',
    ' http-request set-header X-A %[path] if a',
    ' http-request set-header X-B b unless a',
    ' use_backend be if a',
    ' use_backend %[path,lower]',
    'backend be',
  );
  assert.deepEqual(alerts(diagnostics), []);
  const [fe] = plan.proxies;
  const stream = (path: string) =>
    ({ path, request: new RequestHead('GET', path, 11, new Fields()) }) as unknown as Stream & { request: RequestHead };
  const run = (path: string) => {
    const state = stream(path);
    for (const { condition, run: act } of fe!.rules['http-request']) if (condition?.(state) ?? true) act(state);
    return state.request.fields.names.map((name, at) => `${name}: ${state.request.fields.values[at]}`);
  };
  assert.deepEqual(run('/a/b'), ['x-a: /a/b']);
  assert.deepEqual(run('/b'), ['x-b: b']);
  const [first, second] = fe!.useBackend;
  assert.equal(first!.target, 'be');
  assert.equal(typeof second!.target === 'function' && second!.target(stream('/X')), '/x');
});

test('proxies are numbered behind the runtime API, those with a number of their own keep their place', () => {
  const { plan } = compile(...HEAD, 'frontend a', 'backend b', ' id 7', 'backend c');
  assert.deepEqual(
    plan.proxies.map(({ proxy }) => proxy.id),
    [2, 7, 4],
  );
});

test('plans write the default line at the start, ready-made ones at the end', () => {
  const { plan } = compile(
    ...HEAD,
    'frontend a',
    ' option httplog',
    'frontend b',
    'frontend c',
    ' log-format "%ci %HM"',
  );
  assert.deepEqual(
    plan.proxies.map(({ logMoment }) => logMoment),
    ['end', 'start', 'response'],
  );
});

test('plans set the variables of the process', () => {
  const { plan, diagnostics } = compile('global', ' set-var proc.a int(5)', ' set-var-fmt proc.b "x%[var(proc.a)]"');
  assert.deepEqual(alerts(diagnostics), []);
  assert.deepEqual(
    [...plan.processVars],
    [
      ['a', 5],
      ['b', 'x5'],
    ],
  );
});

test('problems of all rules are reported, each with its line and part', () => {
  const { diagnostics } = compile(
    ...HEAD,
    'frontend fe',
    ' acl a pth /a',
    ' acl unused path -m nope x',
    ' http-request set-header X-A %[pth] if b',
    ' http-request set-var(txn.x) path,lowr',
    ' log-format %nope',
  );
  assert.deepEqual(alerts(diagnostics), [
    "7: error detected while parsing ACL 'a' : unknown fetch method 'pth'.",
    "8: error detected while parsing ACL 'unused' : unknown matching method 'nope'.",
    "9: error detected while parsing an 'http-request set-header' condition : no such ACL : 'b'.",
    "9: error detected in frontend 'fe' while parsing 'http-request set-header' rule : unknown fetch method 'pth'.",
    "10: error detected in frontend 'fe' while parsing 'http-request set-var(txn.x)' rule : unknown converter 'lowr'.",
    "11: failed to parse log-format : no such format alias 'nope'. If you wanted to emit the '%' character verbatim, you need to use '%%'.",
  ]);
});
