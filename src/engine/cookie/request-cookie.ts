/** Cookies of a request: `capture cookie` of the frontend and the persistence cookie of the backend (manual 4.2, 8.5). */
import type { CookieConfig } from '../../model/config/proxy.js';
import type { Fields } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { isOutdated, parseCookieDate } from './cookie-date.js';
import { CookieCursor } from './cookie-list.js';
import type { Persistence } from './persistence.js';

const cursor = new CookieCursor();

/** Finds the cookie of `capture cookie`: `name=value`, cut to its length. */
export function captureCookie(
  fields: Fields,
  fieldName: 'cookie' | 'set-cookie',
  capture: { readonly name: string; readonly prefix: boolean; readonly length: number },
): string | undefined {
  for (let at = fields.find(fieldName); at >= 0; at = fields.find(fieldName, at + 1)) {
    const text = fields.values[at]!;
    cursor.begin(text);
    while (cursor.next()) {
      const wanted = capture.prefix ? text.startsWith(capture.name, cursor.nameStart) : cursor.isNamed(capture.name);
      if (wanted) return text.slice(cursor.nameStart, cursor.valueEnd).slice(0, capture.length);
      if (fieldName === 'set-cookie') break;
    }
  }
  return undefined;
}

/** A cookie that is only read leaves no letters in logs (haproxy 2.6). */
export function showsCookieStates({ mode, indirect }: CookieConfig): boolean {
  return mode !== 'passive' || indirect;
}

/** Reads the persistence cookie of a request and takes it off the request where the mode says so. */
export function readPersistenceCookie(
  fields: Fields,
  config: CookieConfig,
  backend: LiveProxy,
  state: Persistence,
  nowS: number,
): void {
  state.requestState = 'N';
  for (let at = fields.find('cookie'); at >= 0; at = fields.find('cookie', at)) {
    const rest = readField(fields.values[at]!, config, backend, state, nowS);
    if (rest === '') fields.removeAt(at);
    else fields.values[at++] = rest;
  }
}

/** One Cookie field; returns what is left of it for the server. */
function readField(text: string, config: CookieConfig, backend: LiveProxy, state: Persistence, nowS: number): string {
  let kept = '';
  let copied = 0;
  cursor.begin(text);
  while (cursor.next()) {
    if (!cursor.isNamed(config.name)) continue;
    const value = cursor.value;
    let serverPart = value;
    if (config.mode === 'prefix') {
      // Without a delimiter the whole value names the server, and the cookie is left as it is.
      const delimiter = value.indexOf('~');
      if (delimiter >= 0) {
        serverPart = value.slice(0, delimiter);
        kept += text.slice(copied, cursor.valueStart);
        copied = cursor.valueStart + delimiter + 1;
      }
    } else if (config.mode === 'insert' && config.indirect) {
      kept += text.slice(copied, cursor.pairStart);
      copied = cursor.pairEnd;
    }
    choose(serverPart, config, backend, state, nowS);
  }
  if (copied === 0 && kept === '') return text;
  return (kept + text.slice(copied)).replace(/[; \t]+$/, '');
}

/** Letters that a cookie of no use does not take the place of: a later one is told of only if its server can be used. */
const KEPT_STATES = 'DEO';

function choose(value: string, config: CookieConfig, backend: LiveProxy, state: Persistence, nowS: number): void {
  let id = config.mode === 'prefix' ? value : readDates(value, state);
  const outdated = outdatedState(config, state, nowS);
  if (outdated !== undefined) {
    state.requestState = outdated;
    state.lastDateS = 0;
    state.firstDateS = 0;
    id = '';
  }
  const isAsked = id !== '' && !state.ignored && state.server === undefined;
  if (isAsked && takeServer(backend.serversByCookie.get(id) ?? [], backend, state)) return;
  if (KEPT_STATES.includes(state.requestState)) return;
  state.requestState = state.ignored || state.server !== undefined ? 'U' : 'I';
}

/** `O`: older than maxlife; else `E`: idle for longer than maxidle. */
function outdatedState(config: CookieConfig, state: Persistence, nowS: number): 'O' | 'E' | undefined {
  const { maxLifeS, maxIdleS } = config;
  if (maxLifeS > 0 && state.firstDateS > 0 && isOutdated(state.firstDateS, nowS, maxLifeS)) return 'O';
  if (maxIdleS > 0 && state.lastDateS > 0 && isOutdated(state.lastDateS, nowS, maxIdleS)) return 'E';
  return undefined;
}

/** `id|last|first`: returns the id and notes the dates. */
function readDates(value: string, state: Persistence): string {
  const bar = value.indexOf('|');
  if (bar < 0) return value;
  const second = value.indexOf('|', bar + 1);
  const last = parseCookieDate(second < 0 ? value.slice(bar + 1) : value.slice(bar + 1, second));
  if (last >= 0) state.lastDateS = last;
  if (second >= 0) {
    const first = parseCookieDate(value.slice(second + 1));
    if (first >= 0) state.firstDateS = first;
  }
  return value.slice(0, bar);
}

/** Servers may share a cookie: the first one that is up is taken, or the first one of all where persistence insists. */
function takeServer(servers: readonly Server[], backend: LiveProxy, state: Persistence): boolean {
  const insists = state.forced || backend.config.options.get('persist') === true;
  for (const server of servers) {
    state.requestState = server.willing ? 'V' : 'D';
    if (!server.willing && !insists) continue;
    state.server = server;
    state.direct = true;
    return true;
  }
  return false;
}
