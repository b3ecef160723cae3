/**
 * The built-in pages (manual 4.2 `errorfile`): bytes on the wire that scripts and monitoring compare with, so they are the
 * same as HAProxy's.
 */
import type { Reply } from '../../model/verdict.js';

interface Page {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
  /** These pages ask for the end of the connection by themselves. */
  readonly close?: boolean;
}

const PAGES: readonly Page[] = [
  { status: 200, reason: 'OK', text: 'Service ready.' },
  { status: 400, reason: 'Bad request', text: 'Your browser sent an invalid request.', close: true },
  { status: 401, reason: 'Unauthorized', text: 'You need a valid user and password to access this content.' },
  { status: 403, reason: 'Forbidden', text: 'Request forbidden by administrative rules.' },
  { status: 404, reason: 'Not Found', text: 'The resource could not be found.' },
  {
    status: 405,
    reason: 'Method Not Allowed',
    text: 'A request was made of a resource using a request method not supported by that resource',
  },
  { status: 407, reason: 'Unauthorized', text: 'You need a valid user and password to access this content.' },
  {
    status: 408,
    reason: 'Request Time-out',
    text: "Your browser didn't send a complete request in time.",
    close: true,
  },
  {
    status: 410,
    reason: 'Gone',
    text: 'The resource is no longer available and will not be available again.',
  },
  { status: 413, reason: 'Payload Too Large', text: 'The request entity exceeds the maximum allowed.' },
  { status: 414, reason: 'URI Too Long', text: 'The URI is too long.' },
  { status: 421, reason: 'Misdirected Request', text: 'Request sent to a non-authoritative server.' },
  {
    status: 422,
    reason: 'Unprocessable Content',
    text: 'The server cannot process the contained instructions.',
  },
  { status: 425, reason: 'Too Early', text: 'Your browser sent early data.' },
  {
    status: 429,
    reason: 'Too Many Requests',
    text: 'You have sent too many requests in a given amount of time.',
  },
  { status: 431, reason: 'Request Header Fields Too Large', text: 'The request header fields are too large.' },
  { status: 500, reason: 'Internal Server Error', text: 'An internal server error occurred.' },
  {
    status: 501,
    reason: 'Not Implemented',
    text: '.The server does not support the functionality required to fulfill the request.',
  },
  { status: 502, reason: 'Bad Gateway', text: 'The server returned an invalid or incomplete response.' },
  { status: 503, reason: 'Service Unavailable', text: 'No server is available to handle this request.' },
  { status: 504, reason: 'Gateway Time-out', text: "The server didn't respond in time." },
];

function htmlOf({ status, reason, text }: Page): string {
  return `<html><body><h1>${status} ${reason}</h1>\n${text}\n</body></html>\n`;
}

function replyOf(page: Page): Reply {
  const body = htmlOf(page);
  return Object.freeze({
    status: page.status,
    reason: page.reason,
    fields: [
      ['content-length', String(body.length)],
      ['cache-control', 'no-cache'],
      ['content-type', 'text/html'],
    ],
    body,
    close: page.close === true,
    cause: 'fault',
  } as const);
}

const REPLIES = new Map<number, Reply>(PAGES.map((page) => [page.status, replyOf(page)]));

/** The built-in page of a status; that of 500 where there is none. */
export function builtInPage(status: number): Reply {
  return REPLIES.get(status) ?? REPLIES.get(500)!;
}

/**
 * A page as it is sent where no request could be read: written at once, with `connection: close` at its place in the
 * recorded message.
 */
export function rawPage(status: number): string {
  const { reason, body } = builtInPage(status);
  return (
    `HTTP/1.1 ${status} ${reason}\r\ncontent-length: ${body.length}\r\ncache-control: no-cache\r\n` +
    `connection: close\r\ncontent-type: text/html\r\n\r\n${body}`
  );
}
