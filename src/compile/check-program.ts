/** Rules of health checks -> steps with closures (manual 4.2 `tcp-check`, `http-check`): their formats, expressions, variables. */
import type { Word } from '../../grammar/config/ast.js';
import type { RuleDraft } from '../catalog/draft.js';
import type { Action } from '../catalog/entry.js';
import type { Format } from '../catalog/site.js';
import { wordOf } from '../catalog/text.js';
import type {
  CheckStep,
  CheckText,
  ConnectStep,
  ExpectStep,
  HealthCheckConfig,
  HttpSendStep,
  SendStep,
  VariableStep,
} from '../model/config/health-check.js';
import type { Stream } from '../model/stream.js';
import { createActionSite } from './action-site.js';
import type { Scope } from './scope.js';

/** The value of an integer expression. */
export type Figure = (stream: Stream) => number | undefined;

export interface ConnectProgram {
  readonly kind: 'connect';
  readonly step: ConnectStep;
  /** `port`, where one is given. */
  readonly port: Figure | undefined;
}

export interface SendProgram {
  readonly kind: 'send';
  readonly step: SendStep;
  readonly data: Format;
}

export interface HttpSendProgram {
  readonly kind: 'http-send';
  readonly step: HttpSendStep;
  readonly uri: Format | undefined;
  readonly fields: readonly { readonly name: string; readonly value: Format }[];
  readonly body: Format | undefined;
}

export interface ExpectProgram {
  readonly kind: 'expect';
  readonly step: ExpectStep;
  /** Pattern, name and value, where they are formats. */
  readonly pattern: Format | undefined;
  readonly name: Format | undefined;
  readonly value: Format | undefined;
  readonly onSuccess: Format | undefined;
  readonly onError: Format | undefined;
  readonly statusCode: Figure | undefined;
}

export interface VariableProgram {
  readonly kind: 'run';
  readonly step: VariableStep;
  readonly run: Action;
}

export type CheckProgram = readonly (
  | ConnectProgram
  | SendProgram
  | HttpSendProgram
  | ExpectProgram
  | VariableProgram
)[];

/** Compiles the rules; what has problems is reported and left out. Those of no option in force are only compiled. */
export function compileCheck(check: HealthCheckConfig | undefined, scope: Scope): CheckProgram {
  if (check === undefined) return [];
  const http = compileSteps(check.kind === 'http' ? httpSteps(check) : check.steps.http, scope);
  const tcp = compileSteps(check.steps.tcp, scope);
  if (check.kind === 'http') return http;
  return check.kind === 'tcp-check' ? tcp : [];
}

/** The request of `option httpchk` completes the first one of the rules, or stands where none is. */
function httpSteps({ steps: { http }, request, requestRank }: HealthCheckConfig): readonly CheckStep[] {
  if (request === undefined) return http;
  if (http.length === 0) return [request];
  const first = http.find((step) => step.kind === 'http-send');
  if (first === undefined) {
    const at = http.findIndex(({ kind }) => kind === 'connect') + 1;
    return [...http.slice(0, at), request, ...http.slice(at)];
  }
  if (requestRank === 'none') return http;
  const [over, under] = requestRank === 'above' ? [request, first] : [first, request];
  const names = new Set(over.fields.map(({ name }) => name.toLowerCase()));
  const merged: HttpSendStep = {
    ...first,
    method: over.method ?? under.method,
    uri: over.uri ?? under.uri,
    uriIsFormat: (over.uri === undefined ? under : over).uriIsFormat,
    version: over.version ?? under.version,
    fields: [...under.fields.filter(({ name }) => !names.has(name.toLowerCase())), ...over.fields],
  };
  return http.map((step) => (step === first ? merged : step));
}

/** Comments belong to the rules behind them, as long as these are of one kind. */
function withComments(steps: readonly CheckStep[]): readonly Ruled[] {
  const found: Ruled[] = [];
  let comment: string | undefined;
  let before: string | undefined;
  for (const step of steps) {
    if (step.kind !== 'comment' && before !== 'comment' && before !== step.kind) comment = undefined;
    before = step.kind;
    if (step.kind === 'comment') comment = step.comment;
    else if (comment === undefined || step.kind === 'variable' || step.comment !== undefined) found.push(step);
    else found.push({ ...step, comment });
  }
  return found;
}

