/** Holds the table of rooms of ARCHITECTURE.md: who may import whom, no circles, only declared packages. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/project.js';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  diag: ['base'],
  model: ['base', 'diag'],
  grammar: ['base', 'diag'],
  catalog: ['base', 'model', 'diag', 'grammar'],
  libc: ['base'],
  net: ['base', 'model', 'libc'],
  log: ['base', 'model', 'libc'],
  features: ['base', 'model', 'diag', 'catalog', 'net'],
  config: ['base', 'model', 'diag', 'grammar', 'catalog'],
  compile: ['base', 'model', 'diag', 'grammar', 'catalog', 'config'],
  lint: ['base', 'model', 'diag', 'grammar', 'catalog', 'config', 'compile'],
  migrate: ['base', 'model', 'diag', 'grammar', 'catalog'],
  engine: ['base', 'model', 'net', 'compile'],
  admin: ['base', 'model', 'catalog'],
};

/** Packages that a room may import, beside Node's own. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  grammar: ['chevrotain'],
  libc: ['koffi'],
  log: ['pino', 'syslog-client'],
  net: ['dns-packet', 'node-forge'],
};

function sources(folder: string): string[] {
  return fs
    .readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name));
}

const FILES = [...sources('src'), ...sources('grammar')];

interface Edge {
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Edge[] {
  const text = fs.readFileSync(path.join(projectRoot, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?\bfrom\s+'([^']+)'/gm);
  const edges = [...statements].map(([, type, to]) => ({ to: to!, typeOnly: type !== undefined }));
  const inline = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, to]) => ({ to: to!, typeOnly: true }));
  const bare = [...text.matchAll(/^import\s+'([^']+)'/gm)].map(([, to]) => ({ to: to!, typeOnly: false }));
  return [...edges, ...inline, ...bare];
}

/** `src/net/h1/x.ts` -> `net`; the grammar stands at top level. */
function roomOf(file: string): string {
  const parts = file.split(path.sep);
  return parts[0] === 'grammar' ? 'grammar' : parts[1]!;
}

function target(file: string, to: string): string {
  return path.normalize(path.join(path.dirname(file), to)).replace(/\.js$/, '.ts');
}

test('rooms import only the rooms that the table allows', () => {
  const wrong: string[] = [];
  for (const file of FILES) {
    const room = roomOf(file);
    if (room === 'app') continue;
    for (const { to } of importsOf(file)) {
      if (!to.startsWith('.')) continue;
      const other = roomOf(target(file, to));
      if (other !== room && !ALLOWED[room]?.includes(other)) wrong.push(`${file} -> ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('slices of features import no other slice', () => {
  const slice = (file: string) => file.split(path.sep)[2];
  const wrong: string[] = [];
  for (const file of FILES.filter((name) => roomOf(name) === 'features')) {
    for (const { to } of importsOf(file)) {
      const other = target(file, to);
      if (to.startsWith('.') && roomOf(other) === 'features' && slice(other) !== slice(file))
        wrong.push(`${file} -> ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('packages are imported only by the rooms that own them', () => {
  const wrong: string[] = [];
  for (const file of FILES) {
    for (const { to, typeOnly } of importsOf(file)) {
      if (to.startsWith('.') || to.startsWith('node:') || typeOnly) continue;
      if (!PACKAGES[roomOf(file)]?.includes(to)) wrong.push(`${file} -> ${to}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('no file is part of an import circle', () => {
  const graph = new Map<string, string[]>();
  for (const file of FILES) {
    const edges = importsOf(file).filter(({ to, typeOnly }) => to.startsWith('.') && !typeOnly);
    graph.set(
      file,
      edges.map(({ to }) => target(file, to)),
    );
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});
