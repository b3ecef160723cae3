/** Signed JSON Web Tokens (RFC 7515, 7519): `jwt_header_query`, `jwt_payload_query`, `jwt_verify`, `jwt_verify_cert`. */
import type { KeyObject } from 'node:crypto';
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { parseVarName } from '../../catalog/kind/text.js';
import { strOrVar } from '../../catalog/kind/variable.js';
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { Stream } from '../../model/stream.js';
import type { Binary, Value } from '../../model/value.js';
import { decodeBase64Url } from './base64.js';
import { queryJson } from './json-query.js';
import { algorithmOf, JwtResult, parseSignedToken, verifyToken } from './jwt-algorithm.js';
import { findPublicKey, keyStoreOf, loadCertificate, loadPublicKey } from './jwt-key.js';
import type { Reader } from './operand.js';
import { textReader } from './operand.js';

/** One part of a token with so many parts, decoded. */
function partOf(token: string, index: number, counts: readonly number[]): string | undefined {
  const parts = token.split('.');
  return counts.includes(parts.length) ? decodeBase64Url(parts[index]!) : undefined;
}

type Query = (value: Binary) => Value | undefined;

/** Without a path nothing is found, as in HAProxy. */
function compileQuery(index: number, counts: readonly number[], path: string, asInteger: boolean): Query {
  if (path === '') return () => undefined;
  return ({ bytes }) => {
    const json = partOf(bytes, index, counts);
    return json === undefined ? undefined : queryJson(json, path, asInteger);
  };
}

const QUERIES = [
  { name: 'jwt_header_query', what: 'header', index: 0, counts: [3, 5] },
  { name: 'jwt_payload_query', what: 'payload', index: 1, counts: [3] },
] as const;

/** Finds a key by the path that an argument names. */
type FindKey = (path: string) => KeyObject | undefined;

function compileVerify(readAlgorithm: Reader<string>, readKey: Reader<string>, find: FindKey, withSecrets: boolean) {
  return ({ bytes }: Binary, stream: Stream): Value | undefined => {
    const name = readAlgorithm(stream);
    const key = readKey(stream);
    if (name === undefined || key === undefined) return undefined;
    const row = algorithmOf(name);
    if (row === undefined) return JwtResult.UnknownAlgorithm;
    if (row.family === 'hmac' && !withSecrets) return JwtResult.UnmanagedAlgorithm;
    const token = parseSignedToken(bytes);
    return token === undefined ? JwtResult.InvalidToken : verifyToken(row, token, key, find(key));
  };
}

/** The name of a constant algorithm is known now; undefined after a report. */
function checkAlgorithm(word: ArgText, site: CompileSite): boolean {
  if (parseVarName(word.value) || algorithmOf(word.value)) return true;
  site.report('arg/invalid', word.range, `'${word.value}' is no algorithm of JSON Web Tokens`);
  return false;
}

/** Whether the key argument can be used with the algorithm; a path is loaded now. */
function prepareKey(algorithm: ArgText, key: ArgText, site: CompileSite): boolean {
  if (parseVarName(key.value)) return true;
  if (key.value === '') {
    site.report('arg/missing', key.range, 'a key is missing');
    return false;
  }
  const row = algorithmOf(algorithm.value);
  if (row === undefined) findPublicKey(key, site);
  return row === undefined || row.family === 'hmac' || row.family === 'none' || loadPublicKey(key, site);
}

function readerOf(word: ArgText, site: CompileSite): Reader<string> {
  return textReader(strOrVar('value').parse(word, site)!);
}

export const entries: readonly Entry[] = [
  ...QUERIES.map(({ name, what, index, counts }) =>
    define.converter({
      name,
      doc: `7.3.1#${name}`,
      brief: `The value at a path of the ${what} of a JSON Web Token.`,
      since: '2.5',
      support: 'full',
      args: [arg.opt(arg.str('json_path')), arg.opt(arg.enumeration('output_type', ['', 'int']))],
      in: 'bin',
      out: 'any',
      compile: ([path = '', type]) => compileQuery(index, counts, path, type === 'int'),
    }),
  ),
  define.converter({
    name: 'jwt_verify',
    doc: '7.3.1#jwt_verify',
    brief: 'Checks the signature of a JSON Web Token with a secret or public key.',
    since: '2.5',
    support: 'full',
    args: [arg.any('alg', 'an algorithm or a variable'), arg.any('key', 'a secret, a file or a variable')],
    in: 'bin',
    out: 'sint',
    compile: ([algorithm, key], site) => {
      if (!checkAlgorithm(algorithm, site) || !prepareKey(algorithm, key, site)) return undefined;
      const { publicKeys } = keyStoreOf(site.live);
      return compileVerify(readerOf(algorithm, site), readerOf(key, site), (path) => publicKeys.get(path), true);
    },
  }),
  define.converter({
    name: 'jwt_verify_cert',
    doc: '7.3.1#jwt_verify_cert',
    brief: 'Checks the signature of a JSON Web Token with a certificate.',
    since: '3.3',
    support: 'full',
    args: [arg.any('alg', 'an algorithm or a variable'), arg.any('cert', 'a file or a variable')],
    in: 'bin',
    out: 'sint',
    compile: ([algorithm, path], site) => {
      if (!checkAlgorithm(algorithm, site)) return undefined;
      if (!parseVarName(path.value)) loadCertificate(path, site);
      const { certificates } = keyStoreOf(site.live);
      const find: FindKey = (name) => certificates.get(name)?.publicKey;
      return compileVerify(readerOf(algorithm, site), readerOf(path, site), find, false);
    },
  }),
];
