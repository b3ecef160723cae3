/**
 * Sample expressions -> closures (manual 7.3): a fetch and its converters, with casts between neighbours whose types
 * differ. All problems of an expression are reported, not only the first.
 */
import type { Word } from '../../grammar/config/ast.js';
import type { CallAst, ExprAst } from '../../grammar/expr/ast.js';
import { parseExpr } from '../../grammar/expr/parse-expr.js';
import { rangeInWord } from '../../grammar/words/range-in-word.js';
import type { Convert, ConverterEntry, Fetch, FetchEach, FetchEntry } from '../catalog/entry.js';
import type { Expression } from '../catalog/site.js';
import { castToSint, castToString } from '../model/cast.js';
import type { UsePoint } from '../model/ruleset.js';
import type { Stream } from '../model/stream.js';
import { NumericBool, type SampleType, type Value } from '../model/value.js';
import { parseArguments } from './arguments.js';
import type { Cast } from './casts.js';
import { canCast, castBetween } from './casts.js';
import { evaluateAlone, fold, watch } from './fold.js';
import { remedyFor } from './remedy.js';
import type { Scope } from './scope.js';
import { isAvailable } from './use-point.js';

/** A call and the word in which it stands. */
interface PlacedCall {
  readonly call: CallAst;
  readonly word: Word;
}

/** A compiled chain before it is given to whoever evaluates it. */
export interface Sample {
  readonly type: SampleType;
  /** The type that values really have; `any` if that is only known at run time. */
  readonly held: SampleType;
  readonly fetch: Fetch;
  /** For fetches with many values: runs the chain over each until the test passes. */
  readonly each: FetchEach | undefined;
  readonly entry: FetchEntry;
  /** Typed arguments of the fetch. */
  readonly values: readonly unknown[];
}

/** Compiles an expression that starts in the first word; the others hold further converters. */
export function compileWords(words: readonly Word[], scope: Scope): Expression | undefined {
  const [first, ...others] = words;
  if (!first) return undefined;
  const { ast } = scope.parse((diagnostics) => parseExpr(first, 0, diagnostics));
  const further: PlacedCall[] = [];
  for (const word of others) {
    const more = scope.parse((diagnostics) => parseExpr(word, 0, diagnostics)).ast;
    if (more) for (const call of [more.fetch, ...more.converters]) further.push({ call, word });
  }
  return ast && compileExprAst(ast, first, scope, further);
}

/** Compiles a list of converters for values of a type that do not come from a stream. */
export function compileConverters(
  word: Word,
  from: SampleType,
  scope: Scope,
): ((value: Value) => Value | undefined) | undefined {
  const { ast } = scope.parse((diagnostics) => parseExpr(word, 0, diagnostics));
  if (!ast) return undefined;
  let given: Value | undefined;
  const source: FetchEntry = {
    ...{ kind: 'fetch', name: '', doc: '', brief: '', since: '', support: 'full', args: [], out: from, use: [] },
    compile: () => () => given,
  };
  const calls = [ast.fetch, ...ast.converters].map((call) => ({ call, word }));
  const none: CallAst = { ...ast.fetch, args: undefined };
  const sample = compileSample(source, none, word, calls, scope);
  if (!sample) return undefined;
  const { fetch } = sample;
  return (value) => {
    given = value;
    return evaluateAlone(fetch);
  };
}

/** Compiles a parsed expression. */
export function compileExprAst(
  ast: ExprAst,
  word: Word,
  scope: Scope,
  further: readonly PlacedCall[] = [],
): Expression | undefined {
  const entry = findFetch(ast.fetch, word, scope);
  const available = entry === undefined || checkUse(entry, ast.fetch, word, scope);
  const calls = [...ast.converters.map((call) => ({ call, word })), ...further];
  const sample = compileSample(entry, ast.fetch, word, calls, scope);
  if (!sample || !available) return undefined;
  const text = [ast.fetch, ...calls.map(({ call }) => call)].map(renderCall).join(',');
  return createExpression(sample, text);
}

