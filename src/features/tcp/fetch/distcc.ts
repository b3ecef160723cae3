/**
 * Messages of distcc (manual 7.3.5; distcc's doc/protocol): tokens of four letters, each with a number of eight
 * hexadecimal digits, for some of them followed by as many bytes.
 */
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { Stream } from '../../../model/stream.js';
import { isResponsePoint, USE_EITHER_MESSAGE } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';
import { isRaw, requestChannel, responseChannel, waitForMore } from './raw.js';

const TOKEN_SIZE = 12;
const WITH_BODY = new Set(['ARGV', 'CDIR', 'DOTD', 'DOTI', 'DOTO', 'FILE', 'LINK', 'NAME', 'SERR', 'SOUT']);

const token: ArgKind<string> = kindOf('token', 'string', 'the name of a token, exactly 4 characters', (text) =>
  text.length === 4 ? text : undefined,
);
const args = [token, arg.opt(arg.uint('occurrence'))] as const;

interface Found {
  readonly bytes: Buffer;
  readonly number: number;
  /** Offset behind the number. */
  readonly at: number;
}

/** Looks for an occurrence of a token among the bytes that wait. */
function findToken(stream: Stream, isResponse: boolean, name: string, occurrence: number): Found | undefined {
  if (!isRaw(stream)) return undefined;
  const channel = (isResponse ? responseChannel : requestChannel)(stream);
  const bytes = channel.bytes();
  let left = Math.max(occurrence, 1);
  for (let at = 0; at + TOKEN_SIZE <= bytes.length; ) {
    const found = bytes.toString('latin1', at, at + 4);
    const digits = bytes.toString('latin1', at + 4, at + TOKEN_SIZE);
    if (!/^[0-9a-fA-F]{8}$/.test(digits)) return undefined;
    const number = Number.parseInt(digits, 16);
    at += TOKEN_SIZE;
    if (found === name && --left === 0) return { bytes, number, at };
    if (WITH_BODY.has(found)) at += number;
  }
  waitForMore(stream, channel);
  return undefined;
}

function isResponseAt({ use }: CompileSite): boolean {
  return isResponsePoint(use);
}

const shared = { since: '1.6', support: 'full', use: USE_EITHER_MESSAGE } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'distcc_param', doc: '7.3.5#distcc_param', out: 'sint' },
    brief: 'Number that stands behind a token of distcc.',
    args,
    compile: ([name, occurrence = 1], site) => {
      const isResponse = isResponseAt(site);
      return (stream) => findToken(stream, isResponse, name, occurrence)?.number;
    },
  }),
  define.fetch({
    ...{ ...shared, name: 'distcc_body', doc: '7.3.5#distcc_body', out: 'bin' },
    brief: 'Bytes that belong to a token of distcc.',
    args,
    compile: ([name, occurrence = 1], site) => {
      const isResponse = isResponseAt(site);
      return (stream) => {
        const found = findToken(stream, isResponse, name, occurrence);
        if (found === undefined) return undefined;
        const { bytes, number, at } = found;
        if (at + number > bytes.length) {
          waitForMore(stream, isResponse ? stream.responseChannel : stream.requestChannel);
          return undefined;
        }
        return new Binary(bytes.toString('latin1', at, at + number));
      };
    },
  }),
];
