/** Numbers in network order inside of latin1 carriers; callers check that they are there. */

export function u8(bytes: string, at: number): number {
  return bytes.charCodeAt(at);
}

export function u16(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
}

export function u32(bytes: string, at: number): number {
  return u16(bytes, at) * 65536 + u16(bytes, at + 2);
}