function renderCall(call: CallAst): string {
  return call.args ? `${call.name}(${call.args.map((arg) => arg.value).join(',')})` : call.name;
}

function createExpression({ type, fetch }: Sample, text: string): Expression {
  const evaluateString =
    type === 'str'
      ? (fetch as (stream: Stream) => string | undefined)
      : (stream: Stream) => {
          const value = fetch(stream);
          return value === undefined ? undefined : castToString(value);
        };
  return { type, evaluate: fetch, evaluateString, text };
}

/** Whether a script may have made the word: nobody knows what scripts do before they run. */
function isScripted({ name }: CallAst, { context }: Scope): boolean {
  return name.startsWith('lua.') && context.hasScripts;
}

/** The row of a fetch; undefined after a report. `others` are more names that may be meant. */
export function findFetch(
  call: CallAst,
  word: Word,
  scope: Scope,
  others: readonly string[] = [],
): FetchEntry | undefined {
  const entry = scope.context.catalog.find('fetch', call.name);
  if (entry && entry.support !== 'refused') return entry;
  const range = rangeInWord(word, call.start, call.nameEnd);
  if (entry) {
    scope.report('expr/refused', range, `fetch '${call.name}' cannot be run: ${entry.why ?? 'not supported'}`);
    parseArguments('fetch', call, entry.args, word, scope);
    return undefined;
  }
  if (isScripted(call, scope)) {
    if (scope.lacksScripts) {
      scope.report('lua/missing', range, `unknown fetch method '${call.name}': no Lua script could be read`);
    } else scope.report('expr/refused', range, `fetch '${call.name}' cannot be run: Lua is not executed`);
    return undefined;
  }
  const names = [...scope.context.catalog.all('fetch').map(({ name }) => name), ...others];
  scope.report('expr/unknown-fetch', range, `unknown fetch method '${call.name}'`, {
    remedy: remedyFor(call.name, names),
  });
  return undefined;
}

function checkUse(entry: FetchEntry, call: CallAst, word: Word, scope: Scope): boolean {
  if (isAvailable(entry.use, scope)) return true;
  const message = `fetch method '${call.name}' reads something that is not available here (${scope.use})`;
  scope.report('expr/not-available', rangeInWord(word, call.start, call.end), message);
  return false;
}

/** Compiles a chain. `entry` is undefined if the fetch is unknown: its converters are checked all the same. */
export function compileSample(
  entry: FetchEntry | undefined,
  call: CallAst,
  word: Word,
  converters: readonly PlacedCall[],
  scope: Scope,
): Sample | undefined {
  const values = entry && parseArguments('fetch', call, entry.args, word, scope);
  const site = scope.with({ call: rangeInWord(word, call.start, call.end) });
  let fetch = values && entry.compile(values, site);
  if (fetch && scope.use === 'log' && entry?.use.every((point) => !OF_SESSIONS.has(point))) fetch = ofStreams(fetch);
  let each = values && entry.compileEach?.(values, site);
  let type: SampleType = entry?.out ?? 'any';
  let held = type;
  let isConstant = entry?.constant === true;
  let ok = fetch !== undefined;
  for (const placed of converters) {
    const step = compileStep(placed, type, held, scope);
    if (step.convert === undefined) {
      ok = false;
      isConstant = false;
    } else {
      fetch &&= chain(fetch, step.cast, step.convert);
      const folded = isConstant && fetch && !step.asks ? fold(fetch) : undefined;
      isConstant = folded !== undefined;
      fetch = folded ?? fetch;
      each &&= chainEach(each, step.cast, step.convert);
    }
    if (step.out === 'same') continue;
    held = step.keepsBool && (held === 'bool' || held === 'any') ? 'any' : step.out;
    type = step.out;
  }
  return ok && entry && fetch ? { type, held, fetch, each, entry, values: values ?? [] } : undefined;
}

