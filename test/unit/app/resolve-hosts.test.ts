/** How servers with names start (manual 5.2 `init-addr`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeResolvers } from '../../../src/app/default-resolvers.js';
import type { Loaded } from '../../../src/app/load.js';
import { type ResolveOptions, resolveHosts } from '../../../src/app/resolve-hosts.js';
import { loadText } from '../../support/config.js';

function load(lines: readonly string[]): Loaded {
  const head = ['resolvers dns', ' nameserver a 127.0.0.1:53', 'backend be', ' mode http'];
  const text = [...head, ...lines.map((line) => ` ${line}`), ''].join('\n');
  return loadText(text);
}

/** Addresses and states of the servers, and what was reported about them. */
async function start(lines: readonly string[], options: ResolveOptions = {}): Promise<readonly string[]> {
  const loaded = load(lines);
  const asked: string[] = [];
  const lookup = (host: string) => {
    asked.push(host);
    return host === 'known.test' ? Promise.resolve({ address: '192.0.2.1' }) : Promise.reject(new Error('none'));
  };
  await resolveHosts(loaded, { lookup, ...options });
  const { servers } = loaded.plan.proxies.find(({ proxy }) => proxy.name === 'be')!.proxy;
  const told = loaded.diagnostics.list.filter(({ code }) => code.startsWith('server/'));
  return [
    ...servers.map(({ name, address, admin, fqdn }) => `${name} ${address || '-'} ${admin} ${fqdn ?? '-'}`),
    ...told.map(({ severity, message }) => `${severity} ${message}`),
    `asked ${asked.join()}`,
  ];
}

test('the system is asked, once for each name', async () => {
  assert.deepEqual(await start(['server s1 known.test:80', 'server s2 known.test:81']), [
    ...['s1 192.0.2.1 0 known.test', 's2 192.0.2.1 0 known.test', 'asked known.test'],
  ]);
});

test('without an address the process does not start, but with resolvers it does', async () => {
  const [, told] = await start(['server s1 nobody.test:80']);
  assert.equal(told, "alert 'server be/s1' : could not resolve address 'nobody.test'");
  assert.deepEqual(await start(['server s1 nobody.test:80 resolvers dns']), [
    's1 - 32 nobody.test',
    "warning 'server be/s1' : could not resolve address 'nobody.test', disabling server",
    'asked nobody.test',
  ]);
});

test('the ways of init-addr are tried in their order', async () => {
  assert.deepEqual(await start(['server s1 nobody.test:80 init-addr none']), ['s1 - 32 nobody.test', 'asked ']);
  assert.deepEqual(await start(['server s1 known.test:80 init-addr 192.0.2.9']), [
    's1 192.0.2.9 0 known.test',
    'asked ',
  ]);
  assert.deepEqual(await start(['server s1 nobody.test:80 init-addr last,libc,192.0.2.9']), [
    's1 192.0.2.9 0 nobody.test',
    "warning 'server be/s1' : could not resolve address 'nobody.test', falling back to configured address",
    'asked nobody.test',
  ]);
  const [, told] = await start(['server s1 nobody.test:80 init-addr last']);
  assert.equal(told, "alert 'server be/s1' : no method found to resolve address 'nobody.test'");
});

test('every server of a template is one of its own', async () => {
  assert.deepEqual((await start(['server-template s 2 nobody.test:80 init-addr none'])).slice(0, 2), [
    's1 - 32 nobody.test',
    's2 - 32 nobody.test',
  ]);
});

test('services are for resolvers to find', async () => {
  assert.deepEqual(await start(['server s1 _http._tcp.x.test resolvers dns check']), ['s1 - 32 -', 'asked ']);
  const [, told] = await start(['server s1 _http._tcp.x.test']);
  assert.equal(told, "alert 'server be/s1' : no method found to resolve address '_http._tcp.x.test'");
});

test('-dr lets servers start without an address', async () => {
  const lines = await start(['server s1 nobody.test:80'], { ignoreFailures: true });
  assert.deepEqual(lines, [
    's1 - 32 nobody.test',
    "warning 'server be/s1' : could not resolve address 'nobody.test', disabling server",
    'asked nobody.test',
  ]);
});

test('sections without a name server are told of, and the one called default is made of the system', () => {
  const loaded = load(['server s1 192.0.2.1:80', 'resolvers empty']);
  completeResolvers(loaded, () => 'nameserver 192.0.2.53\n');
  const names = loaded.config.global.resolvers.map(({ name, nameservers }) => `${name} ${nameservers.length}`);
  assert.deepEqual(names, ['dns 1', 'empty 0', 'default 1']);
  const told = loaded.diagnostics.list.filter(({ code }) => code === 'resolvers/empty');
  assert.deepEqual(
    told.map(({ message }) => message),
    ["resolvers 'empty' [x.cfg:6] has no nameservers configured!"],
  );
});

test('a configuration with a default section of its own keeps it', () => {
  const loaded = load(['server s1 192.0.2.1:80', 'resolvers default', ' nameserver own 192.0.2.54:53']);
  completeResolvers(loaded, () => assert.fail('nobody has to look'));
  assert.deepEqual(
    loaded.config.global.resolvers.map(({ nameservers }) => nameservers[0]!.host),
    ['127.0.0.1', '192.0.2.54'],
  );
});
