/**
 * Raw bytes that wait in a direction (manual 7.3.5): `req.len`, `req.payload`, `payload_lv` and their like. Bytes have no
 * meaning in HTTP streams, only their number has.
 */
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { UsePoint } from '../../../model/ruleset.js';
import type { ChannelView, Stream } from '../../../model/stream.js';
import { isResponsePoint, USE_EITHER_MESSAGE, USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';
import { type ChannelOf, isRaw, requestChannel, responseChannel, waitForMore } from './raw.js';

/** Offset of the block: absolute, or relative to the end of the length. */
interface BlockOffset {
  readonly relative: boolean;
  readonly value: number;
}

const blockOffset: ArgKind<BlockOffset> = kindOf('offset2', 'string', 'an offset, relative with a sign', (text) =>
  /^[+-]?\d+$/.test(text) ? { relative: /^[+-]/.test(text), value: Number(text) } : undefined,
);

/** Sizes of HAProxy's own form of messages: a first line with 20 bytes of data, fields, an end mark of one byte. */
const LINE_SIZE = 20;
const END_SIZE = 1;

/** What HAProxy counts of a message in its buffer. */
function messageSize(stream: Stream, isResponse: boolean, channel: ChannelView): number | undefined {
  const { request, response } = stream;
  const head = isResponse ? response : request;
  if (head === undefined) return undefined;
  const version = 'HTTP/1.1'.length;
  let size = LINE_SIZE + version + END_SIZE + channel.bytes().length;
  if (isResponse) size += 3 + (response?.reason.length ?? 0);
  else size += (request?.method.length ?? 0) + (request?.uri.length ?? 0);
  if (head.bodyKind === 'chunked' && channel.closed) size += END_SIZE;
  const { names, values } = head.fields;
  for (let at = 0; at < names.length; at++) size += names[at]!.length + values[at]!.length;
  return size;
}

function compileLength(of: ChannelOf, isResponse: boolean): Fetch {
  return (stream) => {
    const channel = of(stream);
    if (!isRaw(stream)) return messageSize(stream, isResponse, channel);
    waitForMore(stream, channel);
    return channel.bytes().length;
  };
}

function compilePayload(of: ChannelOf, offset: number, length: number): Fetch {
  return (stream) => {
    if (!isRaw(stream)) return undefined;
    const channel = of(stream);
    const bytes = channel.bytes();
    const end = length === 0 ? bytes.length : offset + length;
    if (length === 0 || end > bytes.length) waitForMore(stream, channel);
    if (end > bytes.length || offset > bytes.length || offset === end) return undefined;
    return new Binary(bytes.toString('latin1', offset, end));
  };
}

function compileBlock(of: ChannelOf, at: number, width: number, { relative, value }: BlockOffset): Fetch {
  const behind = at + width;
  const offset = relative ? behind + value : value;
  return (stream) => {
    if (!isRaw(stream)) return undefined;
    const channel = of(stream);
    const bytes = channel.bytes();
    if (behind > bytes.length) {
      waitForMore(stream, channel);
      return undefined;
    }
    let size = 0;
    for (let byte = at; byte < behind; byte++) size = size * 256 + bytes[byte]!;
    if (size === 0) return undefined;
    if (offset + size > bytes.length) {
      waitForMore(stream, channel);
      return undefined;
    }
    return new Binary(bytes.toString('latin1', offset, offset + size));
  };
}

type Given = readonly [offset: number, length: number, offset2: BlockOffset | undefined];
const payloadArgs = [arg.uint('offset'), arg.uint('length')] as const;
const blockArgs = [arg.uint('offset1'), arg.uint('length', { min: 1 }), arg.opt(blockOffset)] as const;
const BEHIND: BlockOffset = { relative: true, value: 0 };

function compileGivenBlock(of: ChannelOf, [at, width, offset = BEHIND]: Given, site: CompileSite): Fetch | undefined {
  if (offset.relative && at + width + offset.value < 0) {
    if (site.call) site.report('expr/bad-argument', site.call, 'the block would start in front of the first byte');
    return undefined;
  }
  return compileBlock(of, at, width, offset);
}

function rowsOf(prefix: 'req' | 'res', of: ChannelOf, use: readonly UsePoint[]): Entry[] {
  const what = prefix === 'req' ? 'request' : 'response';
  return [
    plainFetches('7.3.5', use)(
      `${prefix}.len`,
      'sint',
      `Number of bytes that wait in the direction of the ${what}.`,
      compileLength(of, prefix === 'res'),
      prefix === 'req' ? { aliases: ['req_len'] } : {},
    ),
    define.fetch({
      ...{ name: `${prefix}.payload`, doc: `7.3.5#${prefix}.payload`, since: '1.5', support: 'full', out: 'bin', use },
      brief: `Bytes of the ${what} from an offset on; all of them if the length is 0.`,
      args: payloadArgs,
      compile: ([offset, length]) => compilePayload(of, offset, length),
    }),
    define.fetch({
      ...{ name: `${prefix}.payload_lv`, doc: `7.3.5#${prefix}.payload_lv`, since: '1.5', support: 'full', use },
      brief: `Bytes of the ${what} whose number stands in it.`,
      out: 'bin',
      args: blockArgs,
      compile: (given, site) => compileGivenBlock(of, given, site),
    }),
  ];
}

function channelAt({ use }: CompileSite): ChannelOf {
  return isResponsePoint(use) ? responseChannel : requestChannel;
}

const either = { since: '1.4', support: 'full', out: 'bin', use: USE_EITHER_MESSAGE } as const;

export const entries: readonly Entry[] = [
  ...rowsOf('req', requestChannel, USE_REQUEST),
  ...rowsOf('res', responseChannel, USE_RESPONSE),
  define.fetch({
    ...{ ...either, name: 'payload', doc: '7.3.5#payload', args: payloadArgs },
    brief: 'As req.payload or res.payload, by where it stands.',
    compile: ([offset, length], site) => compilePayload(channelAt(site), offset, length),
  }),
  define.fetch({
    ...{ ...either, name: 'payload_lv', doc: '7.3.5#payload_lv', args: blockArgs },
    brief: 'As req.payload_lv or res.payload_lv, by where it stands.',
    compile: (given, site) => compileGivenBlock(channelAt(site), given, site),
  }),
];
