/**
 * Values of header fields (manual 7.3.6 `req.hdr`, RFC 9110 5.6.1): a field is a list of values between commas that stand
 * outside of quotes. Occurrences count from 1 over all fields of a name, from -1 backwards. The empty name is any field.
 */
import type { Fields } from '../../../model/message.js';
import type { Stream } from '../../../model/stream.js';
import type { Value } from '../../../model/value.js';
import { listItemEnd, trimmedSlice } from '../../../net/h1/field-list.js';

/** Number of values in a field. */
function countIn(text: string): number {
  let count = 1;
  for (let at = listItemEnd(text, 0); at < text.length; at = listItemEnd(text, at + 1)) count++;
  return count;
}

/** The value at a place counted from 0; the caller knows that there are as many. */
function valueAt(text: string, index: number): string {
  let start = 0;
  for (let skip = index; skip > 0; skip--) start = listItemEnd(text, start) + 1;
  return trimmedSlice(text, start, listItemEnd(text, start));
}

/** Index of the next field of a name at or behind `from`, or -1. */
function nextField(names: readonly string[], name: string, from: number): number {
  if (name !== '') return names.indexOf(name, from);
  return from < names.length ? from : -1;
}

/** Index of the last field of a name at or before `from`, or -1. */
function previousField(names: readonly string[], name: string, from: number): number {
  if (from < 0) return -1;
  return name === '' ? from : names.lastIndexOf(name, from);
}

/** The value of an occurrence that counts from 1. */
function valueFromStart({ names, values }: Fields, name: string, occurrence: number): string | undefined {
  let left = occurrence;
  for (let at = nextField(names, name, 0); at >= 0; at = nextField(names, name, at + 1)) {
    const count = countIn(values[at]!);
    if (left <= count) return valueAt(values[at]!, left - 1);
    left -= count;
  }
  return undefined;
}

/** The value of an occurrence that counts from -1 backwards. */
function valueFromEnd({ names, values }: Fields, name: string, occurrence: number): string | undefined {
  let left = -occurrence;
  for (let at = previousField(names, name, names.length - 1); at >= 0; at = previousField(names, name, at - 1)) {
    const count = countIn(values[at]!);
    if (left <= count) return valueAt(values[at]!, count - left);
    left -= count;
  }
  return undefined;
}

/** Gives one value of a message. */
export type PickValue = (fields: Fields) => string | undefined;

/** Picks one of the values between commas; occurrence 0 is the last one. */
export function pickValue(name: string, occurrence: number): PickValue {
  if (occurrence > 0) return (fields) => valueFromStart(fields, name, occurrence);
  if (occurrence < -1) return (fields) => valueFromEnd(fields, name, occurrence);
  return (fields) => {
    const at = previousField(fields.names, name, fields.names.length - 1);
    if (at < 0) return undefined;
    const text = fields.values[at]!;
    return text.includes(',') ? valueAt(text, countIn(text) - 1) : text;
  };
}

/** Picks one of the fields as a whole; occurrence 0 is the last one. */
export function pickField(name: string, occurrence: number): PickValue {
  if (occurrence <= 0) {
    return ({ names, values }) => {
      let at = previousField(names, name, names.length - 1);
      for (let left = occurrence + 1; left < 0 && at >= 0; left++) at = previousField(names, name, at - 1);
      return at < 0 ? undefined : values[at];
    };
  }
  return ({ names, values }) => {
    let at = nextField(names, name, 0);
    for (let left = occurrence - 1; left > 0 && at >= 0; left--) at = nextField(names, name, at + 1);
    return at < 0 ? undefined : values[at];
  };
}

/** What is made of the text of a value; undefined = this one has none. */
export type ReadText = (text: string) => Value | undefined;
type ValueTest = (value: Value, stream: Stream) => boolean;

/** Asks for each value of a message whether it passes, until one does. */
export type EachValue = (fields: Fields, read: ReadText | undefined, test: ValueTest, stream: Stream) => boolean;

function passes(text: string, read: ReadText | undefined, test: ValueTest, stream: Stream): boolean {
  if (read === undefined) return test(text, stream);
  const value = read(text);
  return value !== undefined && test(value, stream);
}

function someValue(text: string, read: ReadText | undefined, test: ValueTest, stream: Stream): boolean {
  for (let start = 0; start <= text.length; ) {
    const end = listItemEnd(text, start);
    if (passes(trimmedSlice(text, start, end), read, test, stream)) return true;
    start = end + 1;
  }
  return false;
}

/** All values between commas, in order. */
export function eachValue(name: string): EachValue {
  return ({ names, values }, read, test, stream) => {
    for (let at = nextField(names, name, 0); at >= 0; at = nextField(names, name, at + 1)) {
      const text = values[at]!;
      if (text.includes(',') ? someValue(text, read, test, stream) : passes(text, read, test, stream)) return true;
    }
    return false;
  };
}

/** All fields as a whole, in order. */
export function eachField(name: string): EachValue {
  return ({ names, values }, read, test, stream) => {
    for (let at = nextField(names, name, 0); at >= 0; at = nextField(names, name, at + 1)) {
      if (passes(values[at]!, read, test, stream)) return true;
    }
    return false;
  };
}

/** Number of values between commas. */
export function countValues({ names, values }: Fields, name: string): number {
  let count = 0;
  for (let at = nextField(names, name, 0); at >= 0; at = nextField(names, name, at + 1)) count += countIn(values[at]!);
  return count;
}

/** Number of fields. */
export function countFields({ names }: Fields, name: string): number {
  if (name === '') return names.length;
  let count = 0;
  for (let at = names.indexOf(name); at >= 0; at = names.indexOf(name, at + 1)) count++;
  return count;
}
