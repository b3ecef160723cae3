/** Servers of log backends, and `sticky`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer } from '../../../../src/catalog/entry.js';
import type { CompileSite } from '../../../../src/catalog/site.js';
import { SourceText } from '../../../../src/diag/source-text.js';
import { hashOfBytes } from '../../../../src/features/balance/hashed.js';
import { hashedLines, randomLines, roundRobinLines } from '../../../../src/features/balance/line.js';
import { Sticky } from '../../../../src/features/balance/sticky.js';
import type { ProxyConfig } from '../../../../src/model/config/proxy.js';
import type { ServerConfig } from '../../../../src/model/config/server.js';
import { Proxy } from '../../../../src/model/proxy.js';
import { Admin, Server } from '../../../../src/model/server.js';

/** Servers a, b, c; capitals are backups. */
function fleet(names: string): Proxy {
  const config = { kind: 'backend', name: 'b', disabled: false, mode: 'log', options: new Map() };
  const proxy = new Proxy(config as unknown as ProxyConfig, 2, 0);
  for (const [index, name] of [...names].entries()) {
    const address = { kind: 'tcp', host: '127.0.0.1', family: 4, port: 1, portEnd: 1, portOffset: undefined, text: '' };
    const backup = name !== name.toLowerCase();
    const server = { name, address, weight: index + 1, maxconn: 0, minconn: 0, backup, disabled: false };
    proxy.servers.push(new Server(server as unknown as ServerConfig, proxy, index + 1, 0));
  }
  return proxy;
}

const serversOf = (balancer: Balancer, lines: readonly string[]) =>
  lines.map((line) => balancer.chooseForLine!(line)?.name ?? '-').join('');

function turn(proxy: Proxy, balancer: Balancer, name: string, up: boolean): void {
  const server = proxy.servers.find((found) => found.name === name)!;
  server.admin = up ? 0 : Admin.ForcedMaintenance;
  balancer.update(server);
}

test('roundrobin of log backends: servers in turn, whatever they weigh; backups when nobody else is there', () => {
  const proxy = fleet('abcDE');
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
  const proxy = fleet('abc');
  const balancer = randomLines(proxy);
  turn(proxy, balancer, 'c', false);
  assert.match(serversOf(balancer, new Array<string>(100).fill('')), /^(?=.*a)(?=.*b)[ab]+$/);
});

test('log-hash: the key decides; lines without one go to the first server', () => {
  const proxy = fleet('abc');
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
  const proxy = fleet('abC');
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
