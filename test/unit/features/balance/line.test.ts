/** Servers of log backends, and `sticky`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer } from '../../../../src/catalog/entry.js';
import type { CompileSite } from '../../../../src/catalog/site.js';
import { SourceText } from '../../../../src/diag/source-text.js';
import { hashOfBytes } from '../../../../src/features/balance/hashed.js';
import { hashedLines, randomLines, roundRobinLines } from '../../../../src/features/balance/line.js';
import { Sticky } from '../../../../src/features/balance/sticky.js';
import type { Proxy } from '../../../../src/model/proxy.js';
import { Admin } from '../../../../src/model/server.js';
import { fleet } from '../../../support/proxy.js';

/** Servers a, b, c; capitals are backups. */
function named(names: string): Proxy {
  const members = [...names].map((name, at) => {
    const backup = name !== name.toLowerCase();
    return { id: at + 1, name, weight: at + 1, backup };
  });
  return fleet(members, { mode: 'log' });
}

const serversOf = (balancer: Balancer, lines: readonly string[]) =>
  lines.map((line) => balancer.chooseForLine!(line)?.name ?? '-').join('');

function turn(proxy: Proxy, balancer: Balancer, name: string, up: boolean): void {
  const server = proxy.servers.find((found) => found.name === name)!;
  server.admin = up ? 0 : Admin.ForcedMaintenance;
  balancer.update(server);
}

test('roundrobin of log backends: servers in turn, whatever they weigh; backups when nobody else is there', () => {
  const proxy = named('abcDE');
  const balancer = roundRobinLines(proxy);
  assert.equal(serversOf(balancer, ['', '', '', '']), 'abca');
  turn(proxy, balancer, 'b', false);
  assert.equal(serversOf(balancer, ['', '', '']), 'cac');
  for (const name of 'ac') turn(proxy, balancer, name, false);
  assert.equal(serversOf(balancer, ['', '']), 'DD');
  for (const name of 'DE') turn(proxy, balancer, name, false);
  assert.equal(serversOf(balancer, ['']), '-');
});

test('random of log backends: servers that are up', () => {
  const proxy = named('abc');
  const balancer = randomLines(proxy);
  turn(proxy, balancer, 'c', false);
  assert.match(serversOf(balancer, new Array<string>(100).fill('')), /^(?=.*a)(?=.*b)[ab]+$/);
});

test('log-hash: the key decides; lines without one go to the first server', () => {
  const proxy = named('abc');
  const convert = (value: unknown) => (value === 'none' ? undefined : String(value).split(' ').at(-1));
  const site = { compileConverters: () => convert } as unknown as CompileSite;
  const balancer = hashedLines(
    proxy,
    { value: 'x', range: { source: new SourceText('f', ''), start: 0, end: 0 } },
    site,
  )!;
  const nameOf = (key: string) => 'abc'[hashOfBytes(proxy)(key) % 3];
  assert.equal(serversOf(balancer, ['1 /x', '2 /x', 'none']), `${nameOf('/x')}${nameOf('/x')}a`);
});

test('sticky: the first server stays until it goes down, and does not come back before the others', () => {
  const proxy = named('abC');
  const balancer = new Sticky(proxy);
  assert.equal(serversOf(balancer, ['', '']), 'aa');
  turn(proxy, balancer, 'a', false);
  assert.equal(serversOf(balancer, ['']), 'b');
  turn(proxy, balancer, 'a', true);
  assert.equal(serversOf(balancer, ['']), 'b');
  turn(proxy, balancer, 'b', false);
  assert.equal(serversOf(balancer, ['']), 'a');
  turn(proxy, balancer, 'a', false);
  assert.equal(serversOf(balancer, ['']), 'C');
  turn(proxy, balancer, 'b', true);
  assert.equal(balancer.choose()?.name, 'b');
});
