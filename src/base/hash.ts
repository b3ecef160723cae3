/** 32-bit hash functions over latin1 carriers, as `hash-type` and the converters of the same names use them. */

/** Public-domain hash of sdbm. */
export function sdbm(bytes: string): number {
  let hash = 0;
  for (let i = 0; i < bytes.length; i++) hash = (bytes.charCodeAt(i) + (hash << 6) + (hash << 16) - hash) | 0;
  return hash >>> 0;
}

/** Bernstein's times-33 hash. */
export function djb2(bytes: string): number {
  let hash = 5381;
  for (let i = 0; i < bytes.length; i++) hash = ((hash << 5) + hash + bytes.charCodeAt(i)) | 0;
  return hash >>> 0;
}

const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The hash "wt6", made for small sets of servers and numeric keys: two words that rotate by steps of their own bits. */
export function wt6(bytes: string): number {
  let low = 0xa53c965a | 0;
  let high = 0x5ca6953a | 0;
  let lowStep = 6;
  let highStep = 18;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i);
    const turned = rotateLeft(~(high + byte), lowStep);
    high = rotateLeft(~(low ^ byte), highStep);
    low = turned;
    const steps = ((low >>> 16) ^ high) & 0xffff;
    lowStep = steps & 31;
    highStep = steps >>> 11;
  }
  return (low ^ high) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of Ethernet, gzip and PNG. */
export function crc32(bytes: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (CRC_TABLE[(crc ^ bytes.charCodeAt(i)) & 0xff]! ^ (crc >>> 8)) >>> 0;
  return ~crc >>> 0;
}

/** Bob Jenkins' 4-byte integer hash with full avalanche, spread over the ring by a large prime. */
export function avalanche(value: number): number {
  let a = value | 0;
  a = (a + 0x7ed55d16 + (a << 12)) | 0;
  a = a ^ 0xc761c23c ^ (a >>> 19);
  a = (a + 0x165667b1 + (a << 5)) | 0;
  a = ((a + 0xd3a2646c) ^ (a << 9)) | 0;
  a = (a + 0xfd7046c5 + (a << 3)) | 0;
  a = a ^ 0xb55a4f09 ^ (a >>> 16);
  return Math.imul(a, 3221225473) >>> 0;
}
