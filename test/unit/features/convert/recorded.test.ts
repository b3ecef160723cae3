/** Sample expressions with the results that HAProxy 3.5 gave for them (fixtures/expression). */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { castToBytes, castToString } from '../../../../src/model/cast.js';
import type { Value } from '../../../../src/model/value.js';
import { Binary, Ipv4, Ipv6, Method } from '../../../../src/model/value.js';
import { projectRoot } from '../../../support/project.js';
import { evaluateBehind } from '../../../support/rule-run.js';

interface Group {
  readonly request: string;
  /** Sections in front of the frontend, and lines of it. */
  readonly global?: string;
  readonly sections?: string;
  readonly frontend?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Expression; `refused`, `none`, or type and value. */
  readonly cases: readonly (readonly [expression: string, expected: string])[];
}

const DIR = '/maps';

/** `str:`, `int:` or `ip:` and the text; bytes are told apart from text by the record only where they end at NUL. */
function render(value: Value | undefined): string {
  if (value === undefined) return 'none';
  if (value instanceof Ipv4 || value instanceof Ipv6) return `ip:${castToString(value)}`;
  if (typeof value === 'string' || value instanceof Binary || value instanceof Method)
    return `str:${castToBytes(value)}`;
  return `int:${castToString(value)}`;
}

function evaluate(group: Group, expression: string): string {
  const text = (part: string) => part.replaceAll('${dir}', DIR);
  const files = Object.fromEntries(
    Object.entries(group.files ?? {}).map(([name, content]) => [`${DIR}/${name}`, content]),
  );
  const { value, alerts } = evaluateBehind(text(expression), group.request, [
    (group.frontend ?? []).map(text),
    files,
    { global: group.global, sections: text(group.sections ?? '') },
  ]);
  return alerts.length > 0 ? 'refused' : render(value);
}

/** Results that stop at a NUL were recorded as text. */
function isSame(actual: string, expected: string): boolean {
  return actual === expected || actual.split('\0', 1)[0] === expected;
}

const folder = path.join(projectRoot, 'fixtures/expression');

process.env.TZ = 'UTC';

for (const name of fs.readdirSync(folder)) {
  test(`expressions of ${name} give what HAProxy gives`, () => {
    const groups: readonly Group[] = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    const wrong: string[] = [];
    for (const group of groups) {
      for (const [expression, expected] of group.cases) {
        const actual = evaluate(group, expression);
        if (!isSame(actual, expected)) wrong.push(`${expression} => ${actual}, not ${expected}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}
