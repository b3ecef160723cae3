/** Who may see the page, and who may change things on it (manual 4.2 `stats auth`, `stats admin`). */
import { timingSafeEqual } from 'node:crypto';
import type { StatsConfig } from '../../model/config/proxy.js';
import type { StatsPageRequest } from '../../model/stats-page.js';

/** Compares without telling by the time taken where texts differ. */
function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a, 'latin1');
  const right = Buffer.from(b, 'latin1');
  return left.length === right.length && timingSafeEqual(left, right);
}

/** User and password of a field `authorization`; undefined if it holds none. */
function parseBasic(value: string | undefined): string | undefined {
  const parts = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(value ?? '');
  return parts === null ? undefined : Buffer.from(parts[1]!, 'base64').toString('latin1');
}

/** Whether the request names a user of `stats auth`, or there are none. */
export function isAuthorized({ auth }: StatsConfig, authorization: string | undefined): boolean {
  if (auth.length === 0) return true;
  const given = parseBasic(authorization);
  if (given === undefined) return false;
  // Every user is compared: the time tells nothing of the list either.
  return auth.filter(({ user, password }) => isSame(given, `${user}:${password}`)).length > 0;
}

/** `https://a.example:8080/x` to `a.example:8080`. */
function hostOf(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase();
}

/**
 * Whether no page of another site sent the form: browsers name it in `origin`, or else `referer`. HAProxy takes forms of any
 * page; scripts, which name none, are let in as there.
 */
export function isSameOrigin({ field }: StatsPageRequest): boolean {
  const from = field('origin') ?? field('referer');
  return from === undefined || hostOf(from) === field('host')?.toLowerCase();
}
