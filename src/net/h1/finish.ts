/**
 * The last step of reading a head: checks that span several fields, and what they mean for the body and the connection
 * (RFC 9112 3.2, 6.3, 9.3; statuses and leniency as in HAProxy).
 */
import type { RequestHead, ResponseHead } from '../../model/message.js';
import type { H1FaultCode } from './fault.js';
import type { Framing } from './framing.js';
import type { H1Settings } from './settings.js';
import { portColon, replaceAuthority, uriAuthority, uriScheme, withoutUserInfo } from './uri.js';

/** What a response must know of its request. */
export interface ResponseContext {
  readonly method: string;
  /** Whether the request asked for an upgrade. */
  readonly upgrade: boolean;
}

/** Applies the facts of `framing` to a request head whose first line is known. Returns what is wrong, or ''. */
export function finishRequest(head: RequestHead, framing: Framing, settings: H1Settings): H1FaultCode | '' {
  const fault = requestFault(head, framing, settings);
  if (fault !== '') return fault;
  head.keepAlive = !framing.close && (head.version >= 11 || framing.keepAlive);
  if (head.method === 'CONNECT') {
    // What follows is of the tunnel, or the next request where the server refuses one (RFC 9110 9.3.6).
    framing.dropLength();
  } else if (framing.chunked) {
    head.bodyKind = 'chunked';
    // RFC 9112 6.1: both fields together, or a coding in HTTP/1.0, smell of smuggling: close after the answer.
    if (framing.lengthIndex >= 0 && !settings.keepInsecureTransferEncoding) head.keepAlive = false;
    if (head.version < 11) head.keepAlive = false;
    framing.dropLength();
  } else if (framing.contentLength >= 0) {
    head.bodyKind = 'length';
    head.contentLength = framing.contentLength;
  }
  finishUpgrade(head, framing);
  const first = head.uri.charCodeAt(0);
  const isUsual = (first === 0x2f || first === 0x2a) && head.method !== 'CONNECT';
  return isUsual ? '' : finishAuthority(head, framing, settings);
}

function requestFault(head: RequestHead, framing: Framing, settings: H1Settings): H1FaultCode | '' {
  // The method of HTTP/2's preface means nothing else (RFC 9113 3.4).
  if (head.method === 'PRI') return 'method';
  if (framing.hasCoding) {
    // A request whose last coding is not `chunked` has no end.
    if (!framing.chunked) return 'transfer-encoding';
    if (framing.otherCoding) return 'unsupported-coding';
  }
  if (head.version < 11 && !settings.anyMethodPayload && (framing.chunked || framing.contentLength > 0)) {
    if (head.method === 'GET' || head.method === 'HEAD' || head.method === 'DELETE') return 'unexpected-payload';
  }
  if (framing.connectionUpgrade && framing.upgradeToWebsocket && !framing.websocketKey && !settings.relaxed) {
    return 'websocket';
  }
  return '';
}

/** An upgrade is only possible without a body; with one the wish is dropped. */
function finishUpgrade(head: RequestHead, framing: Framing): void {
  if (!framing.connectionUpgrade) return;
  if (framing.chunked || framing.contentLength > 0) framing.drop('upgrade');
  else head.upgrade = head.version >= 11;
}

/** Authority of the target and Host must agree; default ports of http, https and CONNECT are taken off both. */
function finishAuthority(head: RequestHead, framing: Framing, settings: H1Settings): H1FaultCode | '' {
  const isConnect = head.method === 'CONNECT';
  const authority = uriAuthority(head.uri);
  const full = withoutUserInfo(authority);
  if (isConnect && !settings.relaxed && !/^\d+$/.test(portOf(full))) return 'authority';
  const scheme = isConnect ? 'CONNECT' : uriScheme(head.uri).toLowerCase();
  const host = framing.hostIndex < 0 ? undefined : framing.values[framing.hostIndex]!;
  const agrees = host === undefined || full === '' || sameHost(full, host, scheme);
  if (!agrees && !settings.relaxed) return 'authority';
  if (!isConnect && scheme !== 'http' && scheme !== 'https') return '';
  const short = isDefaultPort(portOf(full), scheme) ? nameOf(full) : full;
  if (short !== full) {
    // With CONNECT a Host that is written in another way stays as it is (haproxy 2.6).
    const isAlike = !isConnect || host?.toLowerCase() === full.toLowerCase();
    if (host !== undefined && agrees && isAlike) framing.values[framing.hostIndex] = short;
    if (!isConnect) head.uri = replaceAuthority(head.uri, authority.slice(0, authority.length - full.length) + short);
  }
  // An empty path in absolute form is the root (RFC 9110 4.2.3).
  if (!isConnect && short !== '' && head.method !== 'OPTIONS' && head.uri.indexOf('/', scheme.length + 3) < 0)
    head.uri += '/';
  return '';
}

