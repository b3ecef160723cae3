/**
 * Lower-case names of fields. Names that are common come from a table, so that no string is made and comparisons meet
 * identical strings; fields that the framing depends on carry a role.
 */

/** What a field means to the framing of a message; `0` is nothing. */
export const ROLE_CONTENT_LENGTH = 1;
export const ROLE_TRANSFER_ENCODING = 2;
export const ROLE_CONNECTION = 3;
export const ROLE_HOST = 4;
export const ROLE_UPGRADE = 5;
export const ROLE_TE = 6;
export const ROLE_WEBSOCKET_KEY = 7;
export const ROLE_WEBSOCKET_ACCEPT = 8;

/** One way to spell the name of a known field. */
export class FieldSpelling {
  /** As received. */
  readonly raw: string;
  /** In lower case. */
  readonly name: string;
  readonly role: number;
  /** The next one in the same bucket. */
  next: FieldSpelling | undefined;

  constructor(raw: string, name: string, role: number) {
    this.raw = raw;
    this.name = name;
    this.role = role;
    this.next = undefined;
  }
}

const ROLES: Readonly<Record<string, number>> = {
  'content-length': ROLE_CONTENT_LENGTH,
  'transfer-encoding': ROLE_TRANSFER_ENCODING,
  connection: ROLE_CONNECTION,
  host: ROLE_HOST,
  upgrade: ROLE_UPGRADE,
  te: ROLE_TE,
  'sec-websocket-key': ROLE_WEBSOCKET_KEY,
  'sec-websocket-accept': ROLE_WEBSOCKET_ACCEPT,
};

const COMMON =
  'accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials ' +
  'access-control-allow-headers access-control-allow-methods access-control-allow-origin ' +
  'access-control-request-headers access-control-request-method age allow alt-svc authorization cache-control ' +
  'content-disposition content-encoding content-language content-location content-range content-security-policy ' +
  'content-type cookie date dnt etag expect expires forwarded from if-match if-modified-since if-none-match ' +
  'if-range if-unmodified-since keep-alive last-modified link location origin pragma proxy-authenticate ' +
  'proxy-authorization proxy-connection range referer retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform ' +
  'sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-websocket-extensions sec-websocket-protocol ' +
  'sec-websocket-version server set-cookie strict-transport-security trailer traceparent upgrade-insecure-requests ' +
  'user-agent vary via warning www-authenticate x-content-type-options x-correlation-id x-forwarded-for ' +
  'x-forwarded-host x-forwarded-port x-forwarded-proto x-frame-options x-powered-by x-real-ip x-request-id ' +
  'x-requested-with x-xss-protection';

/** Spellings that are neither lower case nor Title-Case. */
const UNUSUAL = [
  'ETag',
  'DNT',
  'TE',
  'X-XSS-Protection',
  'WWW-Authenticate',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Accept',
  'Sec-WebSocket-Extensions',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Version',
];

/** Buckets of spellings. A Map would hash every name again: 65 ns per field instead of 20. */
const BUCKETS = 1024;
const SPELLINGS: readonly (FieldSpelling | undefined)[] = buildSpellings();

/** A bucket from what is at hand: length, first, middle and last byte of a name. */
function bucketOf(length: number, first: number, middle: number, last: number): number {
  return (length * 37 + first * 5 + middle * 131 + last * 17) & (BUCKETS - 1);
}

/** The usual spellings (lower case, Title-Case) of known names. Fixed in size: clients cannot make it grow. */
function buildSpellings(): (FieldSpelling | undefined)[] {
  const buckets = new Array<FieldSpelling | undefined>(BUCKETS).fill(undefined);
  const names = [...COMMON.split(' '), ...Object.keys(ROLES)];
  for (const name of names) {
    for (const raw of [name, titleCase(name)]) insert(buckets, raw, name);
  }
  for (const raw of UNUSUAL) insert(buckets, raw, raw.toLowerCase());
  return buckets;
}

function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function insert(buckets: (FieldSpelling | undefined)[], raw: string, name: string): void {
  const length = raw.length;
  const bucket = bucketOf(length, raw.charCodeAt(0), raw.charCodeAt(length >> 1), raw.charCodeAt(length - 1));
  const spelling = new FieldSpelling(raw, name, ROLES[name] ?? 0);
  spelling.next = buckets[bucket];
  buckets[bucket] = spelling;
}

/** The spelling that stands in `text` from `start` to `end` (the colon); `undefined` when it is not a usual one. */
export function findSpelling(text: string, start: number, end: number): FieldSpelling | undefined {
  const length = end - start;
  let spelling =
    SPELLINGS[
      bucketOf(length, text.charCodeAt(start), text.charCodeAt(start + (length >> 1)), text.charCodeAt(end - 1))
    ];
  while (spelling !== undefined && (spelling.raw.length !== length || !text.startsWith(spelling.raw, start))) {
    spelling = spelling.next;
  }
  return spelling;
}

/** Role of a lower-case name. */
export function roleOf(name: string): number {
  return findSpelling(name, 0, name.length)?.role ?? 0;
}
