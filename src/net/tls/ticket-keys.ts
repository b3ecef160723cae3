/**
 * `tls-ticket-keys` (configuration.txt 5.1): lines of base64, 48 or 80 bytes each. The library of Node knows one key of
 * 48 bytes, so the one that encrypts is taken and tickets of rotated keys lead to full handshakes.
 */
import { createHash } from 'node:crypto';
import type { TlsResult } from './problem.js';

/** HAProxy's TLS_TICKETS_NO. */
const KEYS_MIN = 3;

/** The key that encrypts, as Node's `ticketKeys`: 16 bytes name, 16 bytes HMAC key, 16 bytes AES key. */
export function parseTicketKeys(text: string, file: string): TlsResult<Buffer> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = lines.map((line) => (/^[A-Za-z0-9+/]+={0,2}\s*$/.test(line) ? Buffer.from(line, 'base64') : undefined));
  const size = keys[0]?.length;
  const bad = keys.findIndex(
    (key) => key === undefined || (key.length !== 48 && key.length !== 80) || key.length !== size,
  );
  if (bad >= 0) return failure(`'${file}' : unable to decode base64 key on line ${bad + 1}`);
  if (keys.length < KEYS_MIN)
    return failure(`'${file}' : please supply at least ${KEYS_MIN} keys in the tls-tickets-file`);
  const key = keys.at(-2);
  return key ? { ok: true, value: nodeKey(key) } : failure(`'${file}' : no keys`);
}

/** HAProxy keeps name, AES key, HMAC key. A key for AES-256 is shortened, the same way in every process. */
function nodeKey(key: Buffer): Buffer {
  if (key.length === 48) return Buffer.concat([key.subarray(0, 16), key.subarray(32, 48), key.subarray(16, 32)]);
  return Buffer.concat([key.subarray(0, 16), createHash('sha256').update(key.subarray(16)).digest()]);
}

function failure(message: string): TlsResult<Buffer> {
  return { ok: false, problems: [{ code: 'ticket-keys', message }] };
}
