/** `hawser check` and `hawser explain-code` as users call them, and what `-c` says of certificates. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Ajv } from 'ajv';
import type { JsonDiagnostic } from '../../src/diag/render-json.js';
import { runHawser, temporaryFolder } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';

const GOOD = `defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
  timeout http-request 10s
  option forwardfor
frontend web
  bind 127.0.0.1:8080
  default_backend app
backend app
  server one 127.0.0.1:8081 check
`;

const WARNED = GOOD.replace('backend app\n  server', 'backend app\n  timeout server 30\n  server');
const WRONG = GOOD.replace('mode http', 'mode htp');

interface JsonReport {
  readonly problems: readonly JsonDiagnostic[];
  readonly summary: Readonly<Record<string, number>>;
}

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

async function checkJson(cwd: string, ...words: string[]): Promise<JsonReport & { readonly status: number | null }> {
  const { stdout, stderr, status } = await runHawser(['check', '--format', 'json', ...words], { cwd });
  assert.equal(stderr, '');
  return { ...(JSON.parse(stdout) as JsonReport), status };
}

test('check tells by its status whether there are problems', async (t) => {
  const cwd = folderWith(t, { 'good.cfg': GOOD, 'warned.cfg': WARNED, 'wrong.cfg': WRONG });
  const status = async (...words: string[]) => (await runHawser(['check', ...words], { cwd })).status;
  assert.equal(await status('good.cfg'), 0);
  assert.equal(await status('warned.cfg'), 0);
  assert.equal(await status('--deny', 'warnings', 'warned.cfg'), 1);
  assert.equal(await status('--deny', 'lint/suspicious-time', '--severity', 'alert', 'warned.cfg'), 1);
  assert.equal(await status('wrong.cfg'), 1);
  assert.equal(await status('missing.cfg'), 1);
  assert.equal(await status('--each', 'good.cfg', 'wrong.cfg'), 1);
  assert.equal(await status(), 2);
  assert.equal(await status('--format', 'yaml', 'good.cfg'), 2);
  assert.equal(await status('--output', 'no/such/folder/x', 'good.cfg'), 2);
});

test('check reads the standard input, and names files that are missing', async (t) => {
  const cwd = folderWith(t, { 'good.cfg': GOOD, 'rest.cfg': GOOD.slice(GOOD.indexOf('\nbackend') + 1) });
  const check = (input: string, ...words: string[]) => runHawser(['check', '--no-lint', ...words], { cwd, input });
  assert.equal((await check(GOOD, '-')).stdout, 'no problems in <stdin>\n');
  assert.match((await check(WRONG, '--format', 'haproxy', '-')).stdout, /parsing \[<stdin>:2\]/);
  assert.equal((await check(GOOD.slice(0, GOOD.indexOf('\nbackend') + 1), '-', 'rest.cfg')).status, 0);
  assert.match((await check('', 'good.cfg', 'missing.cfg')).stdout, /1 error in 2 files\n$/);
  assert.doesNotMatch((await check('', '--format', 'junit', 'missing.cfg')).stdout, /missing.cfg" name="check"/);
  assert.deepEqual(
    (await checkJson(cwd, 'missing.cfg', 'good.cfg')).problems.map(({ code }) => code),
    ['source/unreadable'],
  );
});

test('check prints in every format, and a file without problems as such', async (t) => {
  const cwd = folderWith(t, { 'good.cfg': GOOD, 'wrong.cfg': WRONG });
  const print = async (format: string, file: string) =>
    (await runHawser(['check', '--format', format, file], { cwd, env: { ...process.env, NO_COLOR: '1' } })).stdout;
  assert.equal(await print('pretty', 'good.cfg'), 'no problems in good.cfg\n');
  assert.match(
    await print('pretty', 'wrong.cfg'),
    /^error\[arg\/invalid\].*\n --> wrong.cfg:2:8\n {2}\|\n2 \| {3}mode htp\n/,
  );
  assert.match(await print('haproxy', 'wrong.cfg'), /^\[ALERT\] {4}\(\d+\) : config : parsing \[wrong.cfg:2\] : /);
  assert.match(await print('github', 'wrong.cfg'), /^::error file=wrong.cfg,line=2,endLine=2,col=8,endColumn=10,/);
  assert.match(await print('junit', 'good.cfg'), /<testcase classname="good.cfg" name="check"\/>/);
  const schema = JSON.parse(fs.readFileSync(path.join(projectRoot, 'fixtures/schema/sarif-2.1.0.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  for (const file of ['good.cfg', 'wrong.cfg']) {
    assert.ok(ajv.validate(schema, JSON.parse(await print('sarif', file))), ajv.errorsText());
  }
});

test('check never prints more than it is asked for, and counts all', async (t) => {
  const text = `${GOOD}backend a\n  nope\n  nope2\n  nope3\n`;
  const cwd = folderWith(t, { 'a.cfg': text });
  const { problems, summary, status } = await checkJson(cwd, '--max-problems', '2', '--severity', 'alert', 'a.cfg');
  assert.equal(problems.length, 2);
  assert.equal(summary.alert, 3);
  assert.equal(summary.notShown, 1);
  assert.equal(status, 1);
});

test('check hides what comments and the project file ignore, in every format', async (t) => {
  const inline = WARNED.replace('timeout server 30\n', 'timeout server 30 # hawser: ignore=lint/suspicious-time\n');
  const cwd = folderWith(t, { 'inline.cfg': inline, 'warned.cfg': WARNED });
  assert.deepEqual((await checkJson(cwd, 'inline.cfg')).problems, []);
  fs.writeFileSync(path.join(cwd, '.hawser.json'), '{ "ignore": [{ "code": "lint/*", "files": ["warned.cfg"] }] }');
  assert.equal((await checkJson(cwd, 'warned.cfg')).summary.ignored, 1);
  assert.equal((await checkJson(cwd, '--no-project', 'warned.cfg')).problems.length, 1);
  for (const format of ['pretty', 'haproxy', 'github', 'junit', 'sarif']) {
    const { stdout } = await runHawser(['check', '--format', format, 'inline.cfg', 'warned.cfg'], { cwd });
    assert.doesNotMatch(stdout, /suspicious-time/, format);
  }
});

const PRODUCTION = `global
  user nobody-here
  group nobody-here
${GOOD.replace('bind 127.0.0.1:8080', 'bind fd@99\n  bind :443 ssl crt /no/where/site.pem\n  bind :444 ssl crt-list /no/where/list')}
  server two two.invalid:80 check
  errorfile 503 /no/where/503.http
  http-request deny if { src -f /no/where/bad.lst }
  http-request set-header X %[path,map(/no/where/x.map)]
`;

test('check works without the machine that runs the configuration, and says what it assumed', async (t) => {
  const cwd = folderWith(t, { 'production.cfg': PRODUCTION });
  const here = await checkJson(cwd, '--assume-dns', 'production.cfg');
  assert.equal(here.status, 1);
  const { problems, status } = await checkJson(cwd, '--hermetic', 'production.cfg');
  assert.equal(status, 0, JSON.stringify(problems));
  const assumed = problems.filter(({ code }) => code.startsWith('assume/'));
  const count = (code: string) => assumed.filter((each) => each.code === code).length;
  assert.deepEqual(['assume/account', 'assume/dns', 'assume/fd'].map(count), [2, 1, 1]);
  assert.equal(count('assume/file'), 5, JSON.stringify(assumed));
  assert.ok(assumed.every(({ start }) => start !== null));
});

test('-c and check load certificates, as the start would', async (t) => {
  const certificates = path.join(projectRoot, 'fixtures/certificates');
  const cwd = folderWith(t, { 'broken.pem': 'not a certificate\n' });
  const bind = (file: string) => GOOD.replace('bind 127.0.0.1:8080', `bind 127.0.0.1:8443 ssl crt ${file}`);
  fs.writeFileSync(path.join(cwd, 'broken.cfg'), bind('broken.pem'));
  fs.writeFileSync(path.join(cwd, 'good.cfg'), bind(path.join(certificates, 'rsa.pem')));
  const broken = await runHawser(['-c', '-f', 'broken.cfg'], { cwd });
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /config : parsing \[broken.cfg:9\] : 'bind 127.0.0.1:8443' : .*broken.pem/);
  assert.equal((await runHawser(['-c', '-f', 'good.cfg'], { cwd })).status, 0);
  const { problems } = await checkJson(cwd, '--hermetic', 'broken.cfg');
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['tls/unusable'],
  );
  // what the system does not give is as good as missing
  fs.writeFileSync(path.join(cwd, 'elsewhere.cfg'), bind('broken.pem/x.pem'));
  const elsewhere = await checkJson(cwd, '--hermetic', 'elsewhere.cfg');
  assert.deepEqual(
    elsewhere.problems.map(({ code }) => code),
    ['assume/file'],
  );
});

test('explain-code prints a code, or all of them', async () => {
  const one = await runHawser(['explain-code', 'acl/unknown']);
  assert.match(one.stdout, /^acl\/unknown \(alert\)\n[\s\S]*Manual: configuration.txt 7\.2\n/);
  assert.match((await runHawser(['explain-code'])).stdout, /^lint\/verify-none +warning /m);
  const unknown = await runHawser(['explain-code', 'acl/unknwon']);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /did you mean 'acl\/unknown'/);
});

/** Problems that a report of a format tells, whatever the format. */
function countIn(format: string, report: string): number {
  switch (format) {
    case 'pretty':
      return report.match(/^(?:error|warning|note|notice|info)\[/gm)?.length ?? 0;
    case 'haproxy':
      return report.match(/^\[(?:ALERT|WARNING|NOTICE)\]/gm)?.length ?? 0;
    case 'github':
      return report.match(/^::(?:error|warning|notice) /gm)?.length ?? 0;
    case 'junit':
      return report.match(/<(?:failure |system-out>)/g)?.length ?? 0;
    case 'sarif':
      return (JSON.parse(report) as { runs: [{ results: unknown[] }] }).runs[0].results.length;
    default:
      return (JSON.parse(report) as JsonReport).problems.length;
  }
}

for (const format of ['pretty', 'haproxy', 'json', 'sarif', 'github', 'junit']) {
  test(`check --format ${format} obeys --severity, --max-problems and --deny`, async (t) => {
    const text = `${GOOD}backend a\n  nope\n  timeout server 30\n`;
    const cwd = folderWith(t, { 'both.cfg': text, 'warned.cfg': WARNED });
    const run = async (...words: string[]) => {
      const { stdout, status } = await runHawser(['check', '--format', format, ...words], { cwd });
      return [countIn(format, stdout), status];
    };
    const [all] = await run('--severity', 'warning', 'both.cfg');
    assert.ok(all! >= 2);
    assert.deepEqual(await run('--severity', 'alert', 'both.cfg'), [1, 1]);
    assert.deepEqual(await run('--max-problems', '1', 'both.cfg'), [1, 1]);
    assert.deepEqual(await run('--severity', 'warning', 'warned.cfg'), [1, 0]);
    assert.deepEqual(await run('--severity', 'warning', '--deny', 'warnings', 'warned.cfg'), [1, 1]);
    assert.deepEqual(await run('--severity', 'alert', '--deny', 'warnings', 'warned.cfg'), [0, 1]);
  });
}

test('-dK alone prints the keywords and ends', async () => {
  const { status, stdout } = await runHawser(['-dKall']);
  assert.equal(status, 0);
  assert.match(stdout, /^# List of registered ACL keywords:\n/);
  assert.equal(stdout, (await runHawser(['-dKall', '-c', '-f', '/dev/null'])).stdout);
});

test('-c refuses descriptors that nobody handed over', async (t) => {
  const file = path.join(temporaryFolder(t), 'a.cfg');
  fs.writeFileSync(file, 'frontend f\n  mode tcp\n  timeout client 1s\n  bind fd@99\n');
  const { status, stderr } = await runHawser(['-c', '-f', file]);
  assert.equal(status, 1);
  assert.match(stderr, /\[ALERT\].*a\.cfg:4\] : 'fd@99' : descriptor 99 is no socket/);
});

test('-c looks names of hosts up', async (t) => {
  const file = path.join(temporaryFolder(t), 'a.cfg');
  const text = `${GOOD}backend a\n  server here localhost:80\n  server there no-such-host.invalid:80\n`;
  fs.writeFileSync(file, text);
  const { status, stderr } = await runHawser(['-c', '-f', file]);
  assert.equal(status, 1);
  assert.match(stderr, /'no-such-host\.invalid'/);
  assert.doesNotMatch(stderr, /'localhost'/);
});