/** What is there before a stream is. */
const OF_SESSIONS: ReadonlySet<UsePoint> = new Set(['fe-tcp-connection', 'fe-tcp-session']);

/** Lines about sessions that had no stream yet have nothing of what belongs to one: the backend, the status, its limits. */
function ofStreams(fetch: Fetch): Fetch {
  return (stream) => (stream.logOrigin === 'sess_error' ? undefined : fetch(stream));
}

interface Step {
  readonly cast: Cast | undefined;
  readonly convert: Convert | undefined;
  readonly out: SampleType;
  readonly keepsBool?: boolean;
  /** Sees more than its value. */
  readonly asks?: boolean;
}

/** `from` decides what may follow, `held` which values have to be turned. */
function compileStep({ call, word }: PlacedCall, from: SampleType, held: SampleType, scope: Scope): Step {
  const entry = findConverter(call, word, scope);
  if (!entry) return { cast: undefined, convert: undefined, out: 'any' };
  const values = parseArguments('converter', call, entry.args, word, scope);
  if (!canCast(from, entry.in)) {
    const message = `converter '${call.name}' cannot be applied: it takes ${entry.in}, but gets ${from}`;
    scope.report('expr/incompatible-type', rangeInWord(word, call.start, call.end), message);
    return { cast: undefined, convert: undefined, out: entry.out };
  }
  const { site, asked } = watch(scope.with({ call: rangeInWord(word, call.start, call.end) }));
  const convert = values && entry.compile(values, site);
  const asks = asked() || entry.acts === true;
  if (convert && entry.keepsBool && (held === 'bool' || held === 'any')) {
    return { cast: undefined, convert: keepBool(convert), out: entry.out, keepsBool: true, asks };
  }
  return { cast: castBetween(held, entry.in), convert, out: entry.out, asks };
}

/** Arithmetic on a boolean changes its number, not its type. */
function keepBool(convert: Convert): Convert {
  return (value, stream) => {
    if (typeof value === 'number') return convert(value, stream);
    const number = castToSint(value);
    const result = number === undefined ? undefined : convert(number, stream);
    if (typeof value !== 'boolean' && !(value instanceof NumericBool)) return result;
    return typeof result === 'number' || typeof result === 'bigint' ? new NumericBool(result) : result;
  };
}

function findConverter(call: CallAst, word: Word, scope: Scope): ConverterEntry | undefined {
  const entry = scope.context.catalog.find('converter', call.name);
  if (entry && entry.support !== 'refused') return entry;
  const range = rangeInWord(word, call.start, call.nameEnd);
  if (entry) {
    scope.report('expr/refused', range, `converter '${call.name}' cannot be run: ${entry.why ?? 'not supported'}`);
    return undefined;
  }
  const names = scope.context.catalog.all('converter').map(({ name }) => name);
  scope.report('expr/unknown-converter', range, `unknown converter '${call.name}'`, {
    remedy: remedyFor(call.name, names),
  });
  return undefined;
}

/** A fetch, then a cast if one is needed, then a converter. */
function chain(fetch: Fetch, cast: Cast | undefined, convert: Convert): Fetch {
  if (!cast) {
    return (stream) => {
      const value = fetch(stream);
      return value === undefined ? undefined : convert(value, stream);
    };
  }
  return (stream) => {
    const value = fetch(stream);
    if (value === undefined) return undefined;
    const turned = cast(value);
    return turned === undefined ? undefined : convert(turned, stream);
  };
}

function chainEach(each: FetchEach, cast: Cast | undefined, convert: Convert): FetchEach {
  return (stream, test) =>
    each(stream, (value) => {
      const turned: Value | undefined = cast ? cast(value) : value;
      const converted = turned === undefined ? undefined : convert(turned, stream);
      return converted !== undefined && test(converted, stream);
    });
}
