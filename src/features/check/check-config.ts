/** The health checks of a proxy while its lines are read. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type CheckStep, type HealthCheckConfig, initialHealthCheck } from '../../model/config/health-check.js';

/** The checks of the proxy; made if this is the first line about them. */
export function checksOf(site: DirectiveSite): HealthCheckConfig {
  const check = site.proxy?.config.check ?? initialHealthCheck();
  if (site.proxy) site.proxy.config.check = check;
  return check;
}

/** Notes that a line is a rule of checks of a kind: rules without their option have no effect. Defaults may have unused ones. */
export function noteRule({ proxy, section }: DirectiveSite, kind: 'tcp-check' | 'http-check'): void {
  if (section === 'defaults') return;
  const rules = (proxy?.extra.get('check rules') as ReadonlySet<string> | undefined) ?? new Set<string>();
  proxy?.extra.set('check rules', new Set([...rules, kind]));
}

/** An option that says how to check replaces rules above it, of which HAProxy says nothing then. */
export function replaceRules({ proxy }: DirectiveSite): void {
  const rules = proxy?.extra.get('check rules') as ReadonlySet<string> | undefined;
  if (!rules) return;
  proxy?.extra.set('replaced check rules', rules);
  proxy?.extra.delete('check rules');
}

/**
 * Rules of one kind, in order. The first one of a section replaces those that its `defaults` hand down; it is not
 * completed by their `option httpchk` (haproxy 2.6).
 */
export function rulesOf(site: DirectiveSite, http: boolean): CheckStep[] {
  const check = checksOf(site);
  const { steps } = check;
  const kind = http ? 'http' : 'tcp';
  if (!site.proxy) return steps[kind];
  const { extra, config } = site.proxy;
  const key = `${kind}-check owner`;
  const owner = `${config.file}:${config.line}`;
  if (extra.get(key) !== owner) {
    steps[kind] = [];
    if (http && check.request !== undefined) check.requestRank = 'none';
  }
  extra.set(key, owner);
  return steps[kind];
}

/**
 * Whether the next rule of `http-check` may stand behind those before: requests need a connection of their own, answers a
 * request, connections an answer. HAProxy looks at it where `option httpchk` stands in front of the rules.
 */
export function mayFollow(
  site: DirectiveSite,
  rules: readonly CheckStep[],
  kind: 'connect' | 'http-send' | 'expect',
): boolean {
  if (checksOf(site).kind !== 'http') return true;
  const before = lastExchange(rules)?.kind;
  if (before === undefined) return true;
  switch (kind) {
    case 'connect':
      return before === 'expect';
    case 'http-send':
      return before === 'connect';
    case 'expect':
      return before !== 'connect';
  }
}

/** The rule in front of the next one that does something on the connection. */
export function lastExchange(rules: readonly CheckStep[]): CheckStep | undefined {
  return rules.findLast(({ kind }) => kind !== 'comment' && kind !== 'variable');
}
