/** Peers sections from their words to who is local, where it listens, what goes where. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePeers, type PeersPlan } from '../../../../src/compile/peers.js';
import { createTables } from '../../../../src/compile/stick.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { StickTables } from '../../../../src/model/stick-table.js';
import { readText } from '../../../support/config.js';

interface Read {
  readonly plans: readonly PeersPlan[];
  readonly messages: readonly string[];
}

function read(text: string): Read {
  const { typed: config, diagnostics: found } = readText(`global\n  localpeer me\n${text}`);
  const diagnostics = new Diagnostics();
  for (const { code, range, message, severity } of found) diagnostics.report(code, range, message, { severity });
  const tables = new StickTables();
  createTables(config, tables, diagnostics);
  const plans = compilePeers(config, tables, diagnostics);
  return { plans, messages: diagnostics.list.map(({ severity, message }) => `${severity}: ${message}`) };
}

describe('a peers section', () => {
  it('listens on the address of the peer that has our name', () => {
    const { plans, messages } = read(
      'peers p\n  peer me 127.0.0.1:1000\n  peer you 127.0.0.2:1001 shard 2\n  shards 3\n',
    );
    assert.deepEqual(messages, []);
    const { bind, peers, shards } = plans[0]!.config;
    assert.deepEqual([bind?.addresses[0]?.port, shards], [1000, 3]);
    assert.deepEqual(
      peers.map(({ name, local, server }) => [name, local, server.address.port, server.shard]),
      [
        ['me', true, 1000, 0],
        ['you', false, 1001, 2],
      ],
    );
  });

  it('listens on its bind line, with words that servers and listeners share', () => {
    const { plans } = read(
      'peers p\n  default-server ssl verify none\n  bind 127.0.0.1:1000\n  server me\n  server you 127.0.0.2:1001 no-ssl\n',
    );
    const { bind, peers } = plans[0]!.config;
    assert.equal(bind?.addresses[0]?.port, 1000);
    assert.deepEqual(
      peers.map(({ server }) => [server.address.port, server.tls?.enabled ?? false]),
      [
        [1000, true],
        [1001, false],
      ],
    );
  });

  it('exchanges its own tables under short names, and those of proxies that name it', () => {
    const text =
      'peers p\n  peer me 127.0.0.1:1000\n  table t type ip size 10\nbackend t\n  stick-table type ip size 10 peers p\n' +
      'backend other\n  stick-table type ip size 10\n';
    const names = read(text).plans[0]!.tables.map(({ wireName, table }) => [wireName, table.config.name]);
    assert.deepEqual(names.sort(), [
      ['/t', 'p/t'],
      ['t', 't'],
    ]);
  });

  it('can be switched off and on', () => {
    const enabled = (words: string) => read(`peers p\n  peer me 127.0.0.1:1000\n${words}`).plans[0]!.config.enabled;
    assert.deepEqual([enabled(''), enabled('  disabled\n'), enabled('  disabled\n  enabled\n')], [true, false, true]);
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    'peer you 127.0.0.1:1000': /none of its peers is this process/,
    'peer me 127.0.0.1:1000\n  bind 127.0.0.1:1001': /cannot be mixed/,
    'bind 127.0.0.1:1001\n  bind 127.0.0.1:1002\n  server me': /listens on '127\.0\.0\.1:1001' already/,
    'bind 127.0.0.1:1001\n  server me 127.0.0.1:1002': /has the address of the 'bind' line/,
    'peer me 127.0.0.1:1000\n  peer me 127.0.0.1:1001': /declared on line \d+ already/,
    'peer me 127.0.0.1': /port/,
    'peer me 127.0.0.1:1000 check': /'check' has no effect/,
    'peer me 127.0.0.1:1000\n  shards 0': /shards/,
    'peer me 127.0.0.1:1000\n  table t type ip size 1 peers p': /no 'peers'/,
    'peer me 127.0.0.1:1000\n  table t type ip size 1 write-to p/u': /doesn't exist/,
    'peer me 127.0.0.1:1000\n  table t type ip size 1 write-to p/t': /its own target/,
  };
  for (const [words, wanted] of Object.entries(wrong)) {
    it(`tells what is wrong with ${words.replace(/\n */g, '; ')}`, () => {
      assert.match(read(`peers p\n  ${words}\n`).messages.join('\n'), wanted);
    });
  }

  it('is read with the name that was set before it', () => {
    const { typed: config, diagnostics } = readText('peers p\n  peer me 127.0.0.1:1000\nglobal\n  localpeer me\n');
    assert.equal(config.global.localPeer, undefined);
    assert.match(diagnostics[0]!.message, /'localpeer' has no effect behind/);
  });
});
