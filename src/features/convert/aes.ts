/** `aes_gcm_*`, `aes_cbc_*` (manual 7.3.1). Nonces, keys, tags and additional data are base64, written or in variables. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import type { Operand } from '../../catalog/kind/variable.js';
import { base64OrVar } from '../../catalog/kind/variable.js';
import type { Stream } from '../../model/stream.js';
import { Binary } from '../../model/value.js';
import { decodeBase64 } from './base64.js';
import { textReader } from './operand.js';

const bits = kindOf('bits', 'integer', '128, 192 or 256', (text) =>
  text === '128' || text === '192' || text === '256' ? text : undefined,
);

/** Gives the bytes of an argument; undefined if its variable is not set or holds no base64. */
export type SecretReader = (stream: Stream) => Buffer | undefined;

/** Reads base64 that is written in the configuration or stands in a variable. */
export function secretReader(operand: Operand<string>): SecretReader {
  if (operand.constant !== undefined) {
    const secret = Buffer.from(operand.constant, 'latin1');
    return () => secret;
  }
  const read = textReader(operand);
  return (stream) => {
    const text = read(stream);
    const bytes = text === undefined ? undefined : decodeBase64(text);
    return bytes === undefined ? undefined : Buffer.from(bytes, 'latin1');
  };
}

const NO_DATA: SecretReader = () => Buffer.alloc(0);

function optionalReader(operand: Operand<string> | undefined): SecretReader {
  return operand === undefined ? NO_DATA : secretReader(operand);
}

const TAG_SIZE = 16;
type GcmName = 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm';

interface Sealed {
  readonly bytes: Buffer;
  readonly tag: Buffer;
}

/** Encrypts; undefined if key or nonce do not fit. */
function sealGcm(name: GcmName, key: Buffer, nonce: Buffer, data: Buffer, plain: string): Sealed | undefined {
  try {
    const cipher = createCipheriv(name, key, nonce, { authTagLength: TAG_SIZE }).setAAD(data);
    const bytes = Buffer.concat([cipher.update(plain, 'latin1'), cipher.final()]);
    return { bytes, tag: cipher.getAuthTag() };
  } catch {
    return undefined;
  }
}

/** Decrypts; undefined if anything does not fit or was changed. */
export function openGcm(
  name: GcmName,
  key: Buffer,
  nonce: Buffer,
  data: Buffer,
  tag: Buffer,
  sealed: Buffer,
): Buffer | undefined {
  try {
    const cipher = createDecipheriv(name, key, nonce, { authTagLength: TAG_SIZE }).setAAD(data).setAuthTag(tag);
    return Buffer.concat([cipher.update(sealed), cipher.final()]);
  } catch {
    return undefined;
  }
}

/** Makes a cipher or a decipher. */
type MakeCipher = (name: string, key: Buffer, nonce: Buffer) => { update(bytes: Buffer): Buffer; final(): Buffer };

/** One direction of AES-CBC with PKCS padding; undefined if anything does not fit. */
export function runCbc(make: MakeCipher, name: string, key: Buffer, nonce: Buffer, input: Buffer): Buffer | undefined {
  try {
    const cipher = make(name, key, nonce);
    return Buffer.concat([cipher.update(input), cipher.final()]);
  } catch {
    return undefined;
  }
}

function binary(bytes: Buffer | undefined): Binary | undefined {
  return bytes === undefined ? undefined : new Binary(bytes.toString('latin1'));
}

const shared = { support: 'full', in: 'bin', out: 'bin' } as const;
const CBC: readonly { readonly name: string; readonly brief: string; readonly make: MakeCipher }[] = [
  { name: 'aes_cbc_enc', brief: 'Encrypts by AES-CBC.', make: (...given) => createCipheriv(...given) },
  { name: 'aes_cbc_dec', brief: 'Decrypts by AES-CBC.', make: (...given) => createDecipheriv(...given) },
];

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'aes_gcm_enc',
    doc: '7.3.1#aes_gcm_enc',
    brief: 'Encrypts by AES-GCM; the tag goes into a variable.',
    since: '3.0',
    args: [bits, base64OrVar('nonce'), base64OrVar('key'), arg.varName('aead_tag'), arg.opt(base64OrVar('aad'))],
    compile: ([size, nonce, key, tagVar, data]) => {
      const readNonce = secretReader(nonce);
      const readKey = secretReader(key);
      const readData = optionalReader(data);
      return ({ bytes }, stream) => {
        const [n, k, d] = [readNonce(stream), readKey(stream), readData(stream)];
        const sealed = n && k && d && sealGcm(`aes-${size}-gcm`, k, n, d, bytes);
        if (!sealed) return undefined;
        stream.vars(tagVar.scope)?.set(tagVar.name, sealed.tag.toString('base64'));
        return binary(sealed.bytes);
      };
    },
  }),
  define.converter({
    ...shared,
    name: 'aes_gcm_dec',
    doc: '7.3.1#aes_gcm_dec',
    brief: 'Decrypts by AES-GCM and checks the tag.',
    since: '2.2',
    args: [bits, base64OrVar('nonce'), base64OrVar('key'), base64OrVar('aead_tag'), arg.opt(base64OrVar('aad'))],
    compile: ([size, nonce, key, tag, data]) => {
      const readNonce = secretReader(nonce);
      const readKey = secretReader(key);
      const readTag = secretReader(tag);
      const readData = optionalReader(data);
      return ({ bytes }, stream) => {
        const [n, k, t, d] = [readNonce(stream), readKey(stream), readTag(stream), readData(stream)];
        if (!n || !k || !t || !d) return undefined;
        return binary(openGcm(`aes-${size}-gcm`, k, n, d, t, Buffer.from(bytes, 'latin1')));
      };
    },
  }),
  ...CBC.map(({ name, brief, make }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief,
      since: '3.4',
      args: [bits, base64OrVar('nonce'), base64OrVar('key'), arg.opt(base64OrVar('aad'))],
      compile: ([size, nonce, key]) => {
        const readNonce = secretReader(nonce);
        const readKey = secretReader(key);
        return ({ bytes }, stream) => {
          const [n, k] = [readNonce(stream), readKey(stream)];
          return n && k && binary(runCbc(make, `aes-${size}-cbc`, k, n, Buffer.from(bytes, 'latin1')));
        };
      },
    }),
  ),
];
