/** Built-in checks against real servers: MariaDB, PostgreSQL, Redis, OpenLDAP and an SMTP server, where they are installed. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PROGRAMS, startLdap, startMariadb, startPostgres, startRedis, startSmtp } from '../support/database.js';
import { startHawser } from '../support/hawser.js';
import { freePort, stderrHas } from '../support/process.js';

/** What `option log-health-checks` tells of the first check of a server. */
async function firstCheck(t: TestContext, lines: readonly string[], port: number): Promise<string> {
  const config = [
    ...['defaults', ' mode tcp', ' timeout connect 10s', ' timeout client 10s', ' timeout server 10s'],
    ...[' timeout check 10s', ' option log-health-checks', 'frontend fe', ' bind "fd@${FE}"', 'backend be'],
    ...[...lines, `server s 127.0.0.1:${port} check`].map((line) => ` ${line}`),
  ];
  const program = await startHawser(t, { config: `${config.join('\n')}\n`, listeners: ['FE'] });
  const line = /Health check for server be\/s (.*), check duration/;
  await stderrHas(program, line);
  return line.exec(program.stderr())![1]!;
}

function missing(program: string | undefined, name: string): { readonly skip: string | false } {
  return { skip: program === undefined ? `${name} is not installed` : false };
}

/** An account without a password may log in, one that does not exist may not. */
test('mysql-check: MariaDB', missing(PROGRAMS.mariadb, 'mariadb-server'), async (t) => {
  const port = await startMariadb(t);
  const passed = /^succeeded, reason: Layer7 check passed, code: 0, info: "5\.5\.5-10\..*MariaDB/;
  assert.match(await firstCheck(t, ['option mysql-check'], port), passed);
  assert.match(await firstCheck(t, ['option mysql-check user check'], port), passed);
  assert.match(await firstCheck(t, ['option mysql-check user check post-80'], port), passed);
  const denied = /^failed, reason: Layer7 wrong status, code: 1045, info: "#28000Access denied for user 'nobody'/;
  assert.match(await firstCheck(t, ['option mysql-check user nobody'], port), denied);
});

test('pgsql-check: PostgreSQL', missing(PROGRAMS.postgres, 'postgresql'), async (t) => {
  const port = await startPostgres(t);
  const found = await firstCheck(t, ['option pgsql-check user check'], port);
  assert.equal(found, 'succeeded, reason: Layer7 check passed, code: 0, info: "PostgreSQL server is ok"');
});

test('redis-check: Redis', missing(PROGRAMS.redis, 'redis-server'), async (t) => {
  const port = await startRedis(t);
  const passed = 'succeeded, reason: Layer7 check passed, code: 0, info: "Redis server is ok"';
  assert.equal(await firstCheck(t, ['option redis-check'], port), passed);
  const role = [
    ...['option tcp-check', 'tcp-check send "PING\\r\\n"', 'tcp-check expect string +PONG'],
    ...['tcp-check send "info replication\\r\\n"', 'tcp-check expect string role:master'],
    ...['tcp-check send "QUIT\\r\\n"', 'tcp-check expect string +OK'],
  ];
  const dialogue = 'succeeded, reason: Layer7 check passed, code: 0, info: "(tcp-check)"';
  assert.equal(await firstCheck(t, role, port), dialogue);
});

test('tcp-check: Redis that wants a password', missing(PROGRAMS.redis, 'redis-server'), async (t) => {
  const port = await startRedis(t, 'secret');
  const lines = ['option tcp-check', 'tcp-check send "PING\\r\\n"', 'tcp-check expect min-recv 5 string +PONG'];
  const found = await firstCheck(t, lines, port);
  assert.match(
    found,
    /^failed, reason: Layer7 invalid response, info: "TCPCHK did not match content '\+PONG' at step 2/,
  );
  const login = ['tcp-check send "AUTH secret\\r\\n"', 'tcp-check expect string +OK'];
  const passed = 'succeeded, reason: Layer7 check passed, code: 0, info: "(tcp-check)"';
  assert.equal(await firstCheck(t, ['option tcp-check', ...login, ...lines.slice(1)], port), passed);
});

test('ldap-check: OpenLDAP', missing(PROGRAMS.ldap, 'slapd'), async (t) => {
  const port = await startLdap(t);
  const found = await firstCheck(t, ['option ldap-check'], port);
  assert.equal(found, 'succeeded, reason: Layer7 check passed, code: 0, info: "Success"');
});

test('ldap-check: OpenLDAP without anonymous binds', missing(PROGRAMS.ldap, 'slapd'), async (t) => {
  const port = await startLdap(t, { anonymous: false });
  const found = await firstCheck(t, ['option ldap-check'], port);
  assert.match(found, /^failed, reason: Layer7 wrong status, code: 48, info: "See RFC: /);
});

test('smtpchk: an SMTP server', missing(PROGRAMS.smtp, 'python3-aiosmtpd'), async (t) => {
  const port = await startSmtp(t);
  for (const hello of ['', ' HELO hawser.test', ' EHLO hawser.test']) {
    const found = await firstCheck(t, [`option smtpchk${hello}`], port);
    assert.equal(found, 'succeeded, reason: Layer7 check passed, code: 221, info: "Bye"');
  }
});

test('ldap-check, mysql-check: nobody listens', async (t) => {
  const found = await firstCheck(t, ['option mysql-check user check'], await freePort());
  assert.equal(found, 'failed, reason: Layer4 connection problem, info: "Connection refused"');
});
