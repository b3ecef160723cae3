/** Bytes as latin1 carriers: strings with one char per byte. */

interface LatinBuffer {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, offset: number, length: number): number;
}

/** Decodes a range; the direct call saves the look-up of the encoding in `toString`. */
export function latin1Slice(bytes: Buffer, start: number, end: number): string {
  return (bytes as unknown as LatinBuffer).latin1Slice(start, end);
}

/** Encodes a carrier into `bytes`; returns the number of bytes written. */
export function latin1Write(bytes: Buffer, text: string, offset: number): number {
  return (bytes as unknown as LatinBuffer).latin1Write(text, offset, text.length);
}
