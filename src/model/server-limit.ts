/** Weights and limits of servers as operators and agents write them (management.txt 9.3, manual 5.2 `agent-check`). */
import type { Server } from './server.js';

const WEIGHT_MAX = 256;

/** Algorithms that compute their table once: they know a weight of 0 and the configured one. */
function isStatic(server: Server): boolean {
  const { balance, hash } = server.proxy.config;
  switch (balance?.algorithm) {
    case 'static-rr':
      return true;
    case 'source':
    case 'uri':
    case 'url_param':
    case 'hdr':
    case 'rdp-cookie':
    case 'hash':
      return hash?.method !== 'consistent';
    default:
      return false;
  }
}

/** Reads `50`, `50%`. @returns the weight, or why it is none */
export function parseWeight(text: string, initialWeight: number): number | string {
  const parts = /^([+-]?\d+)(.*)$/s.exec(text);
  if (parts === null) return 'Empty weight string empty or preceded by garbage';
  const number = Number(parts[1]);
  if (parts[2] === '%') {
    if (number < 0) return 'Relative weight must be positive.';
    return Math.min(WEIGHT_MAX, Math.trunc((initialWeight * number) / 100));
  }
  if (parts[2] !== '') return 'Trailing garbage in weight string';
  return number < 0 || number > WEIGHT_MAX ? 'Absolute weight can only be between 0 and 256 inclusive.' : number;
}

/** As {@link parseWeight}, for one server: algorithms that compute their table once do not take every weight. */
export function parseServerWeight(text: string, server: Server): number | string {
  const weight = parseWeight(text, server.initialWeight);
  if (typeof weight === 'string' || !isStatic(server)) return weight;
  if (weight === 0 || weight === server.initialWeight) return weight;
  return "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.";
}

/** Reads the limit of a server's connections. @returns the limit, or why it is none */
export function parseMaxconn(text: string): number | string {
  if (text === '') return 'Require <maxconn>.';
  const [, digits, rest] = /^([+-]?\d+)(.*)$/s.exec(text) ?? [];
  if (digits === undefined) return 'maxconn string empty or preceded by garbage';
  if (rest !== '') return 'Trailing garbage in maxconn string';
  return Number(digits) < 0 ? 'Value out of range.' : Number(digits);
}
