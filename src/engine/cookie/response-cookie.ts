/** The persistence cookie of a response: kept, rewritten, removed, inserted (manual 4.2 `cookie`, 8.5 fourth letter). */
import type { CookieConfig } from '../../model/config/proxy.js';
import type { Fields, ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import { renderCookieDate } from './cookie-date.js';
import { CookieCursor } from './cookie-list.js';
import type { Persistence } from './persistence.js';

const cursor = new CookieCursor();

/** Statuses whose responses a cache may keep without being told (RFC 9110 15.1, HAProxy's list). */
const CACHEABLE = new Set([200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501]);

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
  if (config.nocache && isCacheable(head, method)) head.fields.add('cache-control', 'private');
  return server.cookie !== undefined && state.direct ? 'U' : 'I';
}

/** Looks for the cookie in Set-Cookie fields; `N`: it is not there. */
function rewriteFields(fields: Fields, config: CookieConfig, server: Server, state: Persistence): string {
  let letter = 'N';
  for (let at = fields.find('set-cookie'); at >= 0; at = fields.find('set-cookie', at)) {
    cursor.begin(fields.values[at]!);
    if (!cursor.next() || !cursor.isNamed(config.name)) {
      at++;
      continue;
    }
    letter = 'P';
    if (config.preserve || config.mode === 'passive') {
      at++;
    } else if (config.mode === 'insert' || (config.indirect && state.direct)) {
      fields.removeAt(at);
      letter = 'D';
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

/** Whether a cache in front would keep the response as it stands: it may, and it can tell how long or compare later. */
export function isCacheable(head: ResponseHead, method: string): boolean {
  if (!CACHEABLE.has(head.status) || (method !== 'GET' && method !== 'HEAD')) return false;
  const { names, values } = head.fields;
  let isDated = false;
  for (let at = 0; at < names.length; at++) {
    const value = values[at]!;
    switch (names[at]) {
      case 'pragma':
        if (/^no-cache/i.test(value)) return false;
        break;
      case 'cache-control':
        if (NOT_KEPT.test(value)) return false;
        if (/(?:^|[,\s])(?:s-maxage|max-age)=/i.test(value)) isDated = true;
        break;
      case 'expires':
      case 'etag':
      case 'last-modified':
        isDated = true;
    }
  }
  return isDated;
}

const NOT_KEPT = /(?:^|,)\s*(?:private|no-cache|no-store|max-age=0|s-maxage=0)\s*(?:$|,)/i;
