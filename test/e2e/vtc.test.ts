/**
 * The scenarios of test/vtc, played by varnishtest: once with this program, once with the haproxy of the system, which proves
 * that the scenario itself is right. A line `# 3.5 only` at the head of a scenario says that older versions lack its words.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../support/hawser.js';
import { findProgram } from '../support/program.js';
import { hawserBin, projectRoot } from '../support/project.js';

const FOLDER = path.join(projectRoot, 'test/vtc');
const SCENARIOS = fs
  .readdirSync(FOLDER)
  .filter((name) => name.endsWith('.vtc'))
  .sort();

const VARNISHTEST = findProgram('varnishtest');
const HAPROXY = findProgram('haproxy');

/** Two at a time; none may hang for longer than this. */
const OPTIONS = ['-j2', '-k', '-t', '40'];

function isFor35(name: string): boolean {
  return /^# 3\.5 only/m.test(fs.readFileSync(path.join(FOLDER, name), 'latin1'));
}

/** Everything that varnishtest says about scenarios played with a program; it is quiet about those that pass. */
function play(t: TestContext, program: string, names: readonly string[]): Promise<string> {
  const env = { ...process.env, TZ: 'UTC', TMPDIR: temporaryFolder(t), HAPROXY_PROGRAM: program };
  const child = spawn(VARNISHTEST!, [...OPTIONS, ...names], { cwd: FOLDER, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString('latin1')));
  child.stderr.on('data', (data: Buffer) => (said += data.toString('latin1')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      resolve(status === 0 || /^#.*TEST .*FAILED/m.test(said) ? said : `${said}\nstatus ${status}`),
    );
  });
}

/** What was said of each scenario that did not pass; its log comes in front of its verdict. */
function failures(said: string): Map<string, string> {
  const found = new Map<string, string>();
  let log = '';
  for (const line of said.split('\n')) {
    log += `${line}\n`;
    const verdict = /^#\s+top\s+TEST (\S+) (?:FAILED|skipped|SKIPPED)/.exec(line);
    if (!verdict) continue;
    found.set(path.basename(verdict[1]!), log);
    log = '';
  }
  return found;
}

async function verify(t: TestContext, program: string, names: readonly string[]): Promise<void> {
  const said = await play(t, program, names);
  const failed = failures(said);
  for (const name of names) {
    await t.test(name, () => assert.ok(!failed.has(name), failed.get(name)?.slice(-12_000)));
  }
  if (failed.size === 0)
    assert.match(
      said,
      new RegExp(`(?:^0 tests failed, 0 tests skipped, |^)${names.length} tests passed`, 'm'),
      'varnishtest ended early',
    );
}

test('vtc: there are at least 60 scenarios, each with the part of the manual that it plays', () => {
  assert.ok(SCENARIOS.length >= 60, `${SCENARIOS.length}`);
  for (const name of SCENARIOS) {
    assert.match(
      fs.readFileSync(path.join(FOLDER, name), 'latin1'),
      /^varnishtest ".+"\n(?:#.*\n)*# man(?:ual|agement) /,
      name,
    );
  }
});

test('vtc: every scenario passes with this program', { skip: !VARNISHTEST && 'varnishtest is not installed' }, (t) =>
  verify(t, hawserBin, SCENARIOS),
);

test(
  'vtc: every scenario passes with haproxy',
  { skip: !(VARNISHTEST && HAPROXY) && 'varnishtest or haproxy is not installed' },
  (t) =>
    verify(
      t,
      HAPROXY!,
      SCENARIOS.filter((name) => !isFor35(name)),
    ),
);
