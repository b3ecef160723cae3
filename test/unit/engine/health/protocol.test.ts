/** Checks of protocols against scripted servers; texts and bytes as haproxy 2.6 gave them for the same servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCheck, type ServerStep } from '../../../support/check-run.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('latin1');
const packet = (sequence: number, payload: string) =>
  `${String.fromCharCode(payload.length)}\0\0${String.fromCharCode(sequence)}${payload}`;

const GREETING = packet(0, `\n5.5.5-10.1\0\x01\0\0\0abcdefgh\0${'\0'.repeat(31)}`);
const DENIED = '\xff\x15\x04#28000Access denied for user';
const MYSQL_USER = hex(
  '25000001 00820000 00800001 21 0000000000000000000000000000000000000000000000 626f6200 00 01000000 01',
);

interface Case {
  readonly option: string;
  readonly server: readonly ServerStep[] | 'refused';
  readonly found: string;
  readonly heard?: string;
  readonly readMs?: number;
}

const SSL = 'ssl-hello-chk';
const SMTP = 'smtpchk HELO x';
const PGSQL = 'pgsql-check user bob';
const MYSQL = 'mysql-check user bob';

const CASES: readonly Case[] = [
  { option: SSL, server: ['RECEIVE', '\x16\x03\0\0\x02aa'], found: 'L6OK' },
  { option: SSL, server: ['RECEIVE', 'nope!!'], found: 'L6RSP' },
  { option: SSL, server: ['RECEIVE', 'CLOSE'], found: 'L6RSP TCPCHK got an empty response at step 2' },
  { option: SSL, server: ['RECEIVE'], found: 'L6TOUT', readMs: 40 },
  { option: SSL, server: 'refused', found: 'L4CON Connection refused' },
  {
    option: 'smtpchk',
    server: ['220 hi there\r\n', 'RECEIVE', '250 mail ok\r\n', 'RECEIVE', '221 bye\r\n'],
    found: 'L7OK 221 bye',
    heard: 'HELO localhost\r\nQUIT\r\n',
  },
  {
    option: 'smtpchk EHLO my.domain',
    server: ['220 hi\r\n', 'RECEIVE', '250-a\r\n250 b\r\n', 'RECEIVE', '221 bye\r\n'],
    found: 'L7OK 221 bye',
    heard: 'EHLO my.domain\r\nQUIT\r\n',
  },
  { option: SMTP, server: ['554 go away\r\n'], found: 'L7STS 554 go away' },
  { option: SMTP, server: ['220 hi\r\n', 'RECEIVE', '550 not you\r\n', 'CLOSE'], found: 'L7STS 550 not you' },
  { option: SMTP, server: ['hello\r\n'], found: 'L7RSP hello' },
  { option: SMTP, server: ['220 hi\r\n'], found: 'L7TOUT', readMs: 40 },
  { option: SMTP, server: ['CLOSE'], found: 'L7RSP TCPCHK got an empty response at step 2' },
  {
    option: 'redis-check',
    server: ['RECEIVE', '+PONG\r\n'],
    found: 'L7OK 0 Redis server is ok',
    heard: '*1\r\n$4\r\nPING\r\n',
  },
  { option: 'redis-check', server: ['RECEIVE', '-NOAUTH\r\n', 'CLOSE'], found: 'L7STS 0 -NOAUTH' },
  { option: 'redis-check', server: ['RECEIVE', 'CLOSE'], found: 'L7STS 0 TCPCHK got an empty response at step 2' },
  {
    option: PGSQL,
    server: ['RECEIVE', 'R\0\0\0\x08\0\0\0\0'],
    found: 'L7OK 0 PostgreSQL server is ok',
    heard: hex('00000012 00030000 7573657200 626f6200 00'),
  },
  { option: PGSQL, server: ['RECEIVE', 'R\0\0\0\x17\0\0\0\x0aSCRAM\0\0'], found: 'L7OK 0 PostgreSQL server is ok' },
  { option: PGSQL, server: ['RECEIVE', 'E\0\0\0\x20SFATAL\0C28000\0\0'], found: 'L7RSP FATAL' },
  { option: PGSQL, server: ['RECEIVE', 'X\0\0\0\x20SFATAL'], found: 'L7STS 0 PostgreSQL unknown error' },
  {
    option: 'ldap-check',
    server: ['RECEIVE', hex('300c02010161070a010004000400')],
    found: 'L7OK 0 Success',
    heard: hex('300c020101600702010304008000'),
  },
  {
    option: 'ldap-check',
    server: ['RECEIVE', hex('300c02010161070a012104000400')],
    found: 'L7STS 33 See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9',
  },
  {
    option: 'ldap-check',
    server: ['RECEIVE', hex('3084000000100201016184000000070a010004000400')],
    found: 'L7OK 0 Success',
  },
  {
    option: 'ldap-check',
    server: ['RECEIVE', hex('3084000000100201016184000000070a01'), 'CLOSE'],
    found: 'L7RSP Not LDAPv3 protocol',
  },
  { option: 'ldap-check', server: ['RECEIVE', 'nope nope nope nope'], found: 'L7RSP Not LDAPv3 protocol' },
  {
    option: 'ldap-check',
    server: ['RECEIVE', hex('300c02010261070a010004000400')],
    found: 'L7RSP Not LDAPv3 protocol',
  },
  { option: 'mysql-check', server: [GREETING], found: 'L7OK 0 5.5.5-10.1' },
  { option: 'mysql-check', server: [packet(0, '\xff\x69\x04Host blocked')], found: 'L7STS 1129 Host blocked' },
  {
    option: MYSQL,
    server: [GREETING, 'RECEIVE', packet(2, '\0\0\0\x02\0\0\0')],
    found: 'L7OK 0 5.5.5-10.1',
    heard: MYSQL_USER,
  },
  {
    option: `${MYSQL} pre-41`,
    server: [GREETING, 'RECEIVE', packet(2, '\0\0\0\x02\0\0\0')],
    found: 'L7OK 0 5.5.5-10.1',
    heard: hex('0a000001 0080 000001 626f6200 00 01000000 01'),
  },
  { option: MYSQL, server: [GREETING, 'RECEIVE', packet(2, DENIED)], found: 'L7STS 1045 #28000Access denied for user' },
  { option: MYSQL, server: ['garbage garbage garbage'], found: 'L7TOUT', readMs: 40 },
];

for (const { option, server, found, heard, readMs } of CASES) {
  test(`option ${option}: ${found}`, async (t) => {
    const scripts = server === 'refused' ? server : [server];
    const run = await runCheck(t, [`option ${option}`], scripts, readMs === undefined ? {} : { readMs });
    assert.equal(run.text, found);
    if (heard !== undefined) assert.equal(run.heard[0], heard);
  });
}

test('option ssl-hello-chk: the hello is one of SSLv3', async (t) => {
  const { heard } = await runCheck(t, ['option ssl-hello-chk'], [['RECEIVE', '\x15\x03\0\0\x02\x02\x28']]);
  assert.equal(heard[0]!.length, 126);
  assert.ok(heard[0]!.startsWith(hex('160300 0079 01 000075 0300')));
});
