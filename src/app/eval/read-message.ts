/** Messages of files as the wire would carry them. */
import fs from 'node:fs';

export const DEFAULT_REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** Reads a message; `-` is the standard input. A latin1 carrier. */
export function readMessage(file: string): string {
  return completeMessage(fs.readFileSync(file === '-' ? 0 : file, 'latin1'));
}

/** Ends lines of the head with CRLF, closes an open head, and tells the length of a body that has none. */
export function completeMessage(text: string): string {
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end ? text.slice(0, end.index) : text.replace(/[\r\n]+$/, '')).replace(/\r?\n/g, '\r\n');
  const body = end ? text.slice(end.index + end[0].length) : '';
  const isFramed = /\r\n(?:content-length|transfer-encoding)[ \t]*:/i.test(head);
  const length = body === '' || isFramed ? '' : `\r\ncontent-length: ${body.length}`;
  return `${head}${length}\r\n\r\n${body}`;
}
