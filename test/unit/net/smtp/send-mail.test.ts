import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Mail, sendMail } from '../../../../src/net/smtp/send-mail.js';
import { startMailSink } from '../../../support/mail-sink.js';

const MAIL: Mail = { hello: 'h', from: 'a@x', to: 'b@y', subject: 'S', body: ['one', '.two', 'th\r\nree'], date: 'D' };

async function send(t: TestContext, answer?: (line: string) => string | undefined, mail = MAIL, timeoutMs = 5000) {
  const sink = await startMailSink(t, answer);
  // A mail does not keep the process alive: the test does.
  const alive = setInterval(() => {}, 1000);
  const problem = await new Promise((resolve) => {
    sendMail({ host: '127.0.0.1', port: sink.port, timeoutMs }, mail, resolve);
  });
  await sink.ended(1);
  clearInterval(alive);
  return { problem, said: sink.talks[0]! };
}

const GREETING = ['HELO h', 'MAIL FROM:<a@x>', 'RCPT TO:<b@y>', 'DATA'];

test('a mail is handed over step by step, its dots doubled and its lines kept', async (t) => {
  const { problem, said } = await send(t);
  assert.equal(problem, undefined);
  const head = ['From: a@x', 'To: b@y', 'Date: D', 'Subject: S', ''];
  assert.deepEqual(said, [...GREETING, ...head, 'one', '..two', 'th ree', '', '.', 'QUIT']);
});

test('answers of several lines are one answer', async (t) => {
  const { problem } = await send(t, (line) => (line === '' ? '220-one\r\n220-two\r\n220 three\r\n' : undefined));
  assert.equal(problem, undefined);
});

test('an answer of another kind ends it', async (t) => {
  const refuse = (line: string) => (line.startsWith('RCPT') ? '550 nobody here\r\n' : undefined);
  const { problem, said } = await send(t, refuse);
  assert.equal(problem, 'unexpected answer: 550 nobody here');
  assert.deepEqual(said, GREETING.slice(0, 3));
});

test('a server that says nothing costs no more than the time that it has', async (t) => {
  const { problem } = await send(t, () => '', MAIL, 30);
  assert.equal(problem, 'timeout');
});

test('a server that is not there is told of', async () => {
  const alive = setInterval(() => {}, 1000);
  const server = { host: '127.0.0.1', port: 1, timeoutMs: 5000 };
  const problem = await new Promise((resolve) => sendMail(server, MAIL, resolve));
  clearInterval(alive);
  assert.match(String(problem), /ECONNREFUSED/);
});
