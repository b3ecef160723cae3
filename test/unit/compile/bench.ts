/** What tests of the compile room share: a small catalog, a scope over a text, a stream of plain fields. */
import { parseCondition } from '../../../grammar/condition/parse-condition.js';
import type { Word } from '../../../grammar/config/ast.js';
import { parseWords } from '../../../grammar/words/parse-words.js';
import { arg } from '../../../src/catalog/arg.js';
import { createCatalog } from '../../../src/catalog/create-catalog.js';
import type { Entry } from '../../../src/catalog/entry.js';
import { define } from '../../../src/catalog/entry.js';
import type { Condition, Format, FormatUse } from '../../../src/catalog/site.js';
import { argText } from '../../../src/catalog/text.js';
import { createScope } from '../../../src/compile/create-scope.js';
import { idleFigures } from '../../../src/compile/idle-figures.js';
import { PlanNames } from '../../../src/compile/live-names.js';
import type { AclTable, Scope } from '../../../src/compile/scope.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { entries as constants } from '../../../src/features/convert/constant.js';
import { entries as aliases } from '../../../src/features/logging/alias/index.js';
import { entries as match } from '../../../src/features/match/index.js';
import type { Ruleset } from '../../../src/model/ruleset.js';
import { USE_POINTS } from '../../../src/model/ruleset.js';
import type { Stream } from '../../../src/model/stream.js';
import { Binary } from '../../../src/model/value.js';

const row = { doc: '7.3', brief: 'A row of the tests.', since: '1.5', support: 'full' } as const;

/** Fields of the fake stream that the fetches below read. */
export interface Fake {
  readonly path?: string;
  readonly fields?: readonly string[];
  readonly late?: string;
}

const fake = (stream: Stream): Fake & { mayChange: boolean } => stream as unknown as Fake & { mayChange: boolean };

const ROWS: readonly Entry[] = [
  define.fetch({ ...row, name: 'always_true', args: [], out: 'bool', use: USE_POINTS, compile: () => () => true }),
  define.fetch({ ...row, name: 'always_false', args: [], out: 'bool', use: USE_POINTS, compile: () => () => false }),
  define.fetch({
    ...row,
    name: 'path',
    args: [],
    out: 'str',
    use: ['fe-http-request', 'fe-use-backend'],
    compile: () => (stream) => fake(stream).path,
  }),
  define.fetch({
    ...row,
    name: 'fields',
    args: [],
    out: 'str',
    use: USE_POINTS,
    compile: () => (stream) => fake(stream).fields?.at(-1),
    compileEach: () => (stream, test) => fake(stream).fields?.some((value) => test(value, stream)) ?? false,
  }),
  define.fetch({
    ...row,
    name: 'late',
    args: [],
    out: 'str',
    use: USE_POINTS,
    compile: () => (stream) => {
      fake(stream).mayChange = fake(stream).late === undefined;
      return fake(stream).late;
    },
  }),
  define.aclWord({ ...row, name: 'path_beg', fetch: 'path', match: 'beg' }),
  define.aclWord({ ...row, name: 'req.ssl_ver', fetch: 'int', match: 'int' }),
  define.converter({
    ...row,
    name: 'lower',
    args: [],
    in: 'str',
    out: 'str',
    compile: () => (value) => value.toLowerCase(),
  }),
  define.converter({
    ...row,
    name: 'add',
    args: [arg.sint('value')],
    in: 'sint',
    out: 'sint',
    compile:
      ([more]) =>
      (value) =>
        Number(value) + more,
  }),
  define.converter({
    ...row,
    name: 'hex',
    args: [],
    in: 'bin',
    out: 'str',
    compile: () => (value) => Buffer.from(value.bytes, 'latin1').toString('hex'),
  }),
  define.converter({
    ...row,
    name: 'bytes',
    args: [],
    in: 'str',
    out: 'bin',
    compile: () => (value) => new Binary(value),
  }),
];

/** Rows that all tests of this room use. */
export const SHARED_ROWS: readonly Entry[] = [...ROWS, ...constants, ...match, ...aliases];

const CATALOG = createCatalog(SHARED_ROWS);

/** A scope with what it reported. */
export interface Bench {
  readonly scope: Scope;
  readonly diagnostics: Diagnostics;
  /** `code: text of the range` of everything that was reported. */
  readonly reports: () => readonly string[];
}

export interface BenchOptions {
  readonly mode?: 'http' | 'tcp';
  readonly ruleset?: Ruleset;
  readonly acls?: AclTable;
  readonly files?: Readonly<Record<string, string>>;
}

export function createBench(options: BenchOptions = {}): Bench {
  const diagnostics = new Diagnostics();
  const scope = createScope(
    {
      catalog: CATALOG,
      diagnostics,
      live: new PlanNames(new Map(), idleFigures(0)),
      readBytes(name) {
        const content = options.files?.[name];
        if (content === undefined) throw Object.assign(new Error('missing'), { code: 'ENOENT' });
        return content;
      },
      defaultPath: undefined,
      hasScripts: false,
      compiledAcls: new WeakMap(),
      faulty: new WeakSet(),
      homeAcls: new WeakMap(),
      compiledMatchers: new WeakMap(),
      sections: new Map(),
    },
    {
      section: 'frontend',
      use: 'fe-http-request',
      ruleset: options.ruleset,
      proxyName: 'fe',
      mode: options.mode ?? 'http',
      acls: options.acls ?? new Map(),
      label: '',
    },
  );
  const reports = () =>
    diagnostics.list.map(({ code, range }) => `${code}: ${range?.source.text.slice(range.start, range.end)}`);
  return { scope, diagnostics, reports };
}

/** Words of a line as the grammar reads them. */
export function wordsOf(line: string): readonly Word[] {
  return parseWords(line);
}

/** What an expression gives, or undefined with a report. */
export function evaluate(bench: Bench, text: string, stream: Fake = {}): unknown {
  return bench.scope.compileExpressionWords(wordsOf(text))?.evaluate(stream as unknown as Stream);
}

/** A condition from `if ...`. */
export function conditionOf(bench: Bench, text: string): Condition | undefined {
  const ast = parseCondition(wordsOf(text), bench.diagnostics);
  return ast && bench.scope.compileCondition(ast);
}

/** A format from the only word of a line. */
export function formatOf(bench: Bench, line: string, use: FormatUse = 'log'): Format | undefined {
  const [word] = wordsOf(line);
  return word && bench.scope.compileFormat(argText(word), 'fe-http-request', use);
}
