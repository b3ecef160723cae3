/** The edge between bytes and people: latin1 carriers -> text. */

/** Decodes the bytes of a carrier as UTF-8; bytes that are none become replacement characters. */
export function decodeUtf8(carrier: string): string {
  return /[\x80-\xff]/.test(carrier) ? Buffer.from(carrier, 'latin1').toString('utf8') : carrier;
}
