/** Kinds of arguments that are a constant or the name of a variable (manual 7.3.1: `add(value)`, `hmac(alg,key)`, ...). */
import { parseSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import type { VarName } from '../site.js';
import type { ArgKind } from './kind.js';
import { kindOf } from './kind.js';
import { parseVarName } from './text.js';

/** What a constant-or-variable argument holds: exactly one of the two. */
export type Operand<T> =
  | { readonly variable: VarName; readonly constant?: undefined }
  | { readonly variable?: undefined; readonly constant: T };

/** An integer or a variable; an empty argument is 0. `min` is checked for constants only. */
export function sintOrVar(label: string, min?: number): ArgKind<Operand<Sint>> {
  const least = min === undefined ? '' : ` of at least ${min}`;
  return kindOf<Operand<Sint>>(label, 'string', `an integer${least} or a variable name`, (text) => {
    const variable = parseVarName(text);
    if (variable) return { variable };
    const constant = text === '' ? 0 : parseSint(text);
    return constant === undefined || (min !== undefined && constant < min) ? undefined : { constant };
  });
}

/** A string or a variable: what looks like a variable is one. */
export function strOrVar(label: string): ArgKind<Operand<string>> {
  return kindOf<Operand<string>>(label, 'string', 'a string or a variable name', (text) => {
    const variable = parseVarName(text);
    return variable ? { variable } : { constant: text };
  });
}

/** Base64 text, decoded to a latin1 carrier, or a variable that holds such text. */
export function base64OrVar(label: string): ArgKind<Operand<string>> {
  return kindOf<Operand<string>>(label, 'string', 'base64 text or a variable name', (text) => {
    const variable = parseVarName(text);
    if (variable) return { variable };
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
    return { constant: Buffer.from(text, 'base64').toString('latin1') };
  });
}
