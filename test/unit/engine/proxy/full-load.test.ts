import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dynamicMaxconn } from '../../../../src/model/capacity.js';
import { type ProxyShape, TestEngine } from '../harness.js';

const to = (target: string | (() => string)) => ({ condition: () => true, target, line: 1 });

/** The figures of haproxy 2.6 for the same proxies. */
test('fullconn of backends is a tenth of what the frontends that lead there may have', async () => {
  const shapes: readonly ProxyShape[] = [
    {
      ...{ name: 'f1', kind: 'frontend', config: { maxconn: 100, defaultBackend: 'b1' } },
      plan: { useBackend: [to('b2'), to('b2'), to('b1'), to(() => 'b3')] },
    },
    { name: 'f2', kind: 'frontend', config: { maxconn: 55, defaultBackend: 'b1' } },
    { name: 'f3', kind: 'frontend', config: { maxconn: 500, defaultBackend: 'b5', disabled: true } },
    { name: 'l1', config: { maxconn: 77 } },
    { name: 'l2', config: { maxconn: 78, defaultBackend: 'b1' } },
    ...['b1', 'b2', 'b3', 'b5'].map((name) => ({ name, kind: 'backend' }) as const),
    { name: 'b4', kind: 'backend', config: { fullconn: 3 } },
  ];
  const engine = await TestEngine.start(shapes);
  const found = engine.plan.proxies
    .filter(({ proxy }) => proxy.isBackend)
    .map(({ proxy }) => [proxy.name, proxy.fullconn]);
  await engine.close();
  assert.deepEqual(Object.fromEntries(found), { l1: 8, l2: 1, b1: 24, b2: 10, b3: 1, b5: 1, b4: 3 });
});

test('minconn: the limit grows with the load of the backend; one above maxconn takes its place', () => {
  const servers = [
    { port: 1, config: { minconn: 2, maxconn: 10 } },
    { port: 1, config: { minconn: 6 } },
    { port: 1, config: { minconn: 6, maxconn: 4 } },
  ];
  const { plan } = new TestEngine([{ name: 'l', config: { fullconn: 100 }, servers }]);
  const { proxy } = plan.proxies[0]!;
  const limits = (connections: number) => {
    proxy.backendConnections = connections;
    return proxy.servers.map(dynamicMaxconn);
  };
  assert.deepEqual(
    [limits(0), limits(50), limits(100)],
    [
      [2, 6, 6],
      [5, 6, 6],
      [10, 6, 6],
    ],
  );
});
