/** Cookies made of addresses; the values were recorded from haproxy 2.6. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refreshDynamicCookies } from '../../../../src/engine/cookie/dynamic-cookie.js';
import { NO_LOG } from '../../../../src/engine/log-output.js';
import { LiveProxy } from '../../../../src/engine/proxy/live-proxy.js';
import { DEFAULT_H1_SETTINGS } from '../../../../src/net/h1/index.js';
import { TestEngine } from '../harness.js';

test('dynamic-cookie makes the values of haproxy from key, address and port', () => {
  const shape = { name: 'l', servers: [{ port: 8080 }, { port: 443 }, { port: 1, config: { cookie: 'own' } }] };
  const { plan } = new TestEngine([shape]);
  const [proxy] = plan.proxies;
  const live = new LiveProxy(proxy!, NO_LOG, DEFAULT_H1_SETTINGS, DEFAULT_H1_SETTINGS);
  const [first, second, third] = proxy!.proxy.servers;
  second!.address = '10.1.2.3';
  live.dynamicCookies = true;
  live.dynamicCookieKey = 'secret';
  refreshDynamicCookies(live);
  assert.deepEqual([first!.cookie, second!.cookie, third!.cookie], ['f22943d7bfe33914', 'ddcfd7a25c684d44', 'own']);
  assert.deepEqual(live.serversByCookie.get('ddcfd7a25c684d44'), [second]);
});
