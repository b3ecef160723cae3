/** `hawser eval`: expressions from the shell. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runHawser, temporaryFolder } from '../support/hawser.js';

test('eval prints type and value of each expression on a request of a file', async (t) => {
  const file = path.join(temporaryFolder(t), 'request');
  fs.writeFileSync(file, 'POST /a/b?id=7 HTTP/1.1\nHost: Example.org\n\nq=5&r=x');
  const words = ['path,field(3,/)', 'url_param(id),add(3)', 'req.hdr(host),lower', 'req.body_param(r)', 'src'];
  const { status, stdout, stderr } = await runHawser(['eval', '--request', file, ...words]);
  assert.equal(stderr, '');
  assert.deepEqual(stdout.split('\n'), [
    ...['str "b"', 'sint 10', 'str "example.org"', 'bin 0x78', 'ipv4 127.0.0.1'],
    '',
  ]);
  assert.equal(status, 0);
});

test('eval ends with 1 if something has no value, and sees responses', async (t) => {
  const file = path.join(temporaryFolder(t), 'response');
  fs.writeFileSync(file, 'HTTP/1.1 404 Not Found\nserver: a\n\nbody');
  const { status, stdout } = await runHawser(['eval', '--response', file, 'status', 'res.hdr(x)', 'res.body_len']);
  assert.deepEqual([status, stdout], [1, 'sint 404\nnot found\nsint 4\n']);
});

test('eval points at what is wrong', async () => {
  const { status, stdout, stderr } = await runHawser(['eval', 'path,uper']);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /unknown converter 'uper'[\s\S]* {5}\^{4}\n[\s\S]*upper/);
});

test('eval takes conditions with the ACLs of a configuration', async (t) => {
  const file = path.join(temporaryFolder(t), 'a.cfg');
  fs.writeFileSync(file, 'defaults\n mode http\nfrontend fe\n bind 127.0.0.1:80\n acl local src 10.0.0.0/8\n');
  const words = ['--if', '--src', '10.1.2.3', '-f', file, 'local { path / }', 'if !local'];
  const { status, stdout } = await runHawser(['eval', ...words]);
  assert.deepEqual([status, stdout], [1, 'bool true\nbool false\n']);
});

test('eval takes formats', async () => {
  const { stdout } = await runHawser(['eval', '--format', '%HM %[path,length] %[req.hdr(x)]']);
  assert.equal(stdout, 'str "GET 1 -"\n');
});
