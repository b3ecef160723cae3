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

/** A name of a field and its role. */
export class FieldName {
  readonly name: string;
  readonly role: number;

  constructor(name: string, role: number) {
    this.name = name;
    this.role = role;
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

const KNOWN: ReadonlyMap<string, FieldName> = buildKnown();

/** Maps the usual spellings (lower case, Title-Case) of known names. Fixed in size: clients cannot make it grow. */
function buildKnown(): Map<string, FieldName> {
  const known = new Map<string, FieldName>();
  for (const name of [...COMMON.split(' '), ...Object.keys(ROLES)]) {
    const entry = new FieldName(name, ROLES[name] ?? 0);
    known.set(name, entry);
    known.set(
      name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
      entry,
    );
  }
  for (const spelling of ['ETag', 'DNT', 'TE', 'X-XSS-Protection', 'WWW-Authenticate', 'Sec-WebSocket-Key'])
    known.set(spelling, known.get(spelling.toLowerCase())!);
  for (const part of ['Accept', 'Extensions', 'Protocol', 'Version'])
    known.set(`Sec-WebSocket-${part}`, known.get(`sec-websocket-${part.toLowerCase()}`)!);
  return known;
}

/** The entry of a name as received; `undefined` when it is not in the table in this spelling. */
export function knownFieldName(raw: string): FieldName | undefined {
  return KNOWN.get(raw);
}

/** Role of a lower-case name that was not found in its original spelling. */
export function roleOf(lowerCaseName: string): number {
  return KNOWN.get(lowerCaseName)?.role ?? 0;
}
