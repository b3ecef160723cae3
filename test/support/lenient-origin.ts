/**
 * An origin that believes anything: it records what a proxy sends and afterwards reads it in every way that careless servers
 * read messages. Whatever way finds a request without the proxy's mark found one that the proxy did not mean to send.
 */
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listenOn } from './hawser.js';

/** One careless way to read a stream of requests. */
export interface Reading {
  readonly name: string;
  /** What ends a line. */
  readonly lineEnd: RegExp;
  /** What counts when a message has both; `last-length`: the last of several lengths. */
  readonly prefers: 'encoding' | 'first-length' | 'last-length';
  /** Whether a line that starts with whitespace goes on with the value in front of it. */
  readonly unfolds: boolean;
  /** What makes a transfer coding chunked. */
  readonly chunked: RegExp;
}

const LINE_ENDS: readonly (readonly [string, RegExp])[] = [
  ['CR LF', /\r\n/],
  ['LF', /\r?\n/],
  ['CR or LF', /\r\n|\r|\n/],
  ['CRs and LF', /\r*\n/],
];

const CODINGS: readonly (readonly [string, RegExp])[] = [
  ['exactly chunked', /^chunked$/i],
  ['chunked somewhere', /chunked/i],
  ['chunked at the end', /chunked\W*$/i],
  ['any coding', /^/],
];

/** Every combination. */
export const READINGS: readonly Reading[] = LINE_ENDS.flatMap(([ending, lineEnd]) =>
  CODINGS.flatMap(([coding, chunked]) =>
    (['encoding', 'first-length', 'last-length'] as const).flatMap((prefers) =>
      [true, false].map((unfolds) => ({
        ...{
          name: `${ending}, ${coding}, ${prefers} first${unfolds ? ', folds' : ''}`,
          lineEnd,
          prefers,
          unfolds,
          chunked,
        },
      })),
    ),
  ),
);

interface Head {
  readonly line: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Where the body begins. */
  readonly end: number;
}

function readHead(text: string, from: number, { lineEnd, unfolds }: Reading): Head | undefined {
  const lines: string[] = [];
  let at = from;
  for (;;) {
    const match = lineEnd.exec(text.slice(at));
    if (match === null) return undefined;
    const line = text.slice(at, at + match.index);
    at += match.index + match[0].length;
    if (line === '' && lines.length > 0) break;
    if (line === '') continue;
    if (unfolds && lines.length > 1 && /^[ \t]/.test(line)) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line);
  }
  const fields = lines.slice(1).map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [
      line
        .slice(0, colon < 0 ? undefined : colon)
        .replace(/[^!-~]/g, '')
        .toLowerCase(),
      line.slice(colon + 1).trim(),
    ];
  });
  return { line: lines[0]!, fields, end: at };
}

/** Offset behind a chunked body; the end of the text if it is not whole. */
function afterChunks(text: string, from: number, { lineEnd }: Reading): number {
  let at = from;
  for (;;) {
    const match = lineEnd.exec(text.slice(at));
    if (match === null) return text.length;
    const size = Number.parseInt(text.slice(at, at + match.index).replace(/^\W*(?:0x)?/i, ''), 16);
    at += match.index + match[0].length;
    if (Number.isNaN(size)) return text.length;
    if (size === 0) break;
    at += size;
    const end = lineEnd.exec(text.slice(at));
    if (end?.index === 0) at += end[0].length;
  }
  for (;;) {
    const match = lineEnd.exec(text.slice(at));
    if (match === null) return text.length;
    at += match.index + match[0].length;
    if (match.index === 0) return at;
  }
}

function bodyEnd(text: string, head: Head, reading: Reading): number {
  const valuesOf = (name: string) => head.fields.filter(([own]) => own === name).map(([, value]) => value);
  const encodings = valuesOf('transfer-encoding');
  const lengths = valuesOf('content-length')
    .map((value) => Number.parseInt(value.replace(/^\D*/, ''), 10))
    .filter((length) => !Number.isNaN(length));
  const isChunked = encodings.some((value) => reading.chunked.test(value));
  const length = reading.prefers === 'first-length' ? lengths[0] : lengths.at(-1);
  if (isChunked && (reading.prefers === 'encoding' || length === undefined))
    return afterChunks(text, head.end, reading);
  return head.end + (length ?? 0);
}

/** The requests that one way of reading finds. */
export function requestsOf(text: string, reading: Reading): readonly Head[] {
  const found: Head[] = [];
  for (let at = 0; at < text.length; ) {
    const head = readHead(text, at, reading);
    if (head === undefined) break;
    found.push(head);
    at = bodyEnd(text, head, reading);
  }
  return found;
}

export interface LenientOrigin {
  readonly port: number;
  /** What came on each connection. */
  readonly streams: readonly { text: string }[];
}

const STRICT = READINGS[0]!;

/** Whole requests of a stream so far, read as RFC 9112 wants it. */
function wholeRequests(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    const head = readHead(text, at, STRICT);
    if (head === undefined) break;
    const end = bodyEnd(text, head, STRICT);
    const isChunked = head.fields.some(([name]) => name === 'transfer-encoding');
    if (end > text.length || (isChunked && !/\r\n\r\n$/.test(text.slice(head.end - 2, end)))) break;
    at = end;
  }
  return count;
}

/** Answers each whole request and keeps all bytes. */
export async function startLenientOrigin(t: TestContext): Promise<LenientOrigin> {
  const streams: { text: string }[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const stream = { text: '' };
    let answered = 0;
    streams.push(stream);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      stream.text += data.toString('latin1');
      for (const whole = wholeRequests(stream.text); answered < whole; answered++) {
        socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno');
      }
    });
  });
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: await listenOn(server), streams };
}
