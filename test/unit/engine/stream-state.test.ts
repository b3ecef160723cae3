import assert from 'node:assert/strict';
import test from 'node:test';
import { SocketEndpoint } from '../../../src/engine/endpoint.js';
import { NO_LOG } from '../../../src/engine/log-output.js';
import { LiveProxy } from '../../../src/engine/proxy/live-proxy.js';
import { SessionState } from '../../../src/engine/session/session-state.js';
import { StreamState } from '../../../src/engine/stream/stream-state.js';
import { DEFAULT_H1_SETTINGS } from '../../../src/net/h1/index.js';
import { TestEngine } from './harness.js';

function freshState(): StreamState {
  const [plan] = new TestEngine([{ name: 'l' }]).plan.proxies;
  const live = new LiveProxy(plan!, NO_LOG, DEFAULT_H1_SETTINGS, DEFAULT_H1_SETTINGS);
  const here = new SocketEndpoint('127.0.0.1', 1);
  return new StreamState(new SessionState(1, plan!.proxy, 'l', 1, here, here, 0, 0), live, new Map());
}

/** Belong to the connection, or are reset in place. */
const KEPT = new Set([
  ...['session', 'frontend', 'frontendLive', 'backend', 'backendLive', 'request', 'response'],
  ...['requestChannel', 'responseChannel', 'requestCaptures', 'responseCaptures', 'tracked', 'wake'],
]);

test('the next request of a connection finds nothing of the one before', () => {
  const fresh = freshState() as unknown as Record<string, unknown>;
  const used = freshState();
  const fields = used as unknown as Record<string, unknown>;
  for (const key of Object.keys(fields)) if (!KEPT.has(key)) fields[key] = 'left over';
  used.vars('txn')?.set('x', 1);
  used.begin(0, 0, 0);
  for (const key of Object.keys(fresh)) if (!KEPT.has(key)) assert.deepEqual(fields[key], fresh[key], key);
  assert.equal(used.vars('txn')?.size, 0);
});

test('no field is added after the constructor', () => {
  const state = freshState();
  const before = Object.keys(state);
  state.begin(1, 2, 3);
  state.end('C', 'D');
  assert.deepEqual(Object.keys(state), before);
});
