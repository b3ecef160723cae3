/** One proxy of the typed configuration -> its part of the plan. */
import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import { parseFormat } from '../../grammar/format/parse-format.js';
import type { ProxyDraft, RuleDraft, SwitchDraft } from '../catalog/draft.js';
import type { Balancer } from '../catalog/entry.js';
import type { Expression, Format } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import { wordOf } from '../catalog/text.js';
import { checkedParts } from '../config/checked-parts.js';
import { serverRange } from '../config/resolve/server.js';
import { type SourceRange, SourceText } from '../diag/source-text.js';
import type { ProxyMode } from '../model/config/proxy.js';
import type { ServerTlsConfig } from '../model/config/server.js';
import type { Proxy } from '../model/proxy.js';
import type { UsePoint } from '../model/ruleset.js';
import { type CheckProgram, compileCheck } from './check-program.js';
import { compileCheckedParts } from './checked-part.js';
import type { Condition } from './closures.js';
import { compileAcl } from './condition/acl.js';
import { createScope } from './create-scope.js';
import { compileErrorReplies } from './error-reply.js';
import { compileFilters } from './filter.js';
import { compileFormatText } from './format/compile-format.js';
import { compileForwarded } from './forwarded.js';
import { compileLogFormat } from './log-format.js';
import type { CheckPlan, PersistRule, ProxyPlan, Rule, ServerTlv, SwitchRule } from './plan.js';
import { compileRedirects, compileRulesets } from './ruleset.js';
import type { AclTable, CompileContext, Place, Scope } from './scope.js';
import { compileStickRules, stickDrafts } from './stick.js';

const NO_ACLS: AclTable = new Map();

/** Alternatives by name, in the order of their lines. */
function aclTable(draft: ProxyDraft): AclTable {
  const broken = draft.extra.get('broken acls') as ReadonlySet<string> | undefined;
  if (draft.acls.length === 0 && !broken) return NO_ACLS;
  const table = new Map<string, AclAst[]>();
  for (const { name, ast } of draft.acls) {
    const known = table.get(name);
    if (known) known.push(ast);
    else table.set(name, [ast]);
  }
  for (const name of broken ?? []) if (!table.has(name)) table.set(name, []);
  return table;
}

/** What surrounds everything that stands in a proxy. */
export function placeOfProxy(draft: ProxyDraft): Place {
  const { kind, name, mode } = draft.config;
  return {
    section: kind,
    use: kind === 'backend' ? 'be-http-request' : 'fe-http-request',
    ruleset: undefined,
    proxyName: name,
    mode: mode === 'http' ? 'http' : 'tcp',
    acls: aclTable(draft),
    label: '',
  };
}

/** Compiles a proxy. What has problems is reported and left out. */
export function compileProxy(draft: ProxyDraft, proxy: Proxy, context: CompileContext): ProxyPlan {
  const { config, formats } = draft;
  const { kind } = config;
  const outer = createScope(context, placeOfProxy(draft));
  const filters = compileFilters(draft, outer);
  const scope = filters === undefined ? outer : outer.with({ filters });
  checkAcls(draft, scope);
  const log = (what: string) => scope.with({ use: 'log', label: `failed to parse ${what}` });
  const unique = () => scope.with({ label: 'failed to parse unique-id' });
  // in the order in which problems are told; written out, as a spread makes the plan of every proxy a slow object
  const rules = compileRulesets(draft.rules, kind, scope);
  const redirects = compileRedirects(draft.rules, kind, scope);
  const useBackend = compileSwitches(draft, 'use_backend', scope, { use: 'fe-use-backend', what: 'switching' });
  const useServer = compileSwitches(draft, 'use-server', scope, { use: 'be-set-server', what: 'use-server' });
  const stick = compileStickRules(draft, scope);
  const persist = compilePersist(draft, scope);
  const monitorFail = compileConditions(draft, 'monitor-fail', scope);
  const statsAdmin = compileStatsAdmin(draft, scope);
  const statsRules = compileStatsRules(draft, scope);
  const rdpCookie = compileRdpCookie(draft, scope);
  compileCheckedParts(draft, scope);
  const line = compileLogFormat(draft, scope);
  return {
    proxy,
    rules,
    redirects,
    useBackend,
    useServer,
    forceSwitch: compileConditions(draft, 'force-be-switch', scope),
    stickRequest: stick.stickRequest,
    stickResponse: stick.stickResponse,
    persist,
    monitorFail,
    statsAdmin,
    statsRules,
    rdpCookie,
    logFormat: line.logFormat,
    logMoment: line.logMoment,
    errorLogFormat: formats.errorLogFormat && compileFormatText(formats.errorLogFormat, log('error-log-format'), 'log'),
    logFormatSd: formats.logFormatSd && compileFormatText(formats.logFormatSd, log('log-format-sd'), 'log'),
    uniqueIdFormat:
      formats.uniqueIdFormat && compileFormatText(formats.uniqueIdFormat, unique(), 'http', { mergeBlanks: true }),
    balancer: compileBalancer(draft, proxy, scope),
    serverSni: compileServerSni(draft, scope),
    serverPoolName: compileServerPoolName(draft, scope),
    check: config.check ? compileCheck(config.check, scope.with({ label: CHECK_LABEL })) : NO_CHECK,
    errorReplies: compileErrorReplies(draft, scope),
    serverTlvs: compileServerTlvs(draft, scope),
    forwarded: compileForwarded(draft, scope),
    filters,
    captures: {
      request: config.captures.request.map(({ length }) => length),
      response: config.captures.response.map(({ length }) => length),
    },
  };
}

