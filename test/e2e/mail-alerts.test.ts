/** `email-alert`: mails about servers (manual 4.2, 12.3), word for word those that haproxy 2.6 sends where it is installed. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ask, askUntil } from '../support/admin.js';
import { nameOf, PROGRAMS } from '../support/both.js';
import { HEAD } from '../support/config-head.js';
import { startHawser } from '../support/hawser.js';
import { startMailSink } from '../support/mail-sink.js';

/** Where mails go, and how urgent they have to be. */
const config = (level: string): string => `${HEAD}    email-alert mailers post
    email-alert from a@from.test
    email-alert to b@to.test
    email-alert myhostname my.host
    ${level}
mailers post
    mailer one "127.0.0.1:\${MAIL}"
    timeout mail 5s
backend be
    option log-health-checks
    server s1 127.0.0.1:1 check inter 1h fall 1
    server s2 127.0.0.1:1
    server s3 127.0.0.1:1 track s1
`;

/** What happens to the second server: not all of it is mailed. */
const DONE = [
  'set server be/s2 state maint',
  'set server be/s2 state ready',
  'set server be/s2 state drain',
  'set server be/s2 health down',
  'set server be/s2 state ready',
  'set server be/s2 health up',
  'set server be/s2 health stopping',
  'set server be/s2 health down',
  'set server be/s2 health up',
  'set server be/s2 health down',
];

async function mailsOf(
  t: TestContext,
  program: readonly [string, ...string[]],
  level: string,
  count: number,
): Promise<readonly string[]> {
  const sink = await startMailSink(t);
  const env = { MAIL: String(sink.port) };
  const running = await startHawser(t, { config: config(level), env, program });
  await askUntil(
    () => ask(running, 'show servers state').catch(() => ''),
    (text) => / s1 \S+ 0 /.test(text),
  );
  for (const line of DONE) await ask(running, line);
  await sink.ended(count);
  await running.stop();
  return sink.talks.map((lines) =>
    lines
      .join('\n')
      .replace(/^Date: \w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4} \(\w+\)$/m, 'Date: D')
      .replaceAll(/check duration: \d+ms/g, 'check duration: Nms'),
  );
}

const LEFT = '0 sessions active, 0 requeued, 0 remaining in queue';
const ONLINE = '0 sessions requeued, 0 total in queue';
const REASON = 'reason: Layer4 connection problem, info: "Connection refused", check duration: Nms';

/** Urgent: servers that took traffic went down. */
const URGENT = [
  `Server be/s1 is DOWN. 2 active and 0 backup servers left. ${LEFT}`,
  `Server be/s3 is DOWN via be/s1. 1 active and 0 backup servers left. ${LEFT}`,
  `Server be/s2 is DOWN, changed from CLI. 0 active and 0 backup servers left. ${LEFT}`,
];

const ALL = [
  `Health check for server be/s1 failed, ${REASON}, status: 0/2 DOWN`,
  URGENT[0]!,
  URGENT[1]!,
  `Server be/s2 enters drain state. 0 active and 0 backup servers online. ${ONLINE}`,
  URGENT[2]!,
  `Server be/s2 is UP, changed from CLI. 1 active and 0 backup servers online. ${ONLINE}`,
  URGENT[2]!,
  `Server be/s2 is UP, changed from CLI. 1 active and 0 backup servers online. ${ONLINE}`,
  URGENT[2]!,
];

function mail(text: string): string {
  const greeting = ['HELO my.host', 'MAIL FROM:<a@from.test>', 'RCPT TO:<b@to.test>', 'DATA'];
  const head = ['From: a@from.test', 'To: b@to.test', 'Date: D', `Subject: [HAProxy Alert] ${text}`];
  return [...greeting, ...head, '', text, '', '.', 'QUIT'].join('\n');
}

for (const program of PROGRAMS) {
  const name = nameOf(program);

  test(`every change is mailed at the lowest level: ${name}`, async (t) => {
    const mails = await mailsOf(t, program, 'email-alert level debug', ALL.length);
    assert.deepEqual([...mails].sort(), ALL.map(mail).sort());
  });

  test(`only urgent ones are mailed if nothing is said: ${name}`, async (t) => {
    const mails = await mailsOf(t, program, '', URGENT.length);
    assert.deepEqual([...mails].sort(), URGENT.map(mail).sort());
  });
}
