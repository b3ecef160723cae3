/** Expressions whose value actions take as a number. */
import { castToSint } from '../model/cast.js';
import type { Stream } from '../model/stream.js';
import type { Sint } from '../model/value.js';
import type { Expression } from './site.js';

/** Reads the number of an expression; undefined where it finds nothing or its value has none. */
export function sintOf(expression: Expression): (stream: Stream) => Sint | undefined {
  return (stream) => {
    const value = expression.evaluate(stream);
    return value === undefined ? undefined : castToSint(value);
  };
}
