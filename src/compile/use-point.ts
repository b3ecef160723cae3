/** Where the parts of a proxy are evaluated: the columns of a fetch's `use` (manual 7.3). */
import type { ProxyKind } from '../model/config/proxy.js';
import type { Ruleset, UsePoint } from '../model/ruleset.js';

const FRONTEND: Readonly<Record<Ruleset, UsePoint>> = {
  'tcp-request connection': 'fe-tcp-connection',
  'tcp-request session': 'fe-tcp-session',
  'tcp-request content': 'fe-tcp-content',
  'tcp-response content': 'be-tcp-response',
  'http-request': 'fe-http-request',
  'http-response': 'fe-http-response',
  'http-after-response': 'fe-http-response',
};

const BACKEND: Readonly<Record<Ruleset, UsePoint>> = {
  ...FRONTEND,
  'tcp-request content': 'be-tcp-content',
  'http-request': 'be-http-request',
  'http-response': 'be-http-response',
  'http-after-response': 'be-http-response',
};

/** Where the rules of a ruleset are evaluated; in a `listen` both sides see the same, so the frontend's point stands. */
export function rulesetUse(ruleset: Ruleset, kind: ProxyKind): UsePoint {
  return (kind === 'backend' ? BACKEND : FRONTEND)[ruleset];
}

/** The same point of the other side. */
const TWINS: ReadonlyMap<UsePoint, UsePoint> = new Map([
  ['fe-tcp-content', 'be-tcp-content'],
  ['fe-http-request', 'be-http-request'],
  ['be-tcp-response', 'fe-tcp-response'],
  ['fe-http-response', 'be-http-response'],
]);

/** Whether a fetch may stand at a place; in a `listen` and in `defaults` it is enough that one side has what is read. */
export function isAvailable(
  allowed: readonly UsePoint[],
  { use, section }: { readonly use: UsePoint; readonly section: string },
): boolean {
  if (allowed.includes(use)) return true;
  const twin = section === 'listen' || section === 'defaults' ? TWINS.get(use) : undefined;
  return twin !== undefined && allowed.includes(twin);
}
