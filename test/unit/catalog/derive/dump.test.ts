import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arg } from '../../../../src/catalog/arg.js';
import { createCatalog } from '../../../../src/catalog/create-catalog.js';
import { dumpClass } from '../../../../src/catalog/derive/dump.js';
import { define, type Entry } from '../../../../src/catalog/entry.js';

const head = { doc: '7.3.1', brief: 'x', since: '1.5', support: 'full' } as const;

const rows: readonly Entry[] = [
  define.converter({
    ...head,
    name: 'bytes',
    args: [arg.str('offset'), arg.opt(arg.str('length'))],
    in: 'bin',
    out: 'bin',
    compile: () => (value) => value,
  }),
  define.fetch({ ...head, name: 'always_true', args: [], out: 'bool', use: ['log'], compile: () => () => true }),
  define.aclWord({ ...head, name: 'path_beg', fetch: 'path', match: 'beg' }),
  define.option({
    ...head,
    name: 'x',
    sections: ['frontend', 'backend'],
    modes: ['http'],
    negatable: true,
    usage: 'x',
  }),
];

const catalog = createCatalog(rows);

test('converters show types of arguments, then out and in', () => {
  assert.deepEqual(dumpClass(catalog, 'cnv').slice(1), ['bytes(string[,string]): bin => bin']);
});

test('ACL words show fetch and match method', () => {
  assert.deepEqual(dumpClass(catalog, 'acl').slice(1), ['path_beg = path -m beg']);
});

test('fetches show where they can be used under a legend of 22 columns', () => {
  const lines = dumpClass(catalog, 'smp');
  assert.equal(lines[1], '#                       _.---------------------- frontend tcp-request connection rule');
  assert.equal(lines.at(-1), '[ . . . . . . . . . . . . . . . . . . Y . . . ] always_true: bool');
});

test('options show sides and mode', () => {
  assert.ok(dumpClass(catalog, 'cfg').includes('\toption x [ FE BE HTTP ]'));
});
