/** Message digests (manual 7.3.1): `sha1`, `sha2`, `digest`, `hmac`. */
import type { Hash } from 'node:crypto';
import { createHash, createHmac, getHashes } from 'node:crypto';
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { base64OrVar } from '../../catalog/kind/variable.js';
import { Binary } from '../../model/value.js';
import { decodeBase64 } from './base64.js';
import { textReader } from './operand.js';

/** OpenSSL's name of a digest, whatever case it is written in. */
const algorithm = kindOf('algorithm', 'string', 'the name of a message digest that OpenSSL has', (text) =>
  getHashes().find((name) => name.toLowerCase() === text.toLowerCase()),
);

/** Digests are copied from a prepared one, which saves the look-up of the algorithm. */
function digester(name: string): (value: Binary) => Binary {
  const prepared: Hash = createHash(name);
  return ({ bytes }) => new Binary(prepared.copy().update(bytes, 'latin1').digest('binary'));
}

const SHA2 = ['224', '256', '384', '512'] as const;
const bits = kindOf('bits', 'integer', '224, 256, 384 or 512', (text) => SHA2.find((one) => one === text));

const shared = { support: 'full', in: 'bin', out: 'bin' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'sha1',
    doc: '7.3.1#sha1',
    brief: 'SHA-1 digest, 20 bytes.',
    since: '1.7',
    args: [],
    compile: () => digester('sha1'),
  }),
  define.converter({
    ...shared,
    name: 'sha2',
    doc: '7.3.1#sha2',
    brief: 'SHA-2 digest of 224, 256, 384 or 512 bits.',
    since: '2.1',
    args: [arg.opt(bits)],
    compile: ([size = '256']) => digester(`sha${size}`),
  }),
  define.converter({
    ...shared,
    name: 'digest',
    doc: '7.3.1#digest',
    brief: 'Digest by any algorithm of OpenSSL.',
    since: '2.2',
    args: [algorithm],
    compile: ([name]) => digester(name),
  }),
  define.converter({
    ...shared,
    name: 'hmac',
    doc: '7.3.1#hmac',
    brief: 'Message authentication code with a base64 encoded key.',
    since: '2.2',
    args: [algorithm, base64OrVar('key')],
    compile: ([name, key]) => {
      if (key.constant !== undefined) {
        const secret = Buffer.from(key.constant, 'latin1');
        return ({ bytes }) => new Binary(createHmac(name, secret).update(bytes, 'latin1').digest('binary'));
      }
      const read = textReader(key);
      return ({ bytes }, stream) => {
        const text = read(stream);
        const secret = text === undefined ? undefined : decodeBase64(text);
        if (secret === undefined) return undefined;
        const code = createHmac(name, Buffer.from(secret, 'latin1'));
        return new Binary(code.update(bytes, 'latin1').digest('binary'));
      };
    },
  }),
];
