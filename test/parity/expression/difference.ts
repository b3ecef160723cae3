/**
 * What 3.5, whose language Hawser speaks, does otherwise than the 2.6 that answers in this comparison. Everything here was
 * looked at: the manual of 3.5 or its recorded behaviour says so.
 */

/** Rows that are left out altogether, with what changed. */
const ROWS: Readonly<Record<string, string>> = {
  'req.hdr_val': '2.6 adds characters below 0 to the number: "1.5" is 85',
  'req.cook_val': 'as req.hdr_val',
  urlp_val: 'as req.hdr_val',
  word: '2.6 gives an empty text where there is no such word',
  meth: '2.6 takes unknown methods for OPTIONS when they come from variables',
  method: 'as meth',
  'req.hdrs': '2.6 gives text, 3.5 bytes',
  ssl_c_r_dn: 'is younger than its row says',
  ssl_fc_crtname: 'is younger than its row says',
  'capture.req.method': '2.6 keeps the request line only where logs need it',
  'capture.req.uri': 'as capture.req.method',
  'capture.req.ver': 'as capture.req.method',
};

/** Arguments that came later: how many the row had in 2.6. */
const ARGUMENTS: Readonly<Record<string, number>> = {
  'req.body_param': 1,
  urlp: 2,
  query: 0,
  aes_gcm_dec: 4,
  // It takes a field, but breaks down on most.
  http_auth_bearer: 0,
};

/** One difference: cases it explains are not counted. */
interface Difference {
  readonly why: string;
  readonly covers: (expression: string, ours: string, theirs: string) => boolean;
}

const DIFFERENCES: readonly Difference[] = [
  {
    why: 'b64dec of an empty cookie looks at the byte in front of it, which is an equals sign',
    covers: (expression) => /^(?:req\.)?cook.*b64dec/.test(expression),
  },
  {
    why: '3.5 takes IPv4 addresses out of compatible and 6to4 addresses in ipmask, 2.6 only out of mapped ones',
    covers: (expression) => expression.includes('ipmask'),
  },
  {
    why: '2.6 saturates sums of two negative numbers at the wrong end',
    covers: (expression) => /(?:add|sub)\(/.test(expression),
  },
  {
    why: '3.5 keeps broken-down times in a table whose empty slots look like the instant 0, printed as 1900-01-00',
    covers: (expression) => /(?:ltime|utime|http_date)/.test(expression),
  },
  {
    why: 'bytes takes variables since 2.9',
    covers: (expression, _ours, theirs) => /bytes\([^)]*txn/.test(expression) && theirs.startsWith('refused'),
  },
  {
    why: 'aes_gcm_dec takes only variables as tag in 2.6',
    covers: (expression, _ours, theirs) => expression.includes('aes_gcm_dec') && theirs.startsWith('refused'),
  },
];

export function isKnownDifference(name: string): boolean {
  return Object.hasOwn(ROWS, name);
}

/** Arguments that the row had in 2.6. */
export function argumentsThen(name: string, now: number): number {
  return Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name]! : now;
}

/** Why this case may differ; undefined if it must not. */
export function explain(expression: string, ours: string, theirs: string): string | undefined {
  return DIFFERENCES.find(({ covers }) => covers(expression, ours, theirs))?.why;
}
