/** Arguments that are a constant or a variable, read per request. */
import type { Operand } from '../../catalog/kind/variable.js';
import { castToSint, castToString } from '../../model/cast.js';
import type { Stream } from '../../model/stream.js';
import type { Sint, Value } from '../../model/value.js';
import { readVar } from '../../model/vars.js';

/** Gives the value of an argument; undefined if its variable is not set or does not fit. */
export type Reader<T> = (stream: Stream) => T | undefined;

function compileOperand<T>(operand: Operand<T>, cast: (value: Value) => T | undefined): Reader<T> {
  const { variable, constant } = operand;
  if (variable === undefined) return () => constant as T;
  return (stream) => {
    const value = readVar(stream, variable);
    return value === undefined ? undefined : cast(value);
  };
}

/** An integer. */
export function sintReader(operand: Operand<Sint>): Reader<Sint> {
  return compileOperand(operand, castToSint);
}

/** Text. */
export function textReader(operand: Operand<string>): Reader<string> {
  return compileOperand(operand, castToString);
}
