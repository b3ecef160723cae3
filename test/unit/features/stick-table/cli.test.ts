import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entries } from '../../../../src/features/stick-table/cli.js';
import type { AdminRequest } from '../../../../src/model/admin-request.js';
import { dataCode, NO_ENTRY, type StickTable, StickTables } from '../../../../src/model/stick-table.js';
import { stored, tableOf } from './table.js';

function tables(...list: readonly StickTable[]): StickTables {
  const all = new StickTables();
  for (const table of list) all.add(table);
  return all;
}

/** The text of an answer; addresses of entries are left out. */
function ask(all: StickTables, line: string): string {
  const [verb, , ...args] = line.split(' ').filter((word) => word !== '');
  const row = entries.find(({ words }) => words[0] === verb)!;
  const answer = row.run({ args, runtime: { tables: all } } as unknown as AdminRequest);
  const text =
    typeof answer === 'string' ? answer : 'text' in answer ? answer.text : [...(answer as string[])].join('');
  return text.replace(/^0x[0-9a-f]+/gm, '@');
}

const IP = { name: 'ip', keyType: 'ipv4', keyLength: 4 } as const;

describe('show table', () => {
  it('lists tables, the last one first', () => {
    const all = tables(tableOf({ name: 'a' }), tableOf({ ...IP }));
    all.get('a')!.obtain('x');
    assert.equal(
      ask(all, 'show table'),
      '# table: ip, type: ip, size:100, used:0\n# table: a, type: string, size:100, used:1\n',
    );
  });

  it('shows entries with their data in the order of HAProxy', () => {
    const table = tableOf({
      ...IP,
      data: [stored('http_req_rate', 10_000), stored('gpc0'), stored('gpt', 0, 2), stored('server_key')],
    });
    const entry = table.obtain('192.0.2.1');
    table.add(entry, dataCode('gpc0'), 0, 5);
    assert.equal(
      ask(tables(table), 'show table ip'),
      '# table: ip, type: ip, size:100, used:1\n' +
        '@: key=192.0.2.1 use=0 exp=1000 shard=0 gpc0=5 http_req_rate(10000)=0 server_key=- gpt0=0 gpt1=0\n',
    );
  });

  it('escapes keys that are text', () => {
    const table = tableOf();
    table.obtain('a b=c\\\t\xe9');
    assert.match(ask(tables(table), 'show table test'), /key=a\\ b\\=c\\\\\\t\\xE9 /);
  });

  it('filters by data', () => {
    const table = tableOf({ data: [stored('gpc0'), stored('gpt', 0, 2)] });
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const) {
      const entry = table.obtain(key);
      table.write(entry, dataCode('gpc0'), 0, value);
      table.write(entry, dataCode('gpt'), 1, value);
    }
    const keys = (line: string) => [...ask(tables(table), line).matchAll(/key=(\S+)/g)].map(([, key]) => key);
    assert.deepEqual(keys('show table test data.gpc0 gt 1'), ['b', 'c']);
    assert.deepEqual(keys('show table test data.gpc0 gt 1 data.gpt[1] ne 3'), ['b']);
    assert.deepEqual(keys('show table test data.gpc0 le 0'), []);
    assert.deepEqual(keys('show table test key b'), ['b']);
    assert.equal(ask(tables(table), 'show table test key z'), '');
  });

  it('says what is wrong', () => {
    const all = tables(tableOf({ data: [stored('gpc0')] }), tableOf({ name: 'bin', keyType: 'binary' }));
    const answers: Readonly<Record<string, string>> = {
      'show table no': 'No such table\n',
      'show table test data.gpc1 gt 1': 'Filter entry #1: Data type not stored in this table\n',
      'show table test data.foo gt 1': 'Filter entry #1: Unknown data type\n',
      'show table test data.gpc0 xx 1':
        'Filter entry #1: Require and operator among "eq", "ne", "le", "ge", "lt", "gt"\n',
      'show table test data.gpc0 gt x': 'Filter entry #1: Require a valid integer value to compare against\n',
      'show table test key': 'Key value expected\n',
      'show table test ptr 0x1': 'No entry can be found matching ptr.\n',
      'show table bin key x':
        'Showing keys from tables of type other than ip, ipv6, string and integer is not supported\n',
    };
    for (const [line, answer] of Object.entries(answers)) assert.equal(ask(all, line), answer, line);
  });
});

describe('set table', () => {
  it('makes entries and changes their data', () => {
    const table = tableOf({ data: [stored('gpc0'), stored('gpc_rate', 1000, 2)] });
    assert.equal(ask(tables(table), 'set table test key a data.gpc0 5 data.gpc_rate[1] 3'), '');
    const entry = table.find('a');
    assert.equal(table.read(entry, dataCode('gpc0'), 0), 5);
    assert.equal(table.read(entry, dataCode('gpc_rate'), 1), 3);
  });

  it('finds entries by what show table calls them', () => {
    const table = tableOf({ data: [stored('gpc0')] });
    const entry = table.obtain('a');
    const row = entries.find(({ words }) => words[0] === 'show')!;
    const shown = [
      ...(row.run({ args: ['test'], runtime: { tables: tables(table) } } as never) as Iterable<string>),
    ].join('');
    const [, pointer] = /^(0x[0-9a-f]+):/m.exec(shown) ?? [];
    assert.equal(ask(tables(table), `set table test ptr ${pointer} data.gpc0 8`), '');
    assert.equal(table.read(entry, dataCode('gpc0'), 0), 8);
  });

  it('says what is wrong', () => {
    const all = tables(tableOf({ data: [stored('gpc0')] }), tableOf({ name: 'int', keyType: 'integer' }));
    const answers: Readonly<Record<string, RegExp>> = {
      'set table test key a data.gpc0': /valid integer value to store/,
      'set table test key a data.gpc0 9223372036854775808': /valid integer value to store/,
      'set table test key a data.foo 1': /Unknown data type/,
      'set table test key a gpc0 1': /followed by a value expected/,
      'set table test data.gpc0 1': /content-based lookup/,
      'set table test': /^Required arguments/,
      'set table int key a': /Invalid key/,
    };
    for (const [line, answer] of Object.entries(answers)) assert.match(ask(all, line), answer, line);
    assert.equal(all.get('int')!.used, 0);
  });

  it('keeps the entry, and what stands in front of a wrong word', () => {
    const table = tableOf({ data: [stored('gpc0'), stored('gpc1')] });
    assert.match(ask(tables(table), 'set table test key a data.gpc0 5 data.foo 1 data.gpc1 7'), /Unknown data type/);
    const entry = table.find('a');
    assert.deepEqual(
      ['gpc0', 'gpc1'].map((type) => table.read(entry, dataCode(type as 'gpc0'), 0)),
      [5, 0],
    );
  });
});

describe('clear table', () => {
  it('removes by key, by data, and all, but nothing that is held', () => {
    const table = tableOf({ data: [stored('gpc0')] });
    const held = table.obtain('held');
    table.hold(held);
    for (const key of ['a', 'b', 'c']) table.obtain(key);
    table.write(table.find('b'), dataCode('gpc0'), 0, 2);
    const all = tables(table);
    assert.equal(ask(all, 'clear table test key a'), '');
    assert.equal(table.find('a'), NO_ENTRY);
    assert.equal(ask(all, 'clear table test data.gpc0 eq 2'), '');
    assert.equal(table.find('b'), NO_ENTRY);
    assert.equal(ask(all, 'clear table test key held'), 'Entry currently in use, cannot remove\n');
    assert.equal(ask(all, 'clear table test'), '');
    assert.deepEqual([...table.entries()], [held]);
  });
});
