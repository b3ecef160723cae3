import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StickTableDraft } from '../../../../src/model/stick-table.js';
import { readText } from '../../../support/config.js';

function read(line: string) {
  const { typed, diagnostics } = readText(`backend be\n stick-table ${line}\n`);
  const draft = typed.proxies[0]?.extra.get('stick-table') as StickTableDraft | undefined;
  return { config: draft?.config, messages: diagnostics.filter(({ severity }) => severity !== 'diag') };
}

describe('stick-table', () => {
  it('takes all its words', () => {
    const { config, messages } = read(
      'type string len 64 size 2k expire 30m nopurge recv-only srvkey addr brates-factor 16 write-to other ' +
        'store gpc(2),gpc_rate(2,10s) store http_req_rate(1m)',
    );
    assert.deepEqual(messages, []);
    assert.deepEqual(config, {
      ...{ name: 'be', keyType: 'string', keyLength: 64, size: 2048, expireMs: 1_800_000, noPurge: true },
      ...{ receiveOnly: true, serverKey: 'addr', byteRateFactor: 16, peers: undefined, writeTo: 'other' },
      data: [
        { type: 'gpc', count: 2, periodMs: 0 },
        { type: 'gpc_rate', count: 2, periodMs: 10_000 },
        { type: 'http_req_rate', count: 1, periodMs: 60_000 },
      ],
    });
  });

  it('knows the sizes of keys', () => {
    const sizes = ['ip', 'ipv4', 'ipv6', 'integer', 'string', 'binary', 'binary len 8'].map((type) => {
      const { config } = read(`type ${type} size 10`);
      return `${config?.keyType} ${config?.keyLength}`;
    });
    assert.deepEqual(sizes, ['ipv4 4', 'ipv4 4', 'ipv6 16', 'integer 4', 'string 31', 'binary 32', 'binary 8']);
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    'type ip': /needs 'size'/,
    'size 10': /needs 'type'/,
    'type foo size 10': /'foo'/,
    'type ip size 0': /out of range/,
    'type ip size x': /'x'/,
    'type ip size 10 expire 30d': /30d/,
    'type string len 0 size 10': /<len>/,
    'type ip len 4 size 10': /no word 'len'/,
    'type ip size 10 store foo': /cannot store 'foo'/,
    'type ip size 10 store gpc': /lacks its number/,
    'type ip size 10 store gpc(101)': /between 1 and 100/,
    'type ip size 10 store gpc_rate(2)': /lacks its period/,
    'type ip size 10 store gpc0(2)': /takes no arguments/,
    'type ip size 10 store gpc0,gpc(2)': /'gpc' and 'gpc0'/,
    'type ip size 10 store gpc(2),gpc1': /'gpc1' and 'gpc'/,
    'type ip size 10 store gpc0,gpc0': /stored already/,
    'type ip size 10 srvkey id': /'id'/,
    'type ip size 10 brates-factor 2000': /1024/,
  };
  for (const [line, message] of Object.entries(wrong)) {
    it(`refuses: ${line}`, () =>
      assert.match(
        read(line)
          .messages.map((each) => each.message)
          .join('\n'),
        message,
      ));
  }

  it('stands once in a section', () => {
    const { diagnostics } = readText('backend be\n stick-table type ip size 1\n stick-table type ip size 1\n');
    assert.match(diagnostics.map(({ message }) => message).join(), /has a table already/);
  });
});
