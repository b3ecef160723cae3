/** The lists of rules of a proxy and the points in the life of a stream where they run. */

export const RULESETS = [
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
  'http-request',
  'http-response',
  'http-after-response',
] as const;

export type Ruleset = (typeof RULESETS)[number];

/**
 * Where an expression is evaluated: the columns of `-dKsmp`, in their order. A fetch is allowed at the points that its
 * sources are available at (manual 7.3).
 */
export const USE_POINTS = [
  'fe-tcp-connection',
  'fe-tcp-session',
  'fe-tcp-content',
  'fe-http-request',
  'fe-http-request-body',
  'fe-use-backend',
  'be-tcp-content',
  'be-http-request',
  'be-http-request-body',
  'be-set-server',
  'be-server-source',
  'be-tcp-response',
  'be-http-response',
  'be-http-response-body',
  'be-stick-store',
  'fe-tcp-response',
  'fe-http-response',
  'fe-http-response-body',
  'log',
  'check',
  'config',
  'cli',
] as const;

export type UsePoint = (typeof USE_POINTS)[number];
