/** Normalizers of request targets (manual 4.4 `normalize-uri`, RFC 3986 6.2.2). Pure; undefined = refused (strict). */
import { pathStart, queryStart } from '../../../model/request-target.js';

const UNRESERVED = /[A-Za-z0-9._~-]/;

/** Changes the path of a target, or path and query, and leaves the rest. */
function onPath(target: string, change: (path: string) => string): string {
  const start = pathStart(target);
  if (start < 0) return target;
  const end = queryStart(target, start);
  return target.slice(0, start) + change(target.slice(start, end)) + target.slice(end);
}

export function mergeSlashes(target: string): string {
  return onPath(target, (path) => path.replace(/\/{2,}/g, '/'));
}

export function stripDot(target: string): string {
  return onPath(target, (path) => {
    const segments = path.slice(1).split('/');
    const kept = segments.filter((segment) => segment !== '.');
    const endsWithDot = segments[segments.length - 1] === '.';
    return `/${kept.join('/')}${endsWithDot && kept.length > 0 ? '/' : ''}`;
  });
}

/** `full`: `..` at the start of the path goes too. */
export function stripDotDot(target: string, full: boolean): string {
  return onPath(target, (path) => {
    const segments = path.slice(1).split('/');
    const kept: string[] = [];
    let floor = 0;
    for (const segment of segments) {
      if (segment !== '..') kept.push(segment);
      else if (kept.length > floor) kept.pop();
      else if (!full) {
        kept.push(segment);
        floor++;
      }
    }
    if (segments[segments.length - 1] === '..' && (kept.length > floor || kept[kept.length - 1] === '..' || floor > 0))
      kept.push('');
    return `/${kept.join('/')}`;
  });
}

function isHexPair(text: string): boolean {
  return /^[0-9A-Fa-f]{2}$/.test(text);
}

/** Walks over percent-encoded bytes; undefined if one is malformed and `strict` is set. */
function mapEncoded(target: string, strict: boolean, change: (hex: string) => string): string | undefined {
  let out = '';
  let from = 0;
  for (let at = target.indexOf('%'); at >= 0; at = target.indexOf('%', from)) {
    out += target.slice(from, at);
    const hex = target.slice(at + 1, at + 3);
    if (isHexPair(hex)) {
      out += change(hex);
      from = at + 3;
    } else if (strict) return undefined;
    else {
      out += '%';
      from = at + 1;
    }
  }
  return out + target.slice(from);
}

export function decodeUnreserved(target: string, strict: boolean): string | undefined {
  return mapEncoded(target, strict, (hex) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(char) ? char : `%${hex}`;
  });
}

export function upperPercent(target: string, strict: boolean): string | undefined {
  return mapEncoded(target, strict, (hex) => `%${hex.toUpperCase()}`);
}

export function stripFragment(target: string): string {
  const at = target.indexOf('#');
  return at < 0 ? target : target.slice(0, at);
}

export function encodeFragment(target: string): string {
  return target.replaceAll('#', '%23');
}

function parameterName(parameter: string): string {
  const at = parameter.indexOf('=');
  return at < 0 ? parameter : parameter.slice(0, at);
}

/** Sorts by the bytes of the names; equal names keep their order. */
export function sortQuery(target: string): string {
  const at = target.indexOf('?');
  if (at < 0) return target;
  const hash = target.indexOf('#', at);
  const end = hash < 0 ? target.length : hash;
  const sorted = target
    .slice(at + 1, end)
    .split('&')
    .map((parameter) => ({ parameter, name: parameterName(parameter) }))
    .sort((one, two) => (one.name < two.name ? -1 : one.name > two.name ? 1 : 0))
    .map(({ parameter }) => parameter);
  return target.slice(0, at + 1) + sorted.join('&') + target.slice(end);
}
