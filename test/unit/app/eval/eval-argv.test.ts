import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvalArgv } from '../../../../src/app/eval/eval-argv.js';
import { completeMessage } from '../../../../src/app/eval/read-message.js';
import { quote, renderJson, renderValue } from '../../../../src/app/eval/render-value.js';
import { findSubcommand } from '../../../../src/app/subcommand.js';
import { Binary, Ipv4, Method } from '../../../../src/model/value.js';

test('parseEvalArgv takes texts and options in any order', () => {
  const options = parseEvalArgv(['path', '--request', '-', 'src,ipmask(8)', '-f', 'a.cfg', '--json']);
  assert.deepEqual(options.texts, ['path', 'src,ipmask(8)']);
  assert.deepEqual([options.request, options.files, options.json, options.kind], ['-', ['a.cfg'], true, 'expression']);
  assert.equal(parseEvalArgv(['--if', '{ path / }']).kind, 'condition');
  assert.deepEqual(parseEvalArgv(['--', '-1']).texts, ['-1']);
});

test('parseEvalArgv names what it does not understand', () => {
  assert.throws(() => parseEvalArgv(['--nope']), /unknown option '--nope'/);
  assert.throws(() => parseEvalArgv(['--request']), /--request expects a value/);
  assert.throws(() => parseEvalArgv([]), /expects an expression/);
  assert.throws(() => parseEvalArgv(['a', '--request', '-', '--response', '-']), /only one message/);
});

test('completeMessage makes a message of what people write', () => {
  assert.equal(completeMessage('GET / HTTP/1.1\nhost: a\n'), 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal(completeMessage('POST / HTTP/1.1\n\na\nb'), 'POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\na\nb');
  const framed = 'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nab';
  assert.equal(completeMessage(framed), framed);
});

test('renderValue shows type and value of every kind', () => {
  assert.equal(renderValue(undefined), 'not found');
  assert.equal(renderValue('a"b\n'), 'str "a\\"b\\n"');
  assert.equal(renderValue(''), 'str ""');
  assert.equal(renderValue(9223372036854775807n), 'sint 9223372036854775807');
  assert.equal(renderValue(true), 'bool true');
  assert.equal(renderValue(new Binary('\x00\xff')), 'bin 0x00ff');
  assert.equal(renderValue(new Ipv4(0x7f000001)), 'ipv4 127.0.0.1');
  assert.equal(renderValue(new Method('GET')), 'meth GET');
});

test('quote shows UTF-8 as text and other bytes as hexadecimal digits', () => {
  assert.equal(quote('\xc3\xa9'), '"é"');
  assert.equal(quote('\xe9\x00'), '"\\xe9\\x00"');
});

test('renderJson keeps what JSON cannot hold as text', () => {
  assert.equal(renderJson(9223372036854775807n), '{"type":"sint","value":"9223372036854775807"}');
  assert.equal(renderJson(new Binary('\x01\x02')), '{"type":"bin","value":"0102"}');
  assert.equal(renderJson('0xff'), '{"type":"str","value":"0xff"}');
  assert.equal(renderJson(undefined), '{"type":null,"value":null}');
});

test('findSubcommand only knows the first word', () => {
  assert.equal(findSubcommand(['eval', 'path'])?.name, 'eval');
  assert.equal(findSubcommand(['-f', 'eval']), undefined);
  assert.equal(findSubcommand([]), undefined);
});
