/**
 * Golden cases of the config stage: test/golden/config/*.txt hold a configuration, a line of dashes, and what is expected:
 * `LINE severity code: message` for every diagnostic, in order, and `= path: JSON` for chosen fields.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readText } from '../support/config.js';
import { projectRoot } from '../support/project.js';

const FOLDER = path.join(projectRoot, 'test/golden/config');

/** Follows `proxies.0.config.timeouts.clientMs`; maps by their keys. */
function fieldAt(value: unknown, route: string): unknown {
  let at: unknown = value;
  for (const step of route.split('.')) {
    if (at instanceof Map) at = at.get(step) ?? at.get(Number(step));
    else at = (at as Record<string, unknown> | undefined)?.[step];
  }
  return at;
}

/** What JSON can say: maps become objects, undefined becomes null. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value ?? null, (_key, item: unknown) =>
    item instanceof Map ? Object.fromEntries(item) : (item ?? null),
  );
  return JSON.parse(text);
}

for (const file of fs.readdirSync(FOLDER).sort()) {
  test(`config: ${file.replace(/\.txt$/, '').replaceAll('-', ' ')}`, () => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'latin1');
    const [config = '', expected = ''] = text.split(/^-{4,}\n/m);
    const { typed, diagnostics } = readText(config);
    const lines = expected.split('\n').filter((line) => line !== '');
    const actual = diagnostics.map(({ range, severity, code, message }) => {
      const line = range ? range.source.position(range.start).line : '-';
      return `${line} ${severity} ${code}: ${message}`;
    });
    assert.deepEqual(
      actual,
      lines.filter((line) => !line.startsWith('= ')),
    );
    for (const line of lines.filter((one) => one.startsWith('= '))) {
      const [, route = '', json = ''] = /^= ([^:]+): (.*)$/.exec(line) ?? [];
      assert.deepEqual(plain(fieldAt(typed, route)), JSON.parse(json), route);
    }
  });
}
