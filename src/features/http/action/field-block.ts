/**
 * `add-headers-bin`, `set-headers-bin`, `del-headers-bin` (manual 4.4): many fields at once, in the encoding of the fetches
 * `req.hdrs_bin` and `res.hdrs_bin` (7.3.6): name and value as varint length and bytes, two empty strings at the end.
 */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { castToBytes } from '../../../model/cast.js';
import type { Fields } from '../../../model/message.js';
import { Verdict } from '../../../model/verdict.js';
import { removeFields } from './field.js';
import { FIELD_RULESETS, fieldsFor } from './message.js';
import { headRoom } from './room.js';

/** Reads length-prefixed strings one after the other; one use each. */
class BlockReader {
  readonly #bytes: string;
  #at: number;

  constructor(bytes: string) {
    this.#bytes = bytes;
    this.#at = 0;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A varint of the peers protocol (peers-v2.0.txt): below 240 one byte, then 4 and 7 bits at a time. */
  #length(): number | undefined {
    let byte = this.#bytes.charCodeAt(this.#at++);
    let value = byte;
    if (byte < 240) return value;
    for (let shift = 4; shift < 32; shift += 7) {
      if (this.done) return undefined;
      byte = this.#bytes.charCodeAt(this.#at++);
      value += byte * 2 ** shift;
      if (byte < 128) return value;
    }
    return undefined;
  }

  /** The next string; undefined at the end or where it is cut off. */
  next(): string | undefined {
    const length = this.done ? undefined : this.#length();
    if (length === undefined || this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
}

type Pair = readonly [name: string, value: string];

/** Fields of a block whose names start with `prefix`; names in lower case. */
export function parseFieldBlock(bytes: string, prefix: string): Pair[] {
  const pairs: Pair[] = [];
  const reader = new BlockReader(bytes);
  for (;;) {
    const name = reader.next()?.toLowerCase();
    const value = reader.next();
    if (!name || value === undefined) return pairs;
    if (name.startsWith(prefix)) pairs.push([name, value]);
  }
}

function parseNames(bytes: string): string[] {
  const names: string[] = [];
  const reader = new BlockReader(bytes);
  for (let name = reader.next(); name; name = reader.next()) names.push(name.toLowerCase());
  return names;
}

type Change = (fields: Fields, pairs: readonly Pair[]) => void;

function addAll(fields: Fields, pairs: readonly Pair[]): void {
  for (const [name, value] of pairs) fields.add(name, value);
}

/** Fields that were there go first, so that a name may come several times. */
function setAll(fields: Fields, pairs: readonly Pair[]): void {
  for (const [name] of pairs) fields.remove(name);
  addAll(fields, pairs);
}

function compileInsert(site: ActionSite, change: Change): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  const prefix = site.words.take('prefix') ? site.words.expect(arg.nonEmpty('prefix'))?.toLowerCase() : '';
  if (prefix === undefined) return undefined;
  const room = headRoom(site);
  const fieldsOf = fieldsFor(site.ruleset);
  return (stream) => {
    const fields = fieldsOf(stream);
    const value = expression.evaluate(stream);
    if (fields === undefined || value === undefined) return Verdict.Continue;
    const pairs = parseFieldBlock(castToBytes(value), prefix);
    const bytes = pairs.reduce((size, [name, text]) => size + name.length + text.length, 0);
    if (!room.admits(stream, bytes, pairs.length)) return room.fail(stream);
    change(fields, pairs);
    return Verdict.Continue;
  };
}

const METHODS = ['str', 'beg', 'end', 'sub'] as const;
type Method = (typeof METHODS)[number];

function matches(name: string, wanted: string, method: Method): boolean {
  switch (method) {
    case 'str':
      return name === wanted;
    case 'beg':
      return name.startsWith(wanted);
    case 'end':
      return name.endsWith(wanted);
    case 'sub':
      return name.includes(wanted);
  }
}

function compileDelete(site: ActionSite): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  const method = site.words.take('-m') ? site.words.expect(arg.enumeration('method', METHODS)) : 'str';
  if (method === undefined) return undefined;
  const fieldsOf = fieldsFor(site.ruleset);
  return (stream) => {
    const fields = fieldsOf(stream);
    const value = expression.evaluate(stream);
    if (fields === undefined || value === undefined) return Verdict.Continue;
    const names = parseNames(castToBytes(value));
    removeFields(fields, (name) => names.some((wanted) => matches(name, wanted, method)));
    return Verdict.Continue;
  };
}

const shared = { since: '3.4', support: 'full', rulesets: FIELD_RULESETS } as const;

export const entries: readonly Entry[] = [
  define.action({
    ...shared,
    name: 'add-headers-bin',
    doc: '4.4#add-headers-bin',
    brief: 'Appends all header fields of an encoded block.',
    usage: 'add-headers-bin <expr> [ prefix <str> ]',
    compile: (site) => compileInsert(site, addAll),
  }),
  define.action({
    ...shared,
    name: 'set-headers-bin',
    doc: '4.4#set-headers-bin',
    brief: 'Replaces header fields by those of an encoded block.',
    usage: 'set-headers-bin <expr> [ prefix <str> ]',
    compile: (site) => compileInsert(site, setAll),
  }),
  define.action({
    ...shared,
    name: 'del-headers-bin',
    doc: '4.4#del-headers-bin',
    brief: 'Removes header fields by the names in an encoded block.',
    usage: 'del-headers-bin <expr> [ -m <meth> ]',
    compile: compileDelete,
  }),
];
