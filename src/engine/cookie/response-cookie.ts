/** The persistence cookie of a response: kept, rewritten, removed, inserted (manual 4.2 `cookie`, 8.5 fourth letter). */
import type { CookieConfig } from '../../model/config/proxy.js';
import type { Fields, ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import { renderCookieDate } from './cookie-date.js';
import { CookieCursor } from './cookie-list.js';
import type { Persistence } from './persistence.js';
import { type CookieCapture, captured } from './request-cookie.js';

const cursor = new CookieCursor();

/** Statuses whose responses a cache may keep without being told (RFC 9110 15.1, HAProxy's list). */
const CACHEABLE = new Set([200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501]);

/** Methods whose responses a cache may keep, as HAProxy has it. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Finds the cookie of `capture cookie` in a response. */
export function captureResponseCookie(fields: Fields, capture: CookieCapture): string | undefined {
  for (let at = fields.find('set-cookie'); at >= 0; at = fields.find('set-cookie', at + 1)) {
    const found = beginField(fields, at) ? captured(cursor, capture) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Goes to the pair of a Set-Cookie field, if there is one, and takes the blanks around its equals sign away. */
function beginField(fields: Fields, at: number): boolean {
  cursor.begin(fields.values[at]!, 'set-cookie');
  if (!cursor.next() || !cursor.hasValue) return false;
  cursor.tighten();
  fields.values[at] = cursor.text;
  return true;
}

/** Applies the mode to a response of `server`; returns the letter for the log. */
export function writePersistenceCookie(
  head: ResponseHead,
  method: string,
  config: CookieConfig,
  server: Server,
  state: Persistence,
  nowS: number,
): string {
  const found = rewriteFields(head.fields, config, server, state);
  if (!shouldInsert(config, method, state, nowS, found)) return found;
  head.fields.add('set-cookie', renderCookie(config, server, state, nowS));
  if (config.nocache && cacheabilityOf(head, method).kept) head.fields.add('cache-control', 'private');
  return server.cookie !== undefined && state.direct ? 'U' : 'I';
}

/** Looks for the cookie in Set-Cookie fields; `N`: it is not there. */
function rewriteFields(fields: Fields, config: CookieConfig, server: Server, state: Persistence): string {
  let letter = 'N';
  for (let at = fields.find('set-cookie'); at >= 0; at = fields.find('set-cookie', at)) {
    if (!beginField(fields, at) || !cursor.isNamed(config.name)) {
      at++;
      continue;
    }
    letter = 'P';
    if (config.preserve) {
      at++;
    } else if (config.mode === 'insert' || (config.indirect && state.direct)) {
      fields.removeAt(at);
      letter = 'D';
    } else if (config.mode === 'passive') {
      at++;
    } else {
      if (server.cookie !== undefined) {
        fields.values[at] = rewriteValue(fields.values[at]!, config, server.cookie);
        letter = 'R';
      }
      at++;
    }
  }
  return letter;
}

function rewriteValue(text: string, config: CookieConfig, id: string): string {
  const start = text.slice(0, cursor.valueStart);
  if (config.mode === 'prefix') return `${start}${id}~${text.slice(cursor.valueStart)}`;
  return `${start}${id}${text.slice(cursor.valueEnd)}`;
}

function shouldInsert(config: CookieConfig, method: string, state: Persistence, nowS: number, found: string): boolean {
  if (config.mode !== 'insert' || state.ignored) return false;
  if (found === 'P' && config.preserve) return false;
  if (config.postonly && method !== 'POST') return false;
  if (!state.direct) return true;
  const datesLast = config.maxIdleS > 0 || state.lastDateS > 0;
  if (datesLast && (state.lastDateS === 0 || state.lastDateS < nowS)) return true;
  return config.maxLifeS > 0 ? state.firstDateS === 0 : state.firstDateS > 0;
}

function renderCookie(config: CookieConfig, server: Server, state: Persistence, nowS: number): string {
  const id = server.cookie;
  let text = `${config.name}=`;
  if (id === undefined) text += '; Expires=Thu, 01-Jan-1970 00:00:01 GMT';
  else {
    text += id;
    // Both dates go out with maxlife: the first one keeps its place behind the last one.
    if (config.maxIdleS > 0 || config.maxLifeS > 0) {
      text += `|${renderCookieDate(nowS)}`;
      if (config.maxLifeS > 0) text += `|${renderCookieDate(state.firstDateS > 0 ? state.firstDateS : nowS)}`;
    }
  }
  text += '; path=/';
  for (const domain of config.domains) text += `; domain=${domain}`;
  if (config.httponly) text += '; HttpOnly';
  if (config.secure) text += '; Secure';
  for (const attribute of config.attributes) text += `; ${attribute}`;
  return text;
}

/** What caches in front would keep of a response. */
export interface Cacheability {
  /** It may be kept as it stands: it can be told for how long, or compared later. */
  readonly kept: boolean;
  /** Its cookies would be kept with it. */
  readonly withCookies: boolean;
}

/** Whether a cache in front would keep cookies of the response: `option checkcache` blocks it. */
export function keepsCookies(head: ResponseHead, method: string): boolean {
  const { kept, withCookies } = cacheabilityOf(head, method);
  return kept && withCookies;
}

/** Reads the fields in HAProxy's order: Pragma, then the words of Cache-Control, of which later ones win. */
export function cacheabilityOf({ status, fields }: ResponseHead, method: string): Cacheability {
  let kept = CACHEABLE.has(status) && SAFE.has(method);
  let withCookies = kept;
  if (wordsOf(fields, 'pragma').includes('no-cache')) kept = withCookies = false;
  let isDated = fields.has('expires') || fields.has('etag') || fields.has('last-modified');
  for (const word of wordsOf(fields, 'cache-control')) {
    if (word === 'public') kept = withCookies = true;
    else if (NOT_KEPT.has(word)) kept = withCookies = false;
    else if (word.startsWith('no-cache="set-cookie')) withCookies = false;
    else if (word.startsWith('s-maxage') || word.startsWith('max-age')) isDated = true;
  }
  return { kept: kept && isDated, withCookies };
}

const NOT_KEPT = new Set(['private', 'no-cache', 'no-store', 'max-age=0', 's-maxage=0']);

/** Members of all fields of a name, in lower case; a comma inside of quotes separates nothing. */
function wordsOf(fields: Fields, name: string): readonly string[] {
  const found: string[] = [];
  for (let at = fields.find(name); at >= 0; at = fields.find(name, at + 1)) {
    const words = fields.values[at]!.toLowerCase().match(/(?:"[^"]*"?|[^",])+/g) ?? [];
    found.push(...words.map((word) => word.trim()));
  }
  return found;
}
