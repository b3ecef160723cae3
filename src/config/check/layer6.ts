/** Conditions over raw bytes of a connection that is taken as HTTP: they find nothing (manual 7.3.5). */
import type { AclAst, ConditionAst } from '../../../grammar/condition/ast.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';

/** Fetches of the buffer's contents below HTTP, with their old names. */
const LAYER_6 =
  /^(?:distcc_(?:body|param)|payload(?:_lv)?|(?:req|res|rep)[._](?:len|payload(?:_lv)?|rdp_cookie(?:_cnt)?|ssl_\w+)|rdp_cookie(?:_cnt)?)$/;

function readsBytes({ criterion }: AclAst): boolean {
  return LAYER_6.test(criterion.fetch.name);
}

interface Conditional {
  readonly condition: ConditionAst | undefined;
  readonly range: SourceRange;
}

const isConditional = ({ condition }: Conditional) => condition !== undefined;

/** Warns of each rule of a proxy in mode http whose condition reads bytes. */
export function checkLayer6({ config, acls, rules, switches, range }: ProxyDraft, report: Report): void {
  if (config.mode !== 'http' || !range || !(rules.some(isConditional) || switches.some(isConditional))) return;
  const named = new Set(acls.filter(({ ast }) => readsBytes(ast)).map(({ name }) => name));
  const reads = ({ condition }: Conditional) =>
    condition?.alternatives
      .flat()
      .some(({ acl }) => (acl.kind === 'named' ? named.has(acl.name) : readsBytes(acl.ast))) === true;
  for (const rule of [...rules, ...switches].filter(reads)) {
    const { line } = rule.range.source.position(rule.range.start);
    const message = `Proxy '${config.name}': L6 sample fetches ignored on HTTP proxies (declared at ${rule.range.source.name}:${line})`;
    report('expr/never-found', rule.range, message, { remedy: "use 'mode tcp', or a fetch of HTTP" });
  }
}
