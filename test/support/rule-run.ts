/** Runs the rules of a frontend `fe` on a stream that exists in memory only: for rows of actions, fetches and converters. */
import { hawserCatalog } from '../../src/app/catalog.js';
import { compilePlan } from '../../src/compile/compile-plan.js';
import type { Plan, ProxyPlan } from '../../src/compile/plan.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { Fields, RequestHead, ResponseHead } from '../../src/model/message.js';
import type { Ruleset } from '../../src/model/ruleset.js';
import type { Stream } from '../../src/model/stream.js';
import { Ipv4 } from '../../src/model/value.js';
import type { VarScope, VarStore } from '../../src/model/vars.js';
import { Verdict } from '../../src/model/verdict.js';
import { readText } from './config.js';

/** A compiled configuration, or the messages of the alerts that make it invalid. */
export interface CompiledText {
  readonly plan: Plan;
  readonly frontend: ProxyPlan;
  readonly alerts: readonly string[];
}

const DEFAULTS = 'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n';

/** Compiles lines of a frontend; `global` and `sections` are whole sections around the defaults. */
export function compileFrontend(
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
  around: { readonly global?: string; readonly sections?: string } = {},
): CompiledText {
  const { global = '', sections = '' } = around;
  const body = lines.map((line) => ` ${line}\n`).join('');
  const text = `${global}${DEFAULTS}${sections}frontend fe\n bind 127.0.0.1:18080\n${body}`;
  const { typed, diagnostics } = readText(text, files);
  const found = new Diagnostics();
  const plan = compilePlan(typed, hawserCatalog(), found, {
    readBytes(name) {
      const content = files[name];
      if (content === undefined) throw Object.assign(new Error(name), { code: 'ENOENT' });
      return content;
    },
  });
  const frontend = plan.proxies.find(({ proxy }) => proxy.name === 'fe');
  if (frontend === undefined) throw new Error(`no frontend: ${diagnostics.map(({ message }) => message).join('; ')}`);
  const alerts = [...diagnostics, ...found.list].filter(({ severity }) => severity === 'alert');
  return { plan, frontend, alerts: alerts.map(({ message }) => message) };
}

/** Takes a message head as text apart. */
function parseFields(lines: readonly string[]): Fields {
  const fields = new Fields();
  for (const line of lines.filter((one) => one !== '')) {
    const colon = line.indexOf(':');
    fields.add(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

/** A request head from its text. */
export function requestHead(text: string): RequestHead {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const [method = '', uri = ''] = first.split(' ');
  return new RequestHead(method, uri, 11, parseFields(lines));
}

/** A response head from its text. */
export function responseHead(text: string): ResponseHead {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const [, status = '', ...reason] = first.split(' ');
  return new ResponseHead(11, Number(status), reason.join(' '), parseFields(lines));
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

/** Runs a list of rules until one ends it; the last verdict. */
export function runRules({ frontend }: CompiledText, ruleset: Ruleset, stream: Stream): Verdict {
  for (const rule of frontend.rules[ruleset]) {
    if (rule.condition !== undefined && !rule.condition(stream)) continue;
    const verdict = rule.run(stream);
    if (verdict !== Verdict.Continue) return verdict;
  }
  return Verdict.Continue;
}
