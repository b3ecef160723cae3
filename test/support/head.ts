/** Heads of messages as the engine makes them of bytes. */
import type { RequestHead, ResponseHead } from '../../src/model/message.js';
import { DEFAULT_H1_SETTINGS, H1RequestParser, H1ResponseParser } from '../../src/net/h1/index.js';

/** Bytes of a text whose lines may end in LF alone; the blank line behind a head may be left out. */
function bytesOf(text: string): Buffer {
  const whole = /\r?\n\r?\n$/.test(text) ? text : `${text.replace(/\r?\n$/, '')}\n\n`;
  return Buffer.from(whole.replace(/\r?\n/g, '\r\n'), 'latin1');
}

export function requestHead(text: string): RequestHead {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  parser.feed(bytesOf(text));
  if (parser.next() !== 'head') throw new Error(`not a request: ${text}`);
  return parser.head!;
}

export function responseHead(text: string): ResponseHead {
  const parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
  parser.feed(bytesOf(text));
  if (parser.next() !== 'head') throw new Error(`not a response: ${text}`);
  return parser.head!;
}
