/** Which statuses count as errors of clients and as failures of servers (manual 3.1 `http-err-codes`, `http-fail-codes`). */

/** Statuses of both kinds; one status may be in both. */
export interface CountedStatuses {
  errors: ReadonlySet<number>;
  failures: ReadonlySet<number>;
}

/** A server that says 501 or 505 was asked for what it does not do; it did not fail. */
export function initialCountedStatuses(): CountedStatuses {
  const failures = between(500, 599);
  failures.delete(501);
  failures.delete(505);
  return { errors: between(400, 499), failures };
}

/**
 * One word of such a line: `400-499,501` takes the place of the set, `+...` adds to it, `-...` takes away.
 * @returns undefined if it is not of that form
 */
export function changeStatuses(set: ReadonlySet<number>, word: string): ReadonlySet<number> | undefined {
  const [, sign, list] = /^([+-]?)(.+)$/.exec(word) ?? [];
  if (list === undefined) return undefined;
  const changed = new Set(sign === '' ? [] : set);
  for (const range of list.split(',')) {
    const [, first, last] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(range) ?? [];
    if (first === undefined || Number(last ?? first) < Number(first)) return undefined;
    for (const status of between(Number(first), Number(last ?? first))) {
      if (sign === '-') changed.delete(status);
      else changed.add(status);
    }
  }
  return changed;
}

function between(first: number, last: number): Set<number> {
  return new Set(Array.from({ length: last - first + 1 }, (_, at) => first + at));
}
