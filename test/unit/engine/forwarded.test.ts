import assert from 'node:assert/strict';
import test from 'node:test';
import type { Expression } from '../../../src/compile/closures.js';
import type { ForwardedPlan } from '../../../src/compile/plan.js';
import { socketEndpoint } from '../../../src/engine/endpoint.js';
import { renderForwarded } from '../../../src/engine/head/forwarded.js';
import type { StreamState } from '../../../src/engine/stream/stream-state.js';
import { Fields, RequestHead } from '../../../src/model/message.js';

const OFF: ForwardedPlan = { proto: false, host: undefined, by: undefined, for: undefined };

function state(source = '127.0.0.1', host?: string): StreamState {
  const fields = new Fields();
  if (host !== undefined) fields.add('host', host);
  return {
    session: { source: socketEndpoint(source, 4000), destination: socketEndpoint('::1', 80), tls: undefined },
    request: new RequestHead('GET', '/', 11, fields),
  } as unknown as StreamState;
}

function gives(text: string | undefined): Expression {
  return { type: 'str', text: '', evaluate: () => text, evaluateString: () => text } as unknown as Expression;
}

const own = { name: 'own', port: undefined } as const;

test('parameters stand in a fixed order with the ends of the connection', () => {
  assert.equal(renderForwarded({ ...OFF, proto: true, for: own }, state()), 'proto=http;for=127.0.0.1');
  const all: ForwardedPlan = { proto: true, host: 'own', by: own, for: { name: 'own', port: 'own' } };
  assert.equal(
    renderForwarded(all, state('127.0.0.1', 'a.b')),
    'proto=http;host="a.b";by="[::1]";for="127.0.0.1:4000"',
  );
});

test('a host that is not there is left out, an address that is not there is unknown', () => {
  assert.equal(renderForwarded({ ...OFF, host: 'own', for: own }, state('unix')), 'for=unknown');
});

test('expressions give identifiers, addresses and ports (RFC 7239 6)', () => {
  const node = (name: string | undefined, port?: string) =>
    renderForwarded(
      { ...OFF, for: { name: gives(name), port: port === undefined ? undefined : gives(port) } },
      state(),
    );
  assert.equal(node('_7F2F367E', '60138'), 'for="_7F2F367E:60138"');
  assert.equal(node('_id'), 'for=_id');
  assert.equal(node('::1', '_p'), 'for="[::1]:_p"');
  assert.equal(node('[::2]'), 'for="[::2]"');
  assert.equal(node('not a name'), 'for=unknown');
  assert.equal(node('000000002B1F4D63'), 'for=_000000002B1F4D63');
  assert.equal(node('unknown', 'a b'), 'for=unknown');
  assert.equal(node(undefined, '99999'), 'for="unknown:_99999"');
  assert.equal(renderForwarded({ ...OFF, host: gives('h.x') }, state()), 'host="h.x"');
});