type Ruled = Exclude<CheckStep, { kind: 'comment' }>;

function compileStep(step: Ruled, scope: Scope): CheckProgram[number] | undefined {
  switch (step.kind) {
    case 'connect':
      return { kind: 'connect', step, port: step.port && figure(step.port, scope) };
    case 'send':
      return compileSend(step, scope);
    case 'http-send':
      return compileHttpSend(step, scope);
    case 'expect':
      return compileExpect(step, scope);
    case 'variable':
      return compileVariable(step, scope);
  }
}

function compileSteps(steps: readonly CheckStep[], scope: Scope): CheckProgram {
  const checks = scope.with({ use: 'check', ruleset: undefined });
  return withComments(steps)
    .map((step) => compileStep(step, checks))
    .filter((step) => step !== undefined);
}

function constant(text: string): Format {
  return () => text;
}

function format(text: CheckText | undefined, scope: Scope, isFormat = true): Format | undefined {
  if (text === undefined) return undefined;
  return isFormat ? scope.compileFormat(text, 'check', 'plain') : constant(text.value);
}

/** A constant number or an expression. */
function figure(text: CheckText, scope: Scope): Figure | undefined {
  if (/^\d+$/.test(text.value)) {
    const number = Number(text.value);
    return () => number;
  }
  const expression = scope.compileExpression(text, 'check');
  return (
    expression &&
    ((stream) => {
      const value = Number.parseInt(expression.evaluateString(stream) ?? '', 10);
      return Number.isNaN(value) ? undefined : value;
    })
  );
}

function compileSend(step: SendStep, scope: Scope): SendProgram | undefined {
  const text = format(step.data, scope, step.isFormat);
  if (text === undefined) return undefined;
  const data: Format = step.isHex ? (stream) => bytesOfHex(text(stream)) : text;
  return { kind: 'send', step, data };
}

/** Pairs of hexadecimal digits as bytes; blanks between them do not count, and nothing is left of what is not hexadecimal. */
function bytesOfHex(text: string): string {
  const digits = text.replaceAll(' ', '');
  return /^(?:[0-9a-f]{2})*$/i.test(digits) ? Buffer.from(digits, 'hex').toString('latin1') : '';
}

function compileHttpSend(step: HttpSendStep, scope: Scope): HttpSendProgram {
  return {
    kind: 'http-send',
    step,
    uri: format(step.uri, scope, step.uriIsFormat),
    fields: step.fields.map(({ name, value }) => ({ name, value: format(value, scope) ?? constant('') })),
    body: format(step.body, scope, step.bodyIsFormat),
  };
}

function compileExpect(step: ExpectStep, scope: Scope): ExpectProgram {
  const isFormat = step.match === 'string-lf' || step.match === 'binary-lf';
  const pattern = isFormat ? format(step.pattern, scope) : undefined;
  return {
    kind: 'expect',
    step,
    pattern: pattern && step.match === 'binary-lf' ? (stream) => bytesOfHex(pattern(stream)) : pattern,
    name: step.name?.isFormat ? format(step.name.text, scope) : undefined,
    value: step.value?.isFormat ? format(step.value.text, scope) : undefined,
    onSuccess: format(step.onSuccess, scope),
    onError: format(step.onError, scope),
    statusCode: step.statusCode && figure(step.statusCode, scope),
  };
}

/** Variables are set by the action of the same name. */
function compileVariable(step: VariableStep, scope: Scope): VariableProgram | undefined {
  const entry = scope.context.catalog.find('action', step.action);
  if (entry === undefined) return undefined;
  const keyword: Word = wordOf({ value: step.action, range: step.suffix.range });
  const words = step.value ? [wordOf(step.value)] : [];
  const { range, value } = step.suffix;
  const suffix = { value, range };
  const ruleset = 'tcp-request content';
  const draft: RuleDraft = { ruleset, entry, suffix, words, condition: undefined, range, keyword };
  const run = entry.compile(createActionSite(draft, scope).site);
  return run && { kind: 'run', step, run };
}
