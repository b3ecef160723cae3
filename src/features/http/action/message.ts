/** Which message the rules of a ruleset change, and what else follows from a change. */
import type { Fields, RequestHead } from '../../../model/message.js';
import { authorityOf, pathStart } from '../../../model/request-target.js';
import type { Ruleset } from '../../../model/ruleset.js';
import type { Stream } from '../../../model/stream.js';

/** Rulesets of actions that change header fields. */
export const FIELD_RULESETS: readonly Ruleset[] = ['http-request', 'http-response', 'http-after-response'];

/** Finds the fields that rules of this ruleset work on; undefined while there is no such message. */
export type FieldsOf = (stream: Stream) => Fields | undefined;

/** The accessor is chosen when a rule is compiled. */
export function fieldsFor(ruleset: Ruleset | undefined): FieldsOf {
  return ruleset === 'http-request' ? (stream) => stream.request?.fields : (stream) => stream.response?.fields;
}

/** `host` was changed: the authority of the target, if it has one, says the same (RFC 9112 3.2). */
export function followHost(request: RequestHead, host: string): void {
  if (request.method === 'CONNECT') {
    request.uri = host;
    return;
  }
  const start = pathStart(request.uri);
  if (start === 0) return;
  const scheme = request.uri.indexOf('://');
  if (scheme < 0) return;
  request.uri = request.uri.slice(0, scheme + 3) + host + (start < 0 ? '' : request.uri.slice(start));
}

/** Gives the request another target; `host` follows the authority if there is one. */
export function setTarget(request: RequestHead, target: string): void {
  request.uri = target;
  if (target.charCodeAt(0) === 47 || !target.includes('://')) return;
  const authority = authorityOf(target);
  if (authority === undefined) return;
  const at = request.fields.find('host');
  if (at < 0) request.fields.add('host', authority);
  else request.fields.values[at] = authority;
}
