/**
 * Differential fuzzing of the sample language: random expressions on random requests, evaluated in this process and by the
 * haproxy of this machine. `bin/dev parity expressions [--cases N] [--seed N]`; the same seed gives the same cases.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserCatalog } from '../../src/app/catalog.js';
import { openSocket } from '../support/hawser.js';
import { GROUP, readResult, renderConfig, writeMaps } from './expression/config.js';
import { explain } from './expression/difference.js';
import { ExpressionSource } from './expression/generate.js';
import { checkHaproxy, haproxyVersion, RunningHaproxy } from './expression/haproxy.js';
import { loadHawser } from './expression/hawser.js';
import { Pick } from './expression/pick.js';
import { randomRequest } from './expression/request.js';

export { haproxyVersion } from './expression/haproxy.js';

/** Expressions of one configuration. */
const BATCH = 400;

export interface Disagreement {
  readonly expression: string;
  readonly request: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface Outcome {
  /** Cases that both evaluated. */
  compared: number;
  /** Cases where both found a value. */
  found: number;
  /** Groups of expressions on which haproxy broke down. */
  readonly broken: string[][];
  /** Expressions that Hawser refused, so that they were not compared. */
  refused: number;
  /** By reason, how many cases a listed difference of versions explains. */
  readonly explained: Map<string, number>;
  readonly disagreements: Disagreement[];
}

/** Compares `cases` expressions. */
export async function compareExpressions(cases: number, seed: number): Promise<Outcome> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-parity-'));
  const outcome: Outcome = { compared: 0, found: 0, refused: 0, broken: [], explained: new Map(), disagreements: [] };
  try {
    writeMaps(folder);
    const source = new ExpressionSource(hawserCatalog(), folder);
    for (let batch = 0; outcome.compared < cases; batch++) {
      const size = Math.min(BATCH, Math.ceil((cases - outcome.compared) / GROUP) * GROUP);
      await compareBatch(source, size, new Pick(seed + batch * 7919), folder, outcome);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return outcome;
}

function note(outcome: Outcome, disagreement: Disagreement): void {
  const { expression, ours, theirs } = disagreement;
  const why = explain(expression, ours, theirs);
  if (why === undefined) outcome.disagreements.push(disagreement);
  else outcome.explained.set(why, (outcome.explained.get(why) ?? 0) + 1);
}

async function compareBatch(
  source: ExpressionSource,
  size: number,
  pick: Pick,
  folder: string,
  outcome: Outcome,
): Promise<void> {
  const expressions = Array.from({ length: size }, () => source.next(pick));
  const { refused } = loadHawser(renderConfig(expressions, new Set()));
  outcome.refused += refused.size;
  const skip = new Set(refused.keys());
  const socket = await openSocket();
  for (;;) {
    const problem = checkHaproxy(renderConfig(expressions, skip), folder, socket);
    if (problem === undefined) break;
    const [index, message] = problem;
    skip.add(index);
    note(outcome, { expression: expressions[index]!, request: '', ours: 'accepted', theirs: `refused: ${message}` });
  }
  for (let first = 0; first < size; ) {
    first = await compareFrom(expressions, first, skip, pick, folder, outcome);
  }
  socket.close();
}

/** Compares groups until all are done or haproxy broke down. @returns where to go on */
async function compareFrom(
  expressions: readonly string[],
  from: number,
  skip: ReadonlySet<number>,
  pick: Pick,
  folder: string,
  outcome: Outcome,
): Promise<number> {
  const config = renderConfig(expressions, skip);
  const hawser = loadHawser(config);
  const haproxy = RunningHaproxy.start(config, folder, await openSocket());
  try {
    for (let first = from; first < expressions.length; first += GROUP) {
      const request = randomRequest(pick, String(first / GROUP));
      const theirs = await haproxy.answer(request);
      if (theirs.size === 0) {
        outcome.broken.push(expressions.slice(first, first + GROUP));
        return first + GROUP;
      }
      const ours = hawser.answer(request, haproxy.port);
      compareGroup(expressions, first, skip, { request, ours, theirs }, outcome);
    }
  } finally {
    await haproxy.stop();
  }
  return expressions.length;
}

interface Answers {
  readonly request: string;
  readonly ours: ReadonlyMap<string, string>;
  readonly theirs: ReadonlyMap<string, string>;
}

function compareGroup(
  expressions: readonly string[],
  first: number,
  skip: ReadonlySet<number>,
  answers: Answers,
  outcome: Outcome,
): void {
  for (let index = first; index < Math.min(first + GROUP, expressions.length); index++) {
    if (skip.has(index)) continue;
    const field = `x-${index % GROUP}`;
    const ours = readResult(answers.ours.get(field));
    const theirs = readResult(answers.theirs.get(field));
    outcome.compared++;
    if (ours !== 'not found' && theirs !== 'not found') outcome.found++;
    if (ours !== theirs) note(outcome, { expression: expressions[index]!, request: answers.request, ours, theirs });
  }
}

function option(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : Number(args[at + 1]);
}

/** Runs from the command line. @returns the exit status */
export async function main(args: readonly string[]): Promise<number> {
  const version = haproxyVersion();
  if (version === undefined) {
    console.error('haproxy is not installed here');
    return 2;
  }
  const seed = option(args, '--seed', 1);
  const outcome = await compareExpressions(option(args, '--cases', 20_000), seed);
  for (const { expression, request, ours, theirs } of outcome.disagreements) {
    console.log(`${expression}\n  ours:   ${ours}\n  theirs: ${theirs}\n  request: ${JSON.stringify(request)}`);
  }
  for (const [why, count] of outcome.explained) console.log(`difference of versions, ${count} times: ${why}`);
  for (const group of outcome.broken) console.log(`haproxy gave no answer to one of: ${group.join(' | ')}`);
  const { compared, found, refused, disagreements } = outcome;
  console.log(
    `haproxy ${version}, seed ${seed}: ${compared} compared, ${found} with a value, ${refused} refused by Hawser, ${disagreements.length} disagree`,
  );
  return disagreements.length === 0 ? 0 : 1;
}
