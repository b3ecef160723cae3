/** Cookies of a request: `capture cookie` of the frontend and the persistence cookie of the backend (manual 4.2, 8.5). */
import type { CookieConfig } from '../../model/config/proxy.js';
import type { Fields } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { isOutdated, parseCookieDate } from './cookie-date.js';
import { CookieCursor } from './cookie-list.js';
import type { Persistence } from './persistence.js';

const cursor = new CookieCursor();

/** `capture cookie`: the cookie of that name, or the first one whose name starts so. */
export interface CookieCapture {
  readonly name: string;
  readonly prefix: boolean;
  readonly length: number;
}

/** The pair as logs show it, if it is the wanted one. */
export function captured(pair: CookieCursor, { name, prefix, length }: CookieCapture): string | undefined {
  const isWanted = prefix ? pair.pair.startsWith(name) : pair.isNamed(name);
  return isWanted ? pair.pair.slice(0, length) : undefined;
}

/** A cookie that is only read leaves no letters in logs (haproxy 2.6). */
export function showsCookieStates({ mode, indirect }: CookieConfig): boolean {
  return mode !== 'passive' || indirect;
}

/** What is looked for in the cookies of a request. */
export interface WantedCookies {
  readonly capture: CookieCapture | undefined;
  /** The backend if it has a persistence cookie. */
  readonly backend: LiveProxy | undefined;
}

/**
 * Finds the captured cookie, which is returned, and the persistence cookie, which is taken off where the mode says so.
 * Blanks around equals signs go too.
 */
export function readRequestCookies(
  fields: Fields,
  wanted: WantedCookies,
  state: Persistence,
  nowS: number,
): string | undefined {
  let found: string | undefined;
  for (let at = fields.find('cookie'); at >= 0; at = fields.find('cookie', at)) {
    const text = fields.values[at]!;
    cursor.begin(text, 'cookie');
    found = readField(wanted, state, nowS, found);
    if (cursor.text === '' && text !== '') fields.removeAt(at);
    else fields.values[at++] = cursor.text;
  }
  return found;
}

/** One field: pairs that were taken go with the attributes behind them once it is known what follows. */
function readField(
  { capture, backend }: WantedCookies,
  state: Persistence,
  nowS: number,
  before: string | undefined,
): string | undefined {
  let found = before;
  let takenFrom = -1;
  let isLeft = false;
  while (cursor.next()) {
    if (cursor.isAttribute) continue;
    let isTaken = false;
    if (cursor.hasValue) {
      cursor.tighten();
      if (capture !== undefined && found === undefined) found = captured(cursor, capture);
      if (backend !== undefined) isTaken = readPair(backend, state, nowS);
    }
    if (isTaken) {
      if (takenFrom < 0) takenFrom = cursor.pairStart;
      continue;
    }
    isLeft = true;
    if (takenFrom >= 0) cursor.dropPairs(takenFrom);
    takenFrom = -1;
  }
  if (takenFrom >= 0) cursor.text = isLeft ? cursor.text.slice(0, takenFrom) : '';
  return found;
}

/** Reads a pair if it is the persistence cookie; whether servers do not get it. */
function readPair(backend: LiveProxy, state: Persistence, nowS: number): boolean {
  const config = backend.config.cookie!;
  if (!cursor.isNamed(config.name)) return false;
  let { value } = cursor;
  if (config.mode === 'prefix') {
    // Without a delimiter the whole value names the server, and the cookie is left as it is.
    const delimiter = value.indexOf('~');
    if (delimiter >= 0) {
      value = value.slice(0, delimiter);
      cursor.dropFromValue(delimiter + 1);
    }
  }
  choose(value, config, backend, state, nowS);
  return config.mode === 'insert' && config.indirect;
}

/** Letters that a cookie of no use does not take the place of: a later one is told of only if its server can be used. */
const KEPT_STATES = 'VDEO';

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
