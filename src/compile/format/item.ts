/** One item of a log-format string, with the flags that apply to it -> a writer of text (manual 8.2.6). */
import type { LogPiece } from '../../catalog/entry.js';
import type { Expression, FormatUse } from '../../catalog/site.js';
import { castToBool, castToBytes, castToSint, castToString } from '../../model/cast.js';
import { ipBytes, parseIp } from '../../model/ip.js';
import type { Stream } from '../../model/stream.js';
import type { Value } from '../../model/value.js';
import { Binary } from '../../model/value.js';
import type { Encoding, Typed } from './encoding.js';
import { encodeField, escapeStructured, escapeUnsafe, UNSAFE_IN_HEADER, UNSAFE_IN_URI } from './escape.js';

/** Text of an item for one stream; numbers are left to whoever joins them. */
export type Writer = (stream: Stream) => string | number;

/** Flags in force for an item. */
export interface ItemFlags {
  readonly quote: boolean;
  readonly hex: boolean;
  readonly escape: boolean;
  readonly binary: boolean;
  readonly encoding: Encoding | undefined;
}

/** A compiled alias. */
export interface AliasSource {
  readonly read: (stream: Stream) => LogPiece;
  readonly prefix: ((stream: Stream) => string) | undefined;
  readonly style: 'text' | 'uri' | 'raw' | 'braces' | 'list';
  readonly hex: 'number' | 'short' | 'address' | undefined;
}

/** Quotes and escapes as the flags say; `-` or nothing for what is missing or empty. */
function finishText(flags: ItemFlags, use: FormatUse): (text: string | undefined) => string {
  const { quote, escape } = flags;
  const missing = quote ? '""' : use === 'log' ? '-' : '';
  if (!quote && !escape) return (text) => text || missing;
  if (!escape) return (text) => (text ? `"${text}"` : missing);
  if (!quote) return (text) => (text ? escapeStructured(text) : missing);
  return (text) => (text ? `"${escapeStructured(text)}"` : missing);
}

/** `7F000001` of an address. */
function hexAddress(text: string): string {
  const ip = parseIp(text);
  return ip ? Buffer.from(ipBytes(ip), 'latin1').toString('hex').toUpperCase() : text;
}

function hexNumber(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** Writes an alias; without encoding. */
export function writeAlias(source: AliasSource, flags: ItemFlags, use: FormatUse): Writer {
  const { read, prefix, style } = source;
  const finish = finishText(flags, use);
  if (style === 'braces') return writeBraces(read, flags);
  if (style === 'list') return writeList(read, finish, flags.quote);
  const missing = finish('');
  if (flags.hex && (source.hex === 'number' || source.hex === 'short')) {
    const digits = source.hex === 'number' ? 4 : 2;
    return (stream) => {
      const piece = read(stream);
      return piece === undefined ? missing : hexNumber(Number(piece), digits);
    };
  }
  if (style === 'raw') return (stream) => (read(stream) as string | number | undefined) ?? missing;
  if (style === 'text' && !flags.quote && !flags.escape && !flags.hex && !prefix) {
    return (stream) => (read(stream) as string | undefined) || missing;
  }
  const turn = textTurner(style, flags.hex && source.hex === 'address');
  // Parts of a request line that are empty stay so (haproxy 2.6).
  const empty = style === 'uri' && !flags.quote ? '' : missing;
  return (stream) => {
    const piece = read(stream);
    if (typeof piece === 'number') return prefix ? `${prefix(stream)}${piece}` : String(piece);
    return piece === '' ? empty : finish(typeof piece === 'string' ? turn(piece) : undefined);
  };
}

function textTurner(style: AliasSource['style'], hex: boolean): (text: string) => string {
  if (hex) return hexAddress;
  return style === 'uri' ? (text) => escapeUnsafe(text, UNSAFE_IN_URI) : (text) => text;
}

/** `{a|b|}`; nothing at all where no headers are captured. */
function writeBraces(read: AliasSource['read'], { quote, escape }: ItemFlags): Writer {
  return (stream) => {
    const piece = read(stream);
    if (typeof piece !== 'object') return '';
    let inner = '';
    for (let at = 0; at < piece.length; at++) {
      const value = escapeUnsafe(piece[at] ?? '', UNSAFE_IN_HEADER);
      inner += `${at > 0 ? '|' : ''}${escape ? escapeStructured(value) : value}`;
    }
    return quote ? `"{${inner}}"` : `{${inner}}`;
  };
}

function writeList(read: AliasSource['read'], finish: (text: string | undefined) => string, quote: boolean): Writer {
  // What was captured and is empty stays so without quotes (haproxy 2.6).
  const write = (value: string | undefined): string =>
    value === '' && !quote ? '' : finish(value && escapeUnsafe(value, UNSAFE_IN_HEADER));
  return (stream) => {
    const piece = read(stream);
    return typeof piece === 'object' ? piece.map(write).join(' ') : '';
  };
}

/** Writes an alias in an encoding. */
export function encodeAlias(source: AliasSource, type: string | undefined, flags: ItemFlags): Writer {
  const encoding = flags.encoding!;
  const { read, style } = source;
  return (stream) => {
    const piece = read(stream);
    if (typeof piece === 'object') return encodeHeaders(piece, style, encoding);
    if (style === 'uri' && typeof piece === 'string') return encoding.pieces(piece, UNSAFE_IN_URI);
    if (typeof piece === 'number') return encoding.value(type === 'str' ? String(piece) : turnNumber(piece, type));
    return encoding.value(piece || '-');
  };
}

function turnNumber(value: number, type: string | undefined): Typed {
  return type === 'bool' ? value !== 0 : value;
}

function encodeHeaders(values: readonly (string | undefined)[], style: string, encoding: Encoding): string {
  if (style === 'list') return encoding.list(values.map((value) => encoding.pieces(value || '-', UNSAFE_IN_HEADER)));
  return encoding.braces(values);
}

/** Writes an expression; without encoding. */
export function writeExpression(expression: Expression, flags: ItemFlags, use: FormatUse): Writer {
  const finish = finishText(flags, use);
  if (flags.binary) {
    return (stream) => {
      const value = expression.evaluate(stream);
      return finish(
        value === undefined ? undefined : value instanceof Binary ? castToBytes(value) : castToString(value),
      );
    };
  }
  if (use !== 'http') return (stream) => finish(expression.evaluateString(stream));
  return (stream) => {
    const text = expression.evaluateString(stream);
    return finish(text && encodeField(text));
  };
}

/** Writes an expression in an encoding, by the type that was asked for or the one that it has. */
export function encodeExpression(expression: Expression, type: string | undefined, flags: ItemFlags): Writer {
  const encoding = flags.encoding!;
  return (stream) => {
    const value = expression.evaluate(stream);
    if (type === 'raw') return value === undefined ? '' : castToString(value);
    return encoding.value(value === undefined ? undefined : turnValue(value, type));
  };
}

function turnValue(value: Value, type: string | undefined): Typed {
  if (type === 'str') return castToString(value);
  if (type === 'sint') return castToSint(value);
  if (type === 'bool') return castToBool(value);
  if (typeof value === 'object') return castToString(value);
  return value;
}
