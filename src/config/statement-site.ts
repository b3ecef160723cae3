/** What a directive sees of its statement, its section and the rest of the configuration. */

import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import { parseAcl, parseCondition } from '../../grammar/condition/parse-condition.js';
import { rangeOf, type Statement, statementRange, type Word } from '../../grammar/config/ast.js';
import { ipFamily } from '../base/ip-family.js';
import { suggest } from '../catalog/derive/suggest.js';
import type { DirectiveSite, SectionSite } from '../catalog/directive-site.js';
import type { CheckedPart, ProxyDraft, RuleDraft, SwitchDraft } from '../catalog/draft.js';
import type { BalanceEntry, FilterEntry } from '../catalog/entry.js';
import type { Environment, FindFile, HasAccount, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { SourceRange } from '../diag/source-text.js';
import type { BindConfig } from '../model/config/bind.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { HostUse } from '../model/config/host-use.js';
import type { ServerConfig } from '../model/config/server.js';
import type { Ruleset } from '../model/ruleset.js';
import { addCheckedPart } from './checked-parts.js';
import { readNamedFile } from './files.js';
import { readBindWords, readServerWords } from './line-words.js';
import type { OtherFile, ReadContext } from './read-context.js';
import { warnMisplaced, warnNeverReached } from './rule-order.js';
import { readRule } from './rule-reader.js';
import { noticeSupport } from './support-notice.js';
import { WordReader } from './word-reader.js';

/** The section that statements belong to. */
export interface OpenSection {
  readonly kind: string;
  readonly name: string | undefined;
  readonly proxy: ProxyDraft | undefined;
  readonly data: Map<string, unknown>;
}

/** How a statement begins: prefix, index of its keyword and number of words that name it. */
export interface StatementHead {
  readonly prefix: 'no' | 'default' | undefined;
  readonly at: number;
  readonly length: number;
  readonly label: string;
}

const FOUR_NUMBERS = 'an IPv4 address is four numbers up to 255';

/** Whether a host is a name that has to be looked up. */
function isName(host: string): boolean {
  return host !== '' && host !== '*' && ipFamily(host) === 0;
}

export class StatementSite implements DirectiveSite {
  readonly statement: Statement;
  readonly words: WordReader;
  readonly keyword: SourceRange;
  readonly prefix: 'no' | 'default' | undefined;
  readonly proxy: ProxyDraft | undefined;
  readonly global: GlobalConfig;
  readonly section: string;
  readonly sectionName: string | undefined;
  readonly sectionData: Map<string, unknown>;
  readonly rawWords: readonly Word[];
  readonly report: Report;
  readonly environment: Environment;
  readonly hasAccount: HasAccount;
  readonly findFile: FindFile;
  readonly #context: ReadContext;
  readonly #label: string;

  constructor(context: ReadContext, section: OpenSection, statement: Statement, head: StatementHead) {
    this.#context = context;
    this.#label = head.label;
    this.report = context.report;
    this.environment = context.environment;
    this.hasAccount = context.hasAccount;
    this.findFile = context.findFile;
    this.statement = statement;
    this.keyword = rangeOf(statement.words[head.at]!);
    this.prefix = head.prefix;
    this.proxy = section.proxy;
    this.global = context.global;
    this.section = section.kind;
    this.sectionName = section.name;
    this.sectionData = section.data;
    this.rawWords = statement.words;
    this.words = new WordReader(statement.words, head.at + head.length, head.label, this);
  }

  get range(): SourceRange {
    return statementRange(this.statement);
  }

  get negated(): boolean {
    return this.prefix === 'no';
  }

  get file(): string {
    return this.keyword.source.name;
  }

  get line(): number {
    return this.statement.line;
  }

  readFile(path: ArgText): string | undefined {
    const { global, readBytes } = this.#context;
    return readNamedFile(path, global.defaultPath, readBytes, (code, range, message, options) =>
      this.report(code, range, `'${this.#label}' : ${message}`, options),
    );
  }

  condition(): ConditionAst | undefined {
    const word = this.words.peekWord();
    if (word?.value !== 'if' && word?.value !== 'unless') return undefined;
    return parseCondition(this.words.takeUntil(this.statement.words.length), this.#context.diagnostics);
  }

  aclDefinition(): AclAst | undefined {
    const owner = this.statement.words[this.words.position - 1];
    return parseAcl(this.words.takeUntil(this.statement.words.length), this.#context.diagnostics, owner);
  }

  rule(ruleset: Ruleset, word?: Word): void {
    const { proxy } = this;
    const keyword = word ?? this.words.peekWord();
    if (!proxy) return;
    if (!keyword) {
      this.report('arg/missing', this.keyword, `'${ruleset}' expects an action`);
      return;
    }
    if (!word) this.words.next();
    warnMisplaced(proxy, word ? word.value : ruleset, this.keyword, this.report);
    if (!word) warnNeverReached(proxy, ruleset, this.keyword, this.report);
    const rule = readRule(this.#context, this, ruleset, keyword);
    if (!rule) return;
    const { reserve } = rule.entry;
    if (!word) proxy.rules.push(reserve ? { ...rule, slot: reserve(rule, proxy) } : rule);
    else {
      const redirects = (proxy.extra.get('redirects') as RuleDraft[] | undefined) ?? [];
      redirects.push({ ...rule, ownLine: true });
      proxy.extra.set('redirects', redirects);
    }
  }

  switchRule(kind: SwitchDraft['kind'], target: ArgText | undefined): void {
    const { proxy } = this;
    if (!proxy) return;
    warnMisplaced(proxy, kind === 'monitor-fail' ? 'monitor fail' : kind, this.keyword, this.report);
    const conditional = this.words.peek() !== undefined;
    const condition = this.condition();
    if (conditional && !condition) return;
    proxy.switches.push({ kind, target, condition, range: this.range });
  }

  balance(name: ArgText): BalanceEntry | undefined {
    const { catalog, noticed } = this.#context;
    const named = catalog.find('balance', name.value);
    const entry = named ?? catalog.all('balance').find((row) => name.value.startsWith(`${row.name}(`));
    if (entry) {
      const label = `balance ${entry.name}`;
      return noticeSupport(entry, label, name.range, this.report, noticed) ? entry : undefined;
    }
    const names = catalog.all('balance').map((row) => row.name);
    const near = suggest(name.value, names);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    this.report('arg/invalid', name.range, `'balance' has no algorithm '${name.value}'${hint}`);
    return undefined;
  }

  filter(name: ArgText): FilterEntry | undefined {
    const { catalog, noticed } = this.#context;
    const entry = catalog.find('filter', name.value);
    if (entry) {
      return noticeSupport(entry, `filter ${entry.name}`, name.range, this.report, noticed) ? entry : undefined;
    }
    const near = suggest(
      name.value,
      catalog.all('filter').map((row) => row.name),
    );
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    this.report('arg/invalid', name.range, `'filter' has no filter '${name.value}'${hint}`);
    return undefined;
  }

  proxyNamed(name: string): ProxyDraft | undefined {
    return this.#context.proxies.find(({ config }) => config.name === name && config.kind !== 'frontend');
  }

  sectionNamed(kind: string, name: string): ReadonlyMap<string, unknown> | undefined {
    return this.#context.sections.get(`${kind} ${name}`);
  }

  needsHost(use: HostUse): void {
    const { host, message } = use;
    if (!isName(host)) return;
    const isMeantAsIp = /^[\d.]+$/.test(host);
    this.#context.hosts.push(isMeantAsIp ? { ...use, message: `${message}; ${FOUR_NUMBERS}` } : use);
  }

  refersTo(section: string, name: ArgText, user: string): void {
    this.#context.references?.push({ section, name, user });
  }

  checkLater(part: CheckedPart): void {
    addCheckedPart(this.proxy, part);
  }

  readSections(path: ArgText, kind: OtherFile, scope?: string): readonly SectionSite[] | undefined {
    const text = this.readFile(path);
    return text === undefined ? undefined : this.#context.readOther?.({ name: path.value, text, kind, scope });
  }

  parseBindWords(bind: BindConfig): void {
    readBindWords(this.#context, this, bind);
  }

  parseBindWord(bind: BindConfig): void {
    readBindWords(this.#context, this, bind, 1);
  }

  parseServerWords(server: ServerConfig, isDefault: boolean): void {
    readServerWords(this.#context, this, server, isDefault);
  }
}
