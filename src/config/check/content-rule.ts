/** Rules about contents that come too early or too late for what they look at (manual 4.2 `tcp-request content`). */
import type { Catalog } from '../../catalog/create-catalog.js';
import type { ProxyDraft, RuleDraft } from '../../catalog/draft.js';
import type { FetchEntry } from '../../catalog/entry.js';
import type { Report } from '../../catalog/site.js';
import { typeOf } from '../proxy-type.js';

/** Predefined names that look at contents. */
const PREDEFINED = /^(?:HTTP|METH_|RDP_COOKIE|REQ_CONTENT)/;

/** The row of a fetch by its name in an expression or a test, `path_beg` too. */
function fetchOf(catalog: Catalog, text: string): FetchEntry | undefined {
  const name = /^[^(,]*/.exec(text)?.[0] ?? '';
  return catalog.find('fetch', name) ?? catalog.find('fetch', catalog.find('acl-word', name)?.fetch ?? '');
}

/** What it reads is there when a session begins, before anything was sent. */
function isKnownAtOnce(entry: FetchEntry | undefined): boolean {
  return entry === undefined || entry.use.includes('fe-tcp-session');
}

function readsContents(entry: FetchEntry | undefined): boolean {
  return !isKnownAtOnce(entry) && entry?.use.includes('fe-tcp-content') === true;
}

/** Whether the condition looks at contents. */
function dependsOnContents({ condition }: RuleDraft, { acls }: ProxyDraft, catalog: Catalog): boolean {
  const tests = condition?.alternatives.flat() ?? [];
  return tests.some(({ acl }) => {
    if (acl.kind !== 'named') return readsContents(fetchOf(catalog, acl.ast.criterion.fetch.name));
    const own = acls.filter(({ name }) => name === acl.name);
    if (own.length === 0) return PREDEFINED.test(acl.name);
    return own.some(({ ast }) => readsContents(fetchOf(catalog, ast.criterion.fetch.name)));
  });
}

/** Warns of each rule of a frontend that counts or captures at the wrong time. */
export function checkContentRules(draft: ProxyDraft, catalog: Catalog, report: Report): void {
  const { config, rules, range } = draft;
  if (config.kind === 'backend' || !range) return;
  const what = `${typeOf(config)} '${config.name}'`;
  for (const rule of rules) {
    const isTracking = rule.entry.name === 'track-sc';
    if (rule.ruleset !== 'tcp-request content' || !(isTracking || rule.entry.name === 'capture')) continue;
    const entry = fetchOf(catalog, rule.words[0]?.value ?? '');
    const at = rule.range.source === range.source ? rule.range : range;
    const name = `'tcp-request content ${rule.keyword.value}'`;
    if (config.requestInspectDelayMs === 0 && !isKnownAtOnce(entry)) {
      const message = `${what} : ${name} reads contents that may not be there yet, as nothing waits for them`;
      report('rule/no-inspect-delay', at, message, { remedy: "add 'tcp-request inspect-delay <time>'" });
    }
    if (!isTracking || config.mode !== 'http') continue;
    if (readsContents(entry) || dependsOnContents(rule, draft, catalog)) continue;
    const message = `${what} : ${name} reads no contents, and does not see requests that are refused as invalid`;
    report('rule/late-tracking', at, message, { remedy: "write 'tcp-request session' instead" });
  }
}
