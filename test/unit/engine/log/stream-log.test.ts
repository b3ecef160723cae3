import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, TestEngine } from '../harness.js';

test('error-log-format is for requests that could not be read, not for streams that ended badly', async () => {
  const plan = { errorLogFormat: () => 'error' };
  const engine = await TestEngine.start([{ name: 'l', config: { retries: 0 }, plan }]);
  const broken = new Client(engine.port('l')).send('GARBAGE\r\n\r\n');
  await broken.until('400 Bad');
  const unserved = new Client(engine.port('l')).send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await unserved.until('503 Service');
  const lines = await engine.logged(2);
  assert.equal(lines[0], 'error');
  assert.match(lines[1]!, / 503 .* GET \/$/);
  broken.close();
  unserved.close();
  await engine.close();
});
