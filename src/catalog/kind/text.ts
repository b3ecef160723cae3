/** Kinds of arguments that are text: strings, words of a list, names, variables, lists. */

import { suggest } from '../derive/suggest.js';
import type { VarName } from '../site.js';
import type { ArgText } from '../text.js';
import type { ArgKind } from './kind.js';
import { invalid, kindOf } from './kind.js';

/** Any string, even an empty one. */
export function str(label: string): ArgKind<string> {
  return kindOf(label, 'string', 'a string', (text) => text);
}

/** A string of at least one byte. */
export function nonEmpty(label: string): ArgKind<string> {
  return kindOf(label, 'string', 'a string that is not empty', (text) => text || undefined);
}

/** The word itself with its place, for expressions and formats that are compiled later. */
export function any(label: string, expects = 'a word'): ArgKind<ArgText> {
  return { label, type: 'string', expects, optional: false, parse: (text) => text };
}

/** One of the given words. */
export function enumeration<const T extends string>(label: string, values: readonly T[]): ArgKind<T> {
  const expects = values.length > 1 ? `one of ${values.map((value) => `'${value}'`).join(', ')}` : `'${values[0]}'`;
  const kind: ArgKind<T> = {
    ...{ label, type: 'string', expects, optional: false, emptyIsNone: true },
    parse: (text, site) =>
      values.find((value) => value === text.value) ?? invalid(kind, text, site, suggest(text.value, values)),
  };
  return kind;
}

/** `on` or `off`. */
export function onOff(label: string): ArgKind<boolean> {
  const words: Readonly<Record<string, boolean>> = { on: true, off: false };
  return kindOf(label, 'string', "'on' or 'off'", (text) => (Object.hasOwn(words, text) ? words[text] : undefined));
}

/** `true`, `yes`, `1` or `false`, `no`, `0`. */
export function bool(label: string): ArgKind<boolean> {
  const words: Readonly<Record<string, boolean>> = {
    true: true,
    yes: true,
    1: true,
    false: false,
    no: false,
    0: false,
  };
  return kindOf(label, 'string', "'true' or 'false'", (text) => (Object.hasOwn(words, text) ? words[text] : undefined));
}

/** A comma separated list of words of which none is empty. */
export function list(label: string, separator = ','): ArgKind<readonly string[]> {
  return kindOf(label, 'string', `a list separated by '${separator}'`, (text) => {
    const items = text.split(separator);
    return items.every((item) => item !== '') ? items : undefined;
  });
}

/** A comma separated list of some of the given words. */
export function listOf<const T extends string>(label: string, values: readonly T[]): ArgKind<readonly T[]> {
  return kindOf(label, 'string', `a list of ${values.join(', ')}`, (text) => {
    const items = text.split(',').map((item) => values.find((value) => value === item));
    return items.every((item) => item !== undefined) ? (items as readonly T[]) : undefined;
  });
}

const SCOPES = ['proc', 'sess', 'txn', 'req', 'res', 'check'] as const;

/** A variable with its scope, such as `txn.name` (manual 2.8). */
export function varName(label: string): ArgKind<VarName> {
  const expects = `a variable name that starts with ${SCOPES.map((scope) => `'${scope}.'`).join(', ')}`;
  return kindOf(label, 'string', expects, parseVarName);
}

/** Takes `scope.name` apart; undefined if it is not a variable name. */
export function parseVarName(text: string): VarName | undefined {
  const dot = text.indexOf('.');
  const scope = SCOPES.find((name) => name === text.slice(0, dot));
  const name = text.slice(dot + 1);
  return scope && /^[A-Za-z0-9_.]+$/.test(name) ? { scope, name } : undefined;
}

/** Kinds of names that are resolved after all files were read. */
export type NameType = 'backend' | 'frontend' | 'server' | 'table' | 'user list';

/** A name that is resolved later. */
export function name(label: string, type: NameType): ArgKind<string> {
  return kindOf(label, type, `the name of a ${type}`, (text) => text || undefined);
}

/** A regular expression, as written; compiled by the row. */
export function regex(label: string): ArgKind<string> {
  return kindOf(label, 'regex', 'a regular expression', (text) => text || undefined);
}

/** An HTTP field name; HAProxy takes what is none according to RFC 9110 5.1, such as `X-Name:`, and sends it. */
export function fieldName(label: string): ArgKind<string> {
  return kindOf(label, 'string', 'the name of an HTTP header field', (text) =>
    text !== '' && !/[\0\r\n]/.test(text) ? text : undefined,
  );
}
