/** What the migration writes is accepted: every example, in a section that declares what it names. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseArgv } from '../../../src/app/argv.js';
import { loadSources } from '../../../src/app/load.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { MIGRATION_RULES } from '../../../src/migrate/rules.js';
import { temporaryFolder } from '../../support/hawser.js';
import { withoutHaproxy26 } from '../../support/program.js';

const ACLS = ['is-ssl', 'old', 'local', 'a', 'b', 'y', 'safe']
  .map((name) => `    acl ${name} src 192.0.2.1\n`)
  .join('');
const TIMEOUTS = '    timeout client 5s\n    timeout connect 5s\n    timeout server 5s\n';

/** Examples of options and words that need files or other sections are not here. */
function configOf(to: string): string {
  const body = `    bind 127.0.0.1:8080\n    mode http\n${TIMEOUTS}${ACLS}`;
  const lines = to.split('\n').filter((line) => !/^(?:mode|bind|no option transparent)\b/.test(line));
  return `listen x\n${body}${lines.map((line) => `    ${line}\n`).join('')}backend images\n${TIMEOUTS}    mode http\n`;
}

const EXAMPLES = MIGRATION_RULES.flatMap(({ name, onHeader, sections, example: { to } }) =>
  to === null || onHeader || sections[0] === 'global' || /fe_conn|\bcrt\b|ssl/.test(to)
    ? []
    : [{ name, text: configOf(to) }],
);

test('what the migration writes is accepted', () => {
  assert.ok(EXAMPLES.length > 30);
  for (const { name, text } of EXAMPLES) {
    const diagnostics = new Diagnostics('check');
    loadSources([new SourceText('new.cfg', text)], parseArgv(['-c']), diagnostics);
    const alerts = diagnostics.list.filter(({ severity }) => severity === 'alert').map(({ message }) => message);
    assert.deepEqual(alerts, [], `${name}\n${text}`);
  }
});

test('what the migration writes is accepted by haproxy', { skip: withoutHaproxy26 }, (t) => {
  const file = path.join(temporaryFolder(t), 'new.cfg');
  for (const { name, text } of EXAMPLES) {
    fs.writeFileSync(file, text, 'latin1');
    const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
    assert.equal(status, 0, `${name}\n${stderr}\n${text}`);
  }
});
