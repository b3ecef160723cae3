/** Starts real servers that health checks speak to: private, in a folder of their own, on a free port, ended with the test. */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './hawser.js';
import { freePort, untilListening } from './process.js';

/** The first of these files that exists; undefined if the machine has none. */
function findProgram(...names: readonly string[]): string | undefined {
  return names.find((name) => fs.existsSync(name));
}

function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!fs.existsSync(root)) return undefined;
  return findProgram(...fs.readdirSync(root).map((version) => `${root}/${version}/bin/postgres`));
}

/** Where Debian's packages put the programs. */
export const PROGRAMS = {
  mariadb: findProgram('/usr/sbin/mariadbd', '/usr/sbin/mysqld'),
  postgres: findPostgres(),
  redis: findProgram('/usr/bin/redis-server'),
  ldap: findProgram('/usr/sbin/slapd'),
  smtp: findProgram('/usr/bin/aiosmtpd'),
} as const;

/** An account that a server runs as if the tests run as root: some refuse to be root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

function accountOf(name: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = fs.readFileSync('/etc/passwd', 'latin1').match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm'));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : undefined;
}

/** A folder that the account may write to. */
function folderFor(t: TestContext, account: Account | undefined): string {
  const folder = temporaryFolder(t);
  if (account) {
    fs.chmodSync(folder, 0o755);
    fs.chownSync(folder, account.uid, account.gid);
  }
  return folder;
}

async function run(
  t: TestContext,
  port: number,
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly account?: Account | undefined },
): Promise<number> {
  const { cwd, account } = options;
  const child = spawn(command, [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...account });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  t.after(() => {
    child.kill('SIGKILL');
    return ended;
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  await untilListening(port, () => (isOver() ? `the server ended: ${output}` : undefined));
  return port;
}

/** MariaDB with a user `check` that has no password. */
export async function startMariadb(t: TestContext): Promise<number> {
  const account = accountOf('mysql');
  const folder = folderFor(t, account);
  const data = path.join(folder, 'data');
  const install = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  execFileSync('mariadb-install-db', install, { cwd: folder, stdio: 'pipe', ...account });
  const init = path.join(folder, 'init.sql');
  fs.writeFileSync(init, "CREATE USER 'check'@'%';\n");
  fs.chmodSync(init, 0o644);
  const port = await freePort();
  const args = [
    ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', `--init-file=${init}`],
    ...[`--socket=${folder}/s`, `--pid-file=${folder}/pid`, '--skip-name-resolve'],
  ];
  return run(t, port, PROGRAMS.mariadb!, args, { cwd: folder, account });
}

/** PostgreSQL with the user `check`, whose password nobody needs to know. */
export async function startPostgres(t: TestContext): Promise<number> {
  const account = accountOf('postgres');
  const folder = folderFor(t, account);
  const data = path.join(folder, 'data');
  const initdb = path.join(path.dirname(PROGRAMS.postgres!), 'initdb');
  const secret = path.join(folder, 'secret');
  fs.writeFileSync(secret, 'secret\n');
  fs.chmodSync(secret, 0o644);
  const init = ['-D', data, '-U', 'check', '-A', 'scram-sha-256', '-N', `--pwfile=${secret}`];
  execFileSync(initdb, init, { cwd: folder, stdio: 'pipe', ...account });
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  return run(t, port, PROGRAMS.postgres!, args, { cwd: folder, account });
}

/** Redis; with a password, it does not answer strangers. */
export async function startRedis(t: TestContext, password?: string): Promise<number> {
  const folder = folderFor(t, undefined);
  const port = await freePort();
  const secret = password === undefined ? [] : ['--requirepass', password];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...secret];
  return run(t, port, PROGRAMS.redis!, args, { cwd: folder });
}

/** OpenLDAP with an empty database; `anonymous` binds are welcome or not. */
export async function startLdap(t: TestContext, { anonymous = true } = {}): Promise<number> {
  const folder = folderFor(t, undefined);
  const file = path.join(folder, 'slapd.conf');
  const lines = [
    ...['include /etc/ldap/schema/core.schema', 'modulepath /usr/lib/ldap', 'moduleload back_mdb'],
    ...(anonymous ? [] : ['disallow bind_anon']),
    ...['database mdb', 'suffix "dc=test"', `directory ${folder}`],
  ];
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  const port = await freePort();
  return run(t, port, PROGRAMS.ldap!, ['-d', '0', '-f', file, '-h', `ldap://127.0.0.1:${port}`], { cwd: folder });
}

/** An SMTP server. */
export async function startSmtp(t: TestContext): Promise<number> {
  const folder = folderFor(t, undefined);
  const port = await freePort();
  return run(t, port, PROGRAMS.smtp!, ['-n', '-l', `127.0.0.1:${port}`], { cwd: folder });
}
