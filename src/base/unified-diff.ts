/**
 * Two texts -> a unified diff, as patch(1) reads it. Lines that occur once in both texts anchor the comparison (patience
 * diff), which keeps it linear for files whose lines moved apart, and readable.
 */

const CONTEXT_LINES = 3;

type Mark = ' ' | '-' | '+';

interface Step {
  readonly mark: Mark;
  readonly line: string;
}

/** Lines with their line feeds; a last line without one keeps that fact. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop()!;
  const ended = lines.map((line) => `${line}\n`);
  if (last !== '') ended.push(last);
  return ended;
}

/** Pairs of positions of lines that are unique in both ranges, increasing in both. */
function anchors(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  const places = new Map<string, { left: number; right: number; count: number }>();
  for (const [at, line] of left.entries()) {
    const known = places.get(line);
    if (known) known.count = 9;
    else places.set(line, { left: at, right: -1, count: 1 });
  }
  for (const [at, line] of right.entries()) {
    const known = places.get(line);
    if (!known) continue;
    known.count += known.right >= 0 ? 9 : 1;
    known.right = at;
  }
  const pairs = [...places.values()].filter(({ count }) => count === 2);
  return longestRise(pairs.map((pair) => [pair.left, pair.right] as const));
}

/** The longest run of pairs whose second numbers rise; the first ones rise already. */
function longestRise(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [index, [, right]] of pairs.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]![1] < right) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? tops[low - 1]! : -1);
    tops[low] = index;
  }
  const run: (readonly [number, number])[] = [];
  for (let at = tops[tops.length - 1] ?? -1; at >= 0; at = before[at]!) run.unshift(pairs[at]!);
  return run;
}

function compare(left: readonly string[], right: readonly string[], steps: Step[]): void {
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const put = (mark: Mark, lines: readonly string[]): void => {
    for (const line of lines) steps.push({ mark, line });
  };
  put(' ', left.slice(0, head));
  const [a, b] = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)];
  const known = a.length > 0 && b.length > 0 ? anchors(a, b) : [];
  let [fromA, fromB] = [0, 0];
  for (const [atA, atB] of known) {
    compare(a.slice(fromA, atA), b.slice(fromB, atB), steps);
    put(' ', [a[atA]!]);
    [fromA, fromB] = [atA + 1, atB + 1];
  }
  if (known.length > 0) compare(a.slice(fromA), b.slice(fromB), steps);
  else {
    put('-', a);
    put('+', b);
  }
  put(' ', left.slice(left.length - tail));
}

function renderLine({ mark, line }: Step): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** `start,count` of a hunk: the line before it if it is empty. */
function renderSpan(start: number, count: number): string {
  return count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`;
}

/** The diff that turns one text into the other; empty if they are equal. */
export function renderUnifiedDiff(before: string, after: string, name: string, newName: string = name): string {
  if (before === after) return '';
  const steps: Step[] = [];
  compare(linesOf(before), linesOf(after), steps);
  const changed = steps.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const pieces = [`--- ${name}\n+++ ${newName}\n`];
  let [at, left, right] = [0, 0, 0];
  const count = (from: number, to: number, mark: Mark): number =>
    steps.slice(from, to).filter((step) => step.mark !== mark).length;
  for (let index = 0; index < changed.length; ) {
    let last = index;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT_LINES + 1) last++;
    const from = Math.max(at, changed[index]! - CONTEXT_LINES);
    const to = Math.min(steps.length, changed[last]! + CONTEXT_LINES + 1);
    left += count(at, from, '+');
    right += count(at, from, '-');
    const [removed, added] = [count(from, to, '+'), count(from, to, '-')];
    pieces.push(`@@ -${renderSpan(left, removed)} +${renderSpan(right, added)} @@\n`);
    pieces.push(...steps.slice(from, to).map(renderLine));
    [at, left, right] = [to, left + removed, right + added];
    index = last + 1;
  }
  return pieces.join('');
}
