/** The name of this process among peers: host, `localpeer`, `-L` (manual 3.1; management.txt 3), as haproxy 2.6 has it. */
import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { loadText } from '../../support/config.js';

/** Who is local, the peer that the variable names, and what was said. */
function load(text: string, args: readonly string[] = []): readonly string[] {
  const { config, plan, diagnostics } = loadText(text, args);
  const peers = plan.peers!.map(({ config: { peers } }) =>
    peers.map(({ name, local }) => `${name}${local ? '!' : ''}`),
  );
  const told = diagnostics.list.filter(({ code }) => code.startsWith('peers/')).map(({ code }) => code);
  return [config.global.localPeer ?? '', peers.join(' '), told.join(' ')];
}

const PEERS = 'peers p\n peer "$HAPROXY_LOCALPEER" 127.0.0.1:1000\n peer other 127.0.0.1:1001\n';
const HOST = os.hostname();

test('the host names the local peer if nothing else does', () => {
  assert.deepEqual(load(PEERS), [HOST, `${HOST}!,other`, '']);
});

test('localpeer sets $HAPROXY_LOCALPEER for the lines behind it', () => {
  assert.deepEqual(load(`global\n localpeer me\n${PEERS}`), ['me', 'me!,other', '']);
});

test('-L wins over localpeer, which is warned of', () => {
  assert.deepEqual(load(`global\n localpeer me\n${PEERS}`, ['-L', 'you']), ['you', 'you!,other', 'peers/local-given']);
});

test('localpeer behind a peers section has no effect', () => {
  const text = `${PEERS}global\n localpeer me\n${PEERS.replace('peers p', 'peers q')}`;
  assert.deepEqual(load(text), [HOST, `${HOST}!,other ${HOST}!,other`, 'peers/local-too-late']);
});