const NO_CHECK: CheckProgram = [];
const NO_EXPRESSIONS: ReadonlyMap<string, Expression> = new Map();

const CHECK_LABEL = 'failed to parse a rule of health checks';

/** Compiles what stands in a section that is no proxy: its problems are told, and its checks are kept. */
export function compileOther(draft: ProxyDraft, context: CompileContext): CheckPlan | undefined {
  const scope = createScope(context, placeOfProxy(draft));
  checkAcls(draft, scope);
  compileCheckedParts(draft, scope);
  const { check } = draft.config;
  return check && { config: check, program: compileCheck(check, scope.with({ label: CHECK_LABEL })) };
}

function labelled(scope: Scope, acl: string): Scope {
  return scope.with({ label: `error detected while parsing ACL '${acl}'` });
}

/** ACLs that no condition names are checked all the same. */
export function checkAcls(draft: ProxyDraft, scope: Scope): void {
  if (draft.acls.length === 0) return;
  const named = namesInConditions(draft);
  for (const { name, ast } of draft.acls)
    if (!named.has(name)) compileAcl(ast, labelled(scope, name), { anywhere: true });
}

function namesInConditions(draft: ProxyDraft): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { condition } of [...draft.rules, ...draft.switches, ...stickDrafts(draft), ...checkedParts(draft)]) {
    for (const { acl } of condition?.alternatives.flat() ?? []) if (acl.kind === 'named') names.add(acl.name);
  }
  return names;
}

function lineOf({ range }: SwitchDraft): number {
  return range.source.position(range.start).line;
}

function compileSwitches(
  draft: ProxyDraft,
  kind: SwitchDraft['kind'],
  outer: Scope,
  { use, what }: { readonly use: UsePoint; readonly what: string },
): SwitchRule[] {
  const rules: SwitchRule[] = [];
  if (draft.switches.length === 0) return rules;
  const scope = outer.with({ use, label: `error detected while parsing ${what} rule` });
  for (const found of draft.switches) {
    if (found.kind !== kind || !found.target) continue;
    const condition = found.condition && scope.compileCondition(found.condition);
    const target = compileTarget(found.target, scope);
    if (target === undefined || (found.condition && !condition)) continue;
    rules.push({ condition, target, line: lineOf(found) });
  }
  return rules;
}

/** A name, or a format if anything in it is computed. */
function compileTarget(text: ArgText, scope: Scope): string | Format | undefined {
  const ast = text.value.includes('%') ? parseFormat(wordOf(text)) : undefined;
  if (!text.value.includes('%')) return text.value;
  const constant = ast?.items.every((item) => item.kind === 'text');
  if (constant) return ast?.items.map((item) => (item.kind === 'text' ? item.text : '')).join('') ?? '';
  return compileFormatText(text, scope, 'plain');
}

/** Any of the lines gives the right. */
function compileStatsAdmin(draft: ProxyDraft, scope: Scope): Condition | undefined {
  const asts = draft.extra.get('stats admin') as readonly ConditionAst[] | undefined;
  const conditions = asts?.flatMap((ast) => scope.compileCondition(ast) ?? []);
  return conditions && ((stream) => conditions.some((condition) => condition(stream)));
}

function compileStatsRules({ extra, config }: ProxyDraft, scope: Scope): readonly Rule[] | undefined {
  const drafts = extra.get('stats rules') as readonly RuleDraft[] | undefined;
  return drafts && compileRulesets(drafts, config.kind, scope)['http-request'];
}

function compilePersist(draft: ProxyDraft, scope: Scope): PersistRule[] {
  const rules: PersistRule[] = [];
  for (const { kind, condition: ast } of draft.switches) {
    if ((kind !== 'force-persist' && kind !== 'ignore-persist') || !ast) continue;
    const condition = scope.compileCondition(ast, 'be-http-request');
    if (condition) rules.push({ kind: kind === 'force-persist' ? 'force' : 'ignore', condition });
  }
  return rules;
}

