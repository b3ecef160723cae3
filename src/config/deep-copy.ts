/** Copies settings that a proxy takes from its `defaults`, so that changing one never changes the other. */

/** Copies plain objects, arrays and maps; everything else (text sources, functions, values) is shared. */
export function deepCopy<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return copyMap(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  // the spread keeps the shape: nearly all settings are plain values, and there is a copy for every proxy
  const copied: Record<string, unknown> = { ...value };
  for (const key in copied) {
    const item = copied[key];
    if (typeof item === 'object' && item !== null) copied[key] = copy(item);
  }
  return copied;
}

function copyMap(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  const copied = new Map<unknown, unknown>();
  for (const [key, item] of map) copied.set(key, copy(item));
  return copied;
}
