/**
 * `hawser eval`: evaluates expressions, conditions and formats on one exchange, without a network. It goes the way of
 * rules: the same compiler, the same streams, so that what it prints is what a running proxy would see.
 */
import { parseCondition } from '../../../grammar/condition/parse-condition.js';
import type { Word } from '../../../grammar/config/ast.js';
import { readSources } from '../../../grammar/source/read-sources.js';
import { Env } from '../../../grammar/words/env.js';
import { parseWords } from '../../../grammar/words/parse-words.js';
import { argText } from '../../catalog/text.js';
import type { Scope } from '../../compile/scope.js';
import { Diagnostics } from '../../diag/diagnostic.js';
import { renderPretty } from '../../diag/render-pretty.js';
import { SourceText } from '../../diag/source-text.js';
import { OfflineEngine } from '../../engine/offline-stream.js';
import type { Stream } from '../../model/stream.js';
import type { Value } from '../../model/value.js';
import { parseArgv } from '../argv.js';
import { type Loaded, loadSources } from '../load.js';
import { UsageError } from '../option-table.js';
import { EVAL_HELP, type EvalOptions, parseEvalArgv } from './eval-argv.js';
import { DEFAULT_REQUEST, readMessage } from './read-message.js';
import { renderJson, renderValue } from './render-value.js';

/** Stands where no configuration is given. A `listen` sees the fetches of both sides. */
const EMPTY_CONFIG =
  'defaults\n mode http\n timeout client 1s\n timeout connect 1s\n timeout server 1s\nlisten eval\n bind 127.0.0.1:80\n';

/** Exit statuses. */
const FOUND = 0;
const NOT_FOUND = 1;
const WRONG = 2;

/** Runs the tool; @returns the exit status */
export async function runEval(argv: readonly string[]): Promise<number> {
  try {
    const options = parseEvalArgv(argv);
    if (options.help) process.stdout.write(EVAL_HELP);
    return options.help ? FOUND : evaluateAll(options);
  } catch (error) {
    if (!(error instanceof UsageError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    complain(`hawser: ${(error as Error).message}\nTry 'hawser eval --help'.\n`);
    return WRONG;
  }
}

function complain(text: string): void {
  process.stderr.write(text);
}

function evaluateAll(options: EvalOptions): number {
  const diagnostics = new Diagnostics();
  const loaded = loadConfig(options, diagnostics);
  if (tell(diagnostics)) return WRONG;
  const proxy = options.proxy ?? loaded.plan.proxies.find((plan) => plan.proxy.isFrontend)?.proxy.name ?? '';
  const inResponse = options.response !== undefined;
  const scope = loaded.scopeIn(proxy, {
    use: inResponse ? 'be-http-response' : 'fe-http-request',
    ruleset: inResponse ? 'http-response' : 'http-request',
  });
  if (scope === undefined) throw new UsageError(`there is no proxy '${proxy}' in the configuration`);
  const known = diagnostics.list.length;
  const evaluators = options.texts.map((text) => compile(text, options, scope));
  if (tell(diagnostics, known)) return WRONG;
  const stream = openStream(loaded, proxy, options);
  const values = evaluators.map((evaluate) => evaluate?.(stream));
  for (const value of values) process.stdout.write(`${options.json ? renderJson(value) : renderValue(value)}\n`);
  const isFull = values.every((value) => value !== undefined && (options.kind !== 'condition' || value === true));
  return isFull ? FOUND : NOT_FOUND;
}

function loadConfig(options: EvalOptions, diagnostics: Diagnostics): Loaded {
  const files = options.files.flatMap((file) => ['-f', file]);
  const settings = parseArgv(files);
  const sources =
    options.files.length > 0 ? readSources(settings.files, diagnostics) : [new SourceText('eval', EMPTY_CONFIG)];
  return loadSources(sources, settings, diagnostics);
}

/** Prints what was found from `from` on; whether anything of it is an alert. */
function tell({ list }: Diagnostics, from = 0): boolean {
  const color = process.stderr.isTTY === true;
  const found = list.slice(from).filter(({ severity }) => severity !== 'diag');
  for (const diagnostic of found) complain(`${renderPretty(diagnostic, { color })}\n`);
  return found.some(({ severity }) => severity === 'alert');
}

type Evaluate = (stream: Stream) => Value | undefined;

function compile(text: string, { kind }: EvalOptions, scope: Scope): Evaluate | undefined {
  const carrier = Buffer.from(text, 'utf8').toString('latin1');
  switch (kind) {
    case 'expression':
      return scope.compileExpressionWords(lineWords(carrier, kind, scope))?.evaluate;
    case 'condition':
      return compileCondition(carrier, scope);
    case 'format': {
      const source = new SourceText(kind, carrier);
      const word: Word = { value: carrier, source, start: 0, end: carrier.length, quoted: true };
      return scope.compileFormat(argText(word), undefined, 'log');
    }
  }
}

/** The words of a text as a line of a configuration has them: quotes, escapes and variables are resolved. */
function lineWords(carrier: string, name: string, scope: Scope): readonly Word[] {
  return scope.parse((diagnostics) => parseWords(carrier, { env: Env.fromProcess(process.env), diagnostics, name }));
}

function compileCondition(carrier: string, scope: Scope): Evaluate | undefined {
  const words = lineWords(/^\s*(?:if|unless)\b/.test(carrier) ? carrier : `if ${carrier}`, 'condition', scope);
  const ast = scope.parse((diagnostics) => parseCondition(words, diagnostics));
  return ast && scope.compileCondition(ast);
}

function openStream(loaded: Loaded, proxy: string, options: EvalOptions): Stream {
  const { request, response, source, destination } = options;
  const stream = new OfflineEngine(loaded.plan).stream({
    proxy,
    request: request === undefined ? DEFAULT_REQUEST : readMessage(request),
    response: response === undefined ? undefined : readMessage(response),
    source: { address: source, port: 40000 },
    destination: { address: destination, port: 80 },
  });
  if (typeof stream === 'string') throw new UsageError(stream);
  return stream;
}
