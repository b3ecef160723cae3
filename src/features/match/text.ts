/** What the match methods on text share: patterns without case, and buckets of patterns by length. */
import type { PatternSet } from '../../catalog/entry.js';

/** Lower case of ASCII letters; other bytes stay. */
function lowerAscii(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** Texts of patterns; in lower case where case is ignored. Without doubles. */
export function textsOf({ patterns, ignoreCase }: PatternSet): readonly string[] {
  return [...new Set(patterns.map(({ value }) => (ignoreCase ? lowerAscii(value) : value)))];
}

/**
 * Brings values to the case of the patterns. Where these are ASCII the engine's own lower case gives the same matches:
 * it turns no other latin1 character into ASCII.
 */
export function folderOf(texts: readonly string[]): (text: string) => string {
  return texts.every((text) => /^[\x00-\x7f]*$/.test(text)) ? (text) => text.toLowerCase() : lowerAscii;
}

/** Patterns with equal lengths, so that one look-up tests them all. Shortest first. */
export function bucketsByLength(texts: readonly string[]): readonly (readonly [number, ReadonlySet<string>])[] {
  const buckets = new Map<number, Set<string>>();
  for (const text of texts) {
    const bucket = buckets.get(text.length);
    if (bucket) bucket.add(text);
    else buckets.set(text.length, new Set([text]));
  }
  return [...buckets].sort(([a], [b]) => a - b);
}

/** Up to so many patterns are compared one by one. */
export const FEW = 8;