function compileConditions(draft: ProxyDraft, wanted: SwitchDraft['kind'], scope: Scope): Condition[] {
  const conditions: Condition[] = [];
  for (const { kind, condition: ast } of draft.switches) {
    const condition = kind === wanted && ast ? scope.compileCondition(ast, 'fe-http-request') : undefined;
    if (condition) conditions.push(condition);
  }
  return conditions;
}

/** HAProxy's default algorithm where a backend names none. */
const DEFAULT_BALANCE = 'random';

function compileBalancer({ config, extra, range }: ProxyDraft, proxy: Proxy, scope: Scope): Balancer | undefined {
  if (config.kind === 'frontend') return undefined;
  const { algorithm, values } = config.balance ?? { algorithm: DEFAULT_BALANCE, values: [] };
  const entry = scope.context.catalog.find('balance', algorithm);
  const isLog = config.mode === 'log';
  if (entry && entry.modes !== 'any' && (entry.modes === 'log') !== isLog) {
    const place = (extra.get('balance range') as SourceRange | undefined) ?? range;
    const where = isLog ? 'log backends' : `mode ${config.mode}`;
    const message = `backend '${config.name}' : 'balance ${algorithm}' cannot be used for ${where}`;
    if (place) scope.report('proxy/log-mode', place, message);
    return undefined;
  }
  return entry?.create(proxy, values, scope.with({ use: 'be-set-server' }));
}

/** Text of the configuration whose place is not kept, blamed on its line or else on the header of its section. */
function placed(text: string, draft: ProxyDraft, range = draft.range): ArgText {
  return { value: text, range: range ?? { source: new SourceText(draft.config.file, ''), start: 0, end: 0 } };
}

function compileRdpCookie(draft: ProxyDraft, scope: Scope): Expression | undefined {
  const { rdpCookie } = draft.config;
  if (rdpCookie === undefined || draft.config.kind === 'frontend') return undefined;
  return scope.compileExpression(placed(`req.rdp_cookie(${rdpCookie})`, draft), 'be-set-server');
}

/** `sni` of one server, as written. */
export function compileSni(
  text: string,
  draft: ProxyDraft,
  scope: Scope,
  range?: SourceRange | undefined,
): Expression | undefined {
  return scope.compileExpression(placed(text, draft, range), 'be-server-source');
}

/** `set-proxy-v2-tlv-fmt` of servers. */
function compileServerTlvs(
  { config }: ProxyDraft,
  outer: Scope,
): ReadonlyMap<string, readonly ServerTlv[]> | undefined {
  let found: Map<string, readonly ServerTlv[]> | undefined;
  for (const { name, proxyTlvs } of config.servers) {
    if (proxyTlvs.length === 0) continue;
    const scope = outer.with({ use: 'be-server-source', label: `failed to parse a TLV of server '${name}'` });
    const tlvs = proxyTlvs.flatMap(({ type, format }) => {
      const value = scope.compileFormat(format, undefined, 'plain');
      return value ? [{ type, value }] : [];
    });
    found ??= new Map();
    found.set(name, tlvs);
  }
  return found;
}

/** What names the server in TLS hellos: the expression of the line, or what is chosen without one (manual 5.2 `sni-auto`). */
export function sniText(tls: ServerTlsConfig, mode: ProxyMode): string | undefined {
  return tls.sni ?? (tls.sniAuto && mode === 'http' ? 'req.hdr(host),field(1,:)' : undefined);
}

function compileServerPoolName(draft: ProxyDraft, scope: Scope): ReadonlyMap<string, Expression> {
  let found: Map<string, Expression> | undefined;
  for (const server of draft.config.servers) {
    if (server.poolName === undefined) continue;
    const expression = compileSni(server.poolName, draft, scope, serverRange(draft, server));
    if (!expression) continue;
    found ??= new Map();
    found.set(server.name, expression);
  }
  return found ?? NO_EXPRESSIONS;
}

function compileServerSni(draft: ProxyDraft, scope: Scope): ReadonlyMap<string, Expression> {
  let found: Map<string, Expression> | undefined;
  for (const server of draft.config.servers) {
    const { name, checkTls } = server;
    const tls = server.tls ?? server.switchableTls;
    // An expression is checked even where no TLS is spoken.
    const text = tls === undefined ? checkTls?.sni : sniText(tls, draft.config.mode);
    const expression = text === undefined ? undefined : compileSni(text, draft, scope, serverRange(draft, server));
    if (!expression || !tls) continue;
    found ??= new Map();
    found.set(name, expression);
  }
  return found ?? NO_EXPRESSIONS;
}
