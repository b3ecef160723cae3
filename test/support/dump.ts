/** `bin/dev dump words|ast|config|plan FILE`: what a stage makes of a file, as JSON. */
import fs from 'node:fs';
import { Env } from '../../grammar/words/env.js';
import { tokenizeLines } from '../../grammar/words/tokens.js';
import { hawserCatalog } from '../../src/app/catalog.js';
import { compilePlan } from '../../src/compile/compile-plan.js';
import { readConfig } from '../../src/config/read-config.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { renderHaproxy } from '../../src/diag/render-haproxy.js';
import { SourceText } from '../../src/diag/source-text.js';
import { parseText } from './config.js';

const STAGES = ['words', 'ast', 'config', 'plan'] as const;
type Stage = (typeof STAGES)[number];

/** Sources are named, maps become objects, closures say that they are there; live objects point at each other. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof SourceText) return value.name;
  if (value instanceof Map) return Object.fromEntries(value);
  if (typeof value === 'function') return '<closure>';
  return typeof value === 'bigint' ? String(value) : value;
}

/** Replaces objects that were seen on the way down by a mark. */
function withoutCircles(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value !== 'object' || value === null || value instanceof SourceText) return value;
  if (above.includes(value)) return '<above>';
  const trail = [...above, value];
  if (Array.isArray(value)) return value.map((item) => withoutCircles(item, trail));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), withoutCircles(item, trail)]));
}

function dump(stage: Stage, source: SourceText, diagnostics: Diagnostics): unknown {
  if (stage === 'words') return tokenizeLines(source.text).map(({ image, tokenType }) => [tokenType.name, image]);
  const catalog = hawserCatalog();
  const tree = parseText(source, diagnostics, Env.fromProcess(process.env));
  if (stage === 'ast') return tree;
  const config = readConfig(tree, catalog, diagnostics);
  return stage === 'config' ? config : compilePlan(config, catalog, diagnostics);
}

/** @returns 0, or 2 for words that are not understood */
export async function main([stage, file]: readonly string[]): Promise<number> {
  const known = STAGES.find((name) => name === stage);
  if (!known || file === undefined) {
    console.error(`usage: bin/dev dump ${STAGES.join('|')} FILE`);
    return 2;
  }
  const diagnostics = new Diagnostics();
  const source = new SourceText(file, fs.readFileSync(file, 'latin1'));
  const value = withoutCircles(dump(known, source, diagnostics));
  console.log(JSON.stringify(value, plain, 2));
  for (const diagnostic of diagnostics.list) console.error(renderHaproxy(diagnostic, process.pid));
  return 0;
}
