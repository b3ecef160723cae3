/** Runs the rules of a frontend `fe` on a stream that exists in memory only: for rows of actions, fetches and converters. */
import assert from 'node:assert/strict';
import type { ProxyPlan } from '../../src/compile/plan.js';
import type { Ruleset } from '../../src/model/ruleset.js';
import type { Stream } from '../../src/model/stream.js';
import { Ipv4, type Value } from '../../src/model/value.js';
import type { VarScope, VarStore } from '../../src/model/vars.js';
import { Verdict } from '../../src/model/verdict.js';
import { compileText, type Files, type PlannedText } from './config.js';
import { requestHead, responseHead } from './head.js';

export interface CompiledText extends PlannedText {
  readonly frontend: ProxyPlan;
}

const DEFAULTS = 'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n';

/** Compiles lines of a frontend; `global` and `sections` are whole sections around the defaults, `from` is what the frontend takes over. */
export function compileFrontend(
  lines: readonly string[],
  files: Files = {},
  around: { readonly global?: string; readonly sections?: string; readonly from?: string } = {},
): CompiledText {
  const { global = '', sections = '', from } = around;
  const body = lines.map((line) => ` ${line}\n`).join('');
  const text = `${global}${DEFAULTS}${sections}frontend fe${from === undefined ? '' : ` from ${from}`}\n bind 127.0.0.1:18080\n${body}`;
  const { plan, alerts } = compileText(text, files);
  const frontend = plan.proxies.find(({ proxy }) => proxy.name === 'fe');
  if (frontend === undefined) throw new Error(`no frontend: ${alerts.join('; ')}`);
  return { plan, frontend, alerts };
}

/** The same for lines that have to be valid. */
export function compileValid(...given: Parameters<typeof compileFrontend>): CompiledText {
  const compiled = compileFrontend(...given);
  assert.deepEqual(compiled.alerts, []);
  return compiled;
}

const NO_DATA = { bytes: () => Buffer.alloc(0), closed: true, total: 0 };

/** A stream of the frontend with a request, and with a response if one is given. */
export function createStream({ plan, frontend }: CompiledText, request: string, response?: string): Stream {
  const { proxy } = frontend;
  const sess: VarStore = new Map();
  const stores: Partial<Record<VarScope, VarStore>> = { sess, txn: new Map(), req: new Map(), proc: plan.processVars };
  const client = { address: new Ipv4(0x7f000001), text: '127.0.0.1', port: 40000 };
  const listener = { address: new Ipv4(0x7f000001), text: '127.0.0.1', port: 18080 };
  const session = {
    frontend: proxy,
    source: client,
    connectionSource: client,
    destination: listener,
    connectionDestination: listener,
    tls: undefined,
    vars: sess,
  };
  const stream = {
    session,
    frontend: proxy,
    backend: proxy,
    server: undefined,
    request: requestHead(request),
    response: response === undefined ? undefined : responseHead(response),
    requestChannel: NO_DATA,
    responseChannel: NO_DATA,
    vars: (scope: VarScope) => stores[scope],
    mayChange: false,
    final: true,
    wakeAtMs: Number.POSITIVE_INFINITY,
    earlyHints: undefined,
    reply: undefined,
    requestCaptures: [],
    responseCaptures: [],
    endCause: '-',
    endState: '-',
    status: 0,
    retries: 0,
    redispatched: false,
    connectAtMs: -1,
    logLevel: undefined,
  };
  return stream as unknown as Stream;
}

/** What an expression gives behind other lines; it finds nothing, or is wrong: undefined. */
export function evaluateBehind(
  expression: string,
  request: string,
  [lines, ...rest]: Parameters<typeof compileFrontend>,
): { readonly value: Value | undefined; readonly alerts: readonly string[] } {
  const compiled = compileFrontend([...lines, `http-request set-var(txn.r) ${expression}`], ...rest);
  if (compiled.alerts.length > 0) return { value: undefined, alerts: compiled.alerts };
  const stream = createStream(compiled, request);
  runRules(compiled, 'http-request', stream);
  return { value: stream.vars('txn')?.get('r'), alerts: [] };
}

/** Fields of a request behind a rule of `http-request`, as lines. */
export function fieldsBehind(rule: string, request: string): string[] {
  const compiled = compileValid([`http-request ${rule}`]);
  const stream = createStream(compiled, request);
  runRules(compiled, 'http-request', stream);
  const { names, values } = stream.request!.fields;
  return names.map((name, at) => `${name}: ${values[at]}`);
}

/** Runs a list of rules until one ends it; the last verdict. */
export function runRules({ frontend }: CompiledText, ruleset: Ruleset, stream: Stream): Verdict {
  for (const rule of frontend.rules[ruleset]) {
    if (rule.condition !== undefined && !rule.condition(stream)) continue;
    const verdict = rule.run(stream);
    if (verdict !== Verdict.Continue) return verdict;
  }
  return Verdict.Continue;
}
