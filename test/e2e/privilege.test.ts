/** Rights that are given up once all is open (manual 3.1 `user`, `group`, `chroot`); needs root. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { ready, statusFields } from '../support/process.js';
import { startRsyslog, withoutRsyslog } from '../support/syslog.js';
import { command, exchange, ok, startOrigin } from '../support/wire.js';

const withoutRoot = process.getuid?.() === 0 ? false : 'rights can be given up by root only';

const config = (jail: string, lines: string) => `global
    log /dev/log local0
    stats socket ${jail}/admin.sock mode 600 level admin
    ${lines}
defaults
    mode http
    log global
    option httplog
    timeout connect 5s
    timeout client 50s
    timeout server 50s
listen f
    bind "fd@\${f}"
    errorfile 503 ${jail}/503.http
    server s "127.0.0.1:\${ORIGIN}"
`;

/** Numbers of the account that nobody uses. */
function nobody(): { readonly uid: string; readonly gid: string } {
  const fields = fs
    .readFileSync('/etc/passwd', 'latin1')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')!;
  return { uid: fields[2]!, gid: fields[3]! };
}

test('privilege: the process runs in its chroot as its user, with syslog of the chroot', {
  skip: withoutRoot || withoutRsyslog,
}, async (t) => {
  const jail = temporaryFolder(t);
  fs.chmodSync(jail, 0o755);
  fs.mkdirSync(path.join(jail, 'dev'));
  fs.writeFileSync(path.join(jail, '503.http'), 'HTTP/1.0 503 Jailed\r\nContent-Length: 13\r\n\r\nfrom the jail');
  const syslog = await startRsyslog(t, path.join(jail, 'dev/log'));
  const origin = await startOrigin(t, () => ok('served'));
  const { uid, gid } = nobody();
  const program = await startHawser(t, {
    config: config(jail, `user nobody\n    gid ${gid}\n    chroot ${jail}`),
    listeners: ['f'],
    env: { ORIGIN: String(origin.port) },
    args: ['-V'],
  });
  await ready(program);
  assert.deepEqual(statusFields(program.pid, 'Uid'), [uid, uid, uid, uid]);
  assert.deepEqual(statusFields(program.pid, 'Gid'), [gid, gid, gid, gid]);
  assert.deepEqual(
    statusFields(program.pid, 'Groups').filter((text) => text !== gid && text !== ''),
    [],
  );
  assert.equal(fs.readlinkSync(`/proc/${program.pid}/root`), fs.realpathSync(jail));
  assert.equal(fs.readlinkSync(`/proc/${program.pid}/cwd`), fs.realpathSync(jail));
  const get = (target: string) =>
    exchange(t, program.ports.f!, `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
  assert.match(await get('/one'), /served$/);
  assert.match(await syslog.line((line) => line.includes('/one')), /^<134>.* f f\/s .*"GET \/one HTTP\/1\.1"$/);
  origin.kill();
  assert.match(await get('/two'), /Jailed\r\n[\s\S]*from the jail$/);
  assert.match(await command(path.join(jail, 'admin.sock'), 'show info'), new RegExp(`^Pid: ${program.pid}$`, 'm'));
  assert.equal((await program.stop()).signal, 'SIGTERM');
});

test('privilege: what cannot be given up keeps the process from running', { skip: withoutRoot }, async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  const cases = [
    ['user no-such-user', /no-such-user/],
    ['group no-such-group', /no-such-group/],
    [`chroot ${folder}/missing`, /chroot.*missing/],
  ] as const;
  for (const [line, message] of cases) {
    const text = config(folder, line)
      .replace('log /dev/log local0', '')
      .replace(/"fd@.*"/, `unix@${folder}/f.sock`);
    fs.writeFileSync(file, text.replace(/^.*(?:errorfile|log global).*\n/gm, ''));
    const result = await runHawser(['-db', '-f', file], { env: { ...process.env, ORIGIN: '1' } });
    assert.equal(result.status, 1, line);
    assert.match(result.stderr, /\[ALERT\]/);
    assert.match(result.stderr, message);
  }
});

test('privilege: chroot auto locks the process into a folder without a name', { skip: withoutRoot }, async (t) => {
  const jail = temporaryFolder(t);
  fs.writeFileSync(path.join(jail, '503.http'), 'HTTP/1.0 503 Jailed\r\nContent-Length: 13\r\n\r\nfrom the jail');
  const origin = await startOrigin(t, () => ok('served'));
  const program = await startHawser(t, {
    config: config(jail, 'user nobody\n    chroot auto'),
    listeners: ['f'],
    env: { ORIGIN: String(origin.port) },
    args: ['-V'],
  });
  await ready(program);
  const root = `/proc/${program.pid}/root`;
  assert.match(fs.readlinkSync(root), /haproxy-\w+ \(deleted\)$/);
  assert.deepEqual(fs.readdirSync(`${root}/`), []);
  assert.match(
    await exchange(t, program.ports.f!, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'),
    /served$/,
  );
});

test('privilege: setcap keeps what it names when the process becomes another user', {
  skip: withoutRoot,
}, async (t) => {
  const jail = temporaryFolder(t);
  fs.writeFileSync(path.join(jail, '503.http'), 'HTTP/1.0 503 Jailed\r\nContent-Length: 0\r\n\r\n');
  const rights = async (lines: string) => {
    const program = await startHawser(t, {
      config: config(jail, lines),
      listeners: ['f'],
      env: { ORIGIN: '1' },
      args: ['-V'],
    });
    await ready(program);
    const found = ['CapEff', 'CapPrm'].map((name) => Number.parseInt(statusFields(program.pid, name)[0]!, 16));
    await program.stop();
    return found;
  };
  assert.deepEqual(await rights('user nobody'), [0, 0]);
  const kept = (1 << 12) | (1 << 13);
  assert.deepEqual(await rights('user nobody\n    setcap cap_net_raw,cap_net_admin'), [kept, kept]);
});
