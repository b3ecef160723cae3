/** The little of DER (X.690) that certificates and sessions need to be read. */

/** An element: where its contents begin and end, and where it begins itself. */
export interface DerElement {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The element at an offset; undefined if it does not fit. */
export function readElement(der: Buffer, at: number, limit = der.length): DerElement | undefined {
  if (at + 2 > limit) return undefined;
  const tag = der[at] ?? 0;
  const short = der[at + 1] ?? 0;
  if (short < 0x80) return fit(tag, at, at + 2, at + 2 + short, limit);
  const size = short & 0x7f;
  if (size === 0 || size > 4 || at + 2 + size > limit) return undefined;
  const start = at + 2 + size;
  return fit(tag, at, start, start + der.readUIntBE(at + 2, size), limit);
}

/** The elements inside another one; those behind a broken one are left out. */
export function readChildren(der: Buffer, parent: DerElement): DerElement[] {
  const children: DerElement[] = [];
  for (let at = parent.start; at < parent.end; ) {
    const child = readElement(der, at, parent.end);
    if (!child) break;
    children.push(child);
    at = child.end;
  }
  return children;
}

/** The contents as a latin1 carrier. */
export function contentOf(der: Buffer, element: DerElement): string {
  return der.toString('latin1', element.start, element.end);
}

/** Dotted text of an object identifier. */
export function readOid(der: Buffer, element: DerElement): string {
  const numbers: number[] = [];
  let value = 0;
  for (let at = element.start; at < element.end; at++) {
    const byte = der[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}

function fit(tag: number, at: number, start: number, end: number, limit: number): DerElement | undefined {
  return end <= limit ? { tag, at, start, end } : undefined;
}
