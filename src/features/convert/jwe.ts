/** `jwt_decrypt_secret`, `jwt_decrypt_jwk`, `jwt_decrypt_cert` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { parseVarName } from '../../catalog/kind/text.js';
import { base64OrVar, strOrVar } from '../../catalog/kind/variable.js';
import type { CompileSite } from '../../catalog/site.js';
import { Binary } from '../../model/value.js';
import { secretReader } from './aes.js';
import type { JweKey } from './jwe-decrypt.js';
import { decryptToken, parseJwk } from './jwe-decrypt.js';
import { permissionOf } from './jwe-permission.js';
import { keyStoreOf, loadCertificate } from './jwt-key.js';
import { textReader } from './operand.js';

/** What decrypts a token, as far as the configuration permits its algorithms. */
function decrypter({ live }: CompileSite) {
  const mayUse = permissionOf(live.tune);
  return ({ bytes }: Binary, key: JweKey | undefined): Binary | undefined => {
    const content = key === undefined ? undefined : decryptToken(bytes, key, mayUse);
    return content === undefined ? undefined : new Binary(content);
  };
}

const shared = { since: '3.4', support: 'full', in: 'bin', out: 'bin' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'jwt_decrypt_secret',
    doc: '7.3.1#jwt_decrypt_secret',
    brief: 'Decrypts a JSON Web Token with a shared secret.',
    args: [base64OrVar('secret')],
    compile: ([operand], site) => {
      const decrypt = decrypter(site);
      const read = secretReader(operand);
      return (token, stream) => {
        const secret = read(stream);
        return secret === undefined ? undefined : decrypt(token, { secret });
      };
    },
  }),
  define.converter({
    ...shared,
    name: 'jwt_decrypt_jwk',
    doc: '7.3.1#jwt_decrypt_jwk',
    brief: 'Decrypts a JSON Web Token with a JSON Web Key.',
    args: [strOrVar('jwk')],
    compile: ([operand], site) => {
      const decrypt = decrypter(site);
      if (operand.constant !== undefined) {
        const key = parseJwk(operand.constant);
        return (token) => decrypt(token, key);
      }
      const read = textReader(operand);
      return (token, stream) => {
        const text = read(stream);
        return text === undefined ? undefined : decrypt(token, parseJwk(text));
      };
    },
  }),
  define.converter({
    ...shared,
    name: 'jwt_decrypt_cert',
    doc: '7.3.1#jwt_decrypt_cert',
    brief: 'Decrypts a JSON Web Token with the private key of a certificate.',
    args: [arg.any('cert', 'a file or a variable')],
    compile: ([path], site) => {
      const decrypt = decrypter(site);
      if (!parseVarName(path.value)) loadCertificate(path, site);
      const { certificates } = keyStoreOf(site.live);
      const operand = strOrVar('cert').parse(path, site);
      if (!operand) return undefined;
      const read = textReader(operand);
      return (token, stream) => {
        const name = read(stream);
        const privateKey = name === undefined ? undefined : certificates.get(name)?.privateKey;
        return privateKey === undefined ? undefined : decrypt(token, { privateKey });
      };
    },
  }),
];
