/** CRC32c (Castagnoli), RFC 4960 appendix B, as the checksum TLV of PROXY version 2 wants it. */

const TABLE = makeTable();

/** The checksum of all bytes, where the four bytes at `hole` count as zero (none if it is below zero). */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, hole = -1): number {
  let crc = 0xffff_ffff;
  for (let at = start; at < end; at++) {
    const byte = hole >= 0 && at >= hole && at < hole + 4 ? 0 : (bytes[at] ?? 0);
    crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let crc = index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
    table[index] = crc >>> 0;
  }
  return table;
}
