/** The beginning of a session of peers: three lines of greeting, one line of status (peers.txt, "Handshake"). */
import { latin1Slice } from '../../base/bytes.js';

const PEERS_PROTOCOL = 'HAProxyS';
const PEERS_MAJOR = 2;
export const PEERS_MINOR = 1;

/** Answers to a greeting. */
export const PEER_STATUS = {
  success: 200,
  tryAgain: 300,
  protocolError: 501,
  badVersion: 502,
  wrongTarget: 503,
  unknownPeer: 504,
} as const;

export type PeerStatus = (typeof PEER_STATUS)[keyof typeof PEER_STATUS];

export interface Hello {
  readonly major: number;
  readonly minor: number;
  /** Whom it is meant for. */
  readonly target: string;
  /** Who sends it. */
  readonly sender: string;
  readonly pid: number;
}

/** A greeting that was read, a reason to refuse it, or `more`. */
export type HelloParse =
  | { readonly kind: 'hello'; readonly hello: Hello; readonly length: number }
  | { readonly kind: 'refused'; readonly status: PeerStatus }
  | { readonly kind: 'more' };

const MORE = { kind: 'more' } as const;

/** Longest greeting that is waited for; HAProxy's lines fit its buffers of 16 kB, names do not come near. */
const HELLO_MAX = 4096;

export function renderHello({ minor, target, sender, pid }: Omit<Hello, 'major'>): string {
  return `${PEERS_PROTOCOL} ${PEERS_MAJOR}.${minor}\n${target}\n${sender} ${pid} 1\n`;
}

/** Reads the greeting that the bytes begin with. */
export function parseHello(bytes: Buffer): HelloParse {
  const text = latin1Slice(bytes, 0, Math.min(bytes.length, HELLO_MAX));
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0 && ends.length < 3; at = text.indexOf('\n', at + 1)) ends.push(at);
  const refused = (status: PeerStatus): HelloParse => ({ kind: 'refused', status });
  const first = ends.length > 0 ? lineOf(text, 0, ends[0]!) : undefined;
  if (first !== undefined && !first.startsWith(`${PEERS_PROTOCOL} `)) return refused(PEER_STATUS.protocolError);
  if (first === undefined || ends.length < 3) {
    return bytes.length >= HELLO_MAX ? refused(PEER_STATUS.protocolError) : MORE;
  }
  const version = /^(\d+)\.(\d+)$/.exec(first.slice(PEERS_PROTOCOL.length + 1).trim());
  if (!version || Number(version[1]) !== PEERS_MAJOR) return refused(PEER_STATUS.badVersion);
  const target = lineOf(text, ends[0]! + 1, ends[1]!);
  const sender = /^(\S+)(?: (\d+))?(?: \S+)*$/.exec(lineOf(text, ends[1]! + 1, ends[2]!));
  if (!sender) return refused(PEER_STATUS.protocolError);
  const hello = {
    major: PEERS_MAJOR,
    minor: Number(version[2]),
    target,
    sender: sender[1]!,
    pid: Number(sender[2] ?? 0),
  };
  return { kind: 'hello', hello, length: ends[2]! + 1 };
}

function lineOf(text: string, start: number, end: number): string {
  return text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
}

export function renderStatus(status: PeerStatus): string {
  return `${status}\n`;
}

/** Longest line of status: three digits, with what may stand around them. */
const STATUS_MAX = 64;

/** Reads the line of status; `more` if it is not whole, undefined if it is none. */
export function parseStatus(bytes: Buffer): { readonly status: number; readonly length: number } | 'more' | undefined {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return bytes.length > STATUS_MAX ? undefined : 'more';
  const digits = /^(\d{3})\s*$/.exec(latin1Slice(bytes, 0, end));
  return digits ? { status: Number(digits[1]), length: end + 1 } : undefined;
}