/** Ports that mean the same are equal: the default of the scheme, an empty one, none. CONNECT has two defaults, each its own. */
function sameHost(authority: string, host: string, scheme: string): boolean {
  const [a, b] = [authority.toLowerCase(), host.toLowerCase()];
  if (a === b) return true;
  if (nameOf(a) !== nameOf(b)) return false;
  const [ours, theirs] = [portOf(a), portOf(b)];
  return (
    isDefaultPort(ours, scheme) &&
    (ours === theirs || theirs === '' || (scheme !== 'CONNECT' && isDefaultPort(theirs, scheme)))
  );
}

function nameOf(authority: string): string {
  const colon = portColon(authority);
  return colon < 0 ? authority : authority.slice(0, colon);
}

function portOf(authority: string): string {
  const colon = portColon(authority);
  return colon < 0 ? '' : authority.slice(colon + 1);
}

/** CONNECT stands for the scheme that it has none of; it knows no empty port. */
function isDefaultPort(port: string, scheme: string): boolean {
  switch (scheme) {
    case 'http':
      return port === '80' || port === '';
    case 'https':
      return port === '443' || port === '';
    case 'CONNECT':
      return port === '80' || port === '443';
    default:
      return false;
  }
}

/** Applies the facts of `framing` to a response head. Returns what is wrong, or ''. */
export function finishResponse(
  head: ResponseHead,
  framing: Framing,
  settings: H1Settings,
  context: ResponseContext,
): H1FaultCode | '' {
  const status = head.status;
  head.keepAlive = !framing.close && (head.version >= 11 || framing.keepAlive);
  head.upgrade = framing.connectionUpgrade;
  if (framing.hasCoding && (framing.otherCoding || (!framing.chunked && !settings.relaxed))) {
    return framing.otherCoding ? 'unsupported-coding' : 'transfer-encoding';
  }
  if (status === 101) return finishSwitch(head, framing, settings, context);
  if (status < 200 || status === 204) {
    // Nothing can follow: a length here would only confuse the next one in line (RFC 9110 8.6, 9112 6.1).
    framing.dropLength();
    if (framing.hasCoding) framing.drop('transfer-encoding');
    return '';
  }
  if (context.method === 'CONNECT' && status < 300) {
    head.bodyKind = 'tunnel';
    return '';
  }
  if (framing.chunked) framing.dropLength();
  head.contentLength = Math.max(framing.contentLength, 0);
  if (status === 304 || context.method === 'HEAD') return '';
  head.bodyKind = framing.chunked ? 'chunked' : framing.contentLength >= 0 ? 'length' : 'until-close';
  if (head.bodyKind === 'until-close' || (framing.chunked && head.version < 11)) head.keepAlive = false;
  return '';
}

/** 101: both sides must have named the upgrade; WebSocket has its handshake (RFC 6455 4.1). */
function finishSwitch(
  head: ResponseHead,
  framing: Framing,
  settings: H1Settings,
  context: ResponseContext,
): H1FaultCode | '' {
  if (!context.upgrade || !framing.connectionUpgrade) return 'upgrade';
  if (framing.upgradeToWebsocket && !framing.websocketAccept && !settings.relaxed) return 'websocket';
  framing.dropLength();
  if (framing.hasCoding) framing.drop('transfer-encoding');
  head.bodyKind = 'tunnel';
  return '';
}

/** Number of a version token: 11 for HTTP/1.1 and above, 10 for what HAProxy treats like HTTP/1.0. */
export function versionNumber(text: string): number {
  if (text === 'HTTP/1.1') return 11;
  if (text.length !== 8 || !text.startsWith('HTTP/')) return 10;
  const number = (text.charCodeAt(5) - 0x30) * 10 + text.charCodeAt(7) - 0x30;
  return Math.min(number, 11);
}

/** The version token where it has to go out as it came in. */
export function unusualVersion(text: string): string {
  return text === '' || text === 'HTTP/1.1' || text === 'HTTP/1.0' ? '' : text;
}
