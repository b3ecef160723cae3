import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerConfig } from '../../../src/model/config/server.js';
import { readText } from '../../support/config.js';

function read(...lines: readonly string[]) {
  const { typed, diagnostics } = readText(`defaults\n timeout server 5s\nbackend b\n${lines.join('\n')}\n`);
  const servers: readonly ServerConfig[] = typed.proxies[0]?.config.servers ?? [];
  const told = diagnostics.map(({ code, range }) => `${code} ${range?.source.position(range.start).line}`);
  return { servers, told };
}

/** A server without what tells it from others. */
function common({ name: _name, address: _address, line: _line, ...rest }: ServerConfig): unknown {
  return rest;
}

const WORDS = 'check inter 5s weight 10 cookie c ssl verify none alpn h2,http/1.1 proxy-v2-options ssl,cert-cn';

test('servers with the same words behind their address have the same settings and share none that may change', () => {
  const lines = [1, 2, 3].map((number) => ` server s${number} 10.0.0.${number}:80 ${WORDS}`);
  const { servers } = read(...lines);
  for (const line of lines) {
    const [alone] = read(line).servers;
    for (const server of servers) assert.deepEqual(common(server), common(alone!));
  }
  assert.notEqual(servers[0]!.check, servers[1]!.check);
  assert.notEqual(servers[0]!.tls, servers[1]!.tls);
});

test('the same words complete what default-server lines between them say', () => {
  const line = 'server NAME 10.0.0.1:80 check weight 10';
  const { servers } = read(
    line.replace('NAME', 'one'),
    'default-server inter 7s maxconn 5',
    line.replace('NAME', 'two'),
    'default-server inter 8s',
    line.replace('NAME', 'three'),
  );
  const settings = servers.map(({ check, maxconn, weight }) => [check?.interMs, maxconn, weight]);
  assert.deepEqual(settings, [
    [2000, 0, 10],
    [7000, 5, 10],
    [8000, 5, 10],
  ]);
});

test('what is wrong with words is told of every line that has them', () => {
  const bad = (name: string, words: string) => ` server ${name} 10.0.0.1:80 ${words}`;
  const alike = ['inter 50', 'weight 300', 'nonsense', 'weight', 'check-proto h3'];
  for (const words of alike) {
    const once = read(bad('s1', words)).told.filter((place) => place.endsWith(' 4'));
    assert.equal(once.length, 1, words);
    const { told } = read(bad('s1', words), bad('s2', words));
    assert.deepEqual(
      told.filter((place) => /[45]$/.test(place)),
      [once[0], once[0]!.replace('4', '5')],
      words,
    );
  }
});

test('words that may only stand on server lines are told of default-server, known or not', () => {
  const { told } = read(' server s1 10.0.0.1:80 id 7', ' default-server id 7');
  assert.deepEqual(
    told.filter((place) => place.endsWith(' 5')),
    ['keyword/misplaced 5'],
  );
});

test('quotes change what a word means', () => {
  const { servers } = read(' server s1 10.0.0.1:80 cookie a', ' server s2 10.0.0.1:80 cookie "a"');
  assert.deepEqual(
    servers.map(({ cookie }) => cookie),
    ['a', 'a'],
  );
});
