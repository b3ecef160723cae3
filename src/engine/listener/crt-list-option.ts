/** Words between the brackets of a crt-list line: what they change of the listener, and files of the certificate (manual 5.1). */
import type { CertificateFileOptions } from '../../net/tls/certificate-file.js';
import type { TlsServerSettings } from '../../net/tls/server-context.js';

type Changes = { -readonly [K in keyof TlsServerSettings]?: TlsServerSettings[K] };
type Files = { -readonly [K in 'key' | 'ocsp' | 'issuer' | 'sctl']?: string };

/** What a line says of itself. */
export interface CrtListOptions {
  readonly settings: Changes;
  /** Files that belong to the certificate. */
  readonly files: CertificateFileOptions;
  /** `crt`: in place of the file in front of the brackets. */
  readonly certificate: string | undefined;
}

/** Names relative to the folders of the configuration. */
export interface CrtListFolders {
  ca(name: string): string;
  certificate(name: string): string;
  key(name: string): string;
}

const TEXT_WORDS: Readonly<
  Record<string, 'ciphers' | 'ciphersuites' | 'curves' | 'sigalgs' | 'minVersion' | 'maxVersion'>
> = {
  ...({ ciphers: 'ciphers', ciphersuites: 'ciphersuites', curves: 'curves', ecdhe: 'curves' } as const),
  ...({ sigalgs: 'sigalgs', 'ssl-min-ver': 'minVersion', 'ssl-max-ver': 'maxVersion' } as const),
};

const TRUST_WORDS: Readonly<Record<string, 'caFile' | 'caVerifyFile' | 'crlFile'>> = {
  ...{ 'ca-file': 'caFile', 'ca-verify-file': 'caVerifyFile', 'crl-file': 'crlFile' },
};

const FILE_WORDS = ['key', 'ocsp', 'issuer', 'sctl'] as const;

/** Words that the library has no use for, and those of `load` in a crt-store (manual 12.7.1): what their value may be. */
const PASSED_OVER: ReadonlyMap<string, RegExp | undefined> = new Map([
  ...(['allow-0rtt', 'no-ca-names'] as const).map((name) => [name, undefined] as const),
  ...['npn', 'client-sigalgs', 'acme', 'alias', 'domains', 'ips'].map((name) => [name, /./s] as const),
  ...['ocsp-update', 'jwt', 'generate-dummy', 'ktls'].map((name) => [name, /^(?:on|off)$/] as const),
  ['keytype', /^(?:RSA|ECDSA)$/] as const,
  ['bits', /^\d+$/] as const,
]);

/** Looks at the value of such a word; a text says what is wrong. */
function checkPassed(word: string, value: string | undefined): string | undefined {
  const shape = PASSED_OVER.get(word);
  if (!shape) return undefined;
  if (value === undefined) return `'${word}' expects a value`;
  return shape.test(value) ? undefined : `'${word}' does not take '${value}'`;
}

/** Reads the words; a text says what is wrong. */
export function readCrtListOptions(words: readonly string[], folders: CrtListFolders): CrtListOptions | string {
  const settings: Changes = {};
  const files: Files = {};
  let certificate: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (PASSED_OVER.has(word)) {
      const fault = checkPassed(word, words[at + 1]);
      if (fault !== undefined) return fault;
      if (PASSED_OVER.get(word)) at++;
      continue;
    }
    if (word === 'no-alpn') {
      settings.alpn = undefined;
      continue;
    }
    const value = words[++at];
    const isKnown = word === 'crt' || takesValue(word);
    if (!isKnown) return `unknown keyword '${word}'`;
    if (value === undefined) return `'${word}' expects a value`;
    if (word === 'crt') certificate = folders.certificate(value);
    else {
      const fault = apply(settings, files, word, value, folders);
      if (fault !== undefined) return fault;
    }
  }
  return { settings, files, certificate };
}

function takesValue(word: string): boolean {
  const isFile = (FILE_WORDS as readonly string[]).includes(word);
  return isFile || word in TEXT_WORDS || word in TRUST_WORDS || word === 'alpn' || word === 'verify';
}

function apply(
  settings: Changes,
  files: Files,
  word: string,
  value: string,
  folders: CrtListFolders,
): string | undefined {
  const text = TEXT_WORDS[word];
  const trust = TRUST_WORDS[word];
  const file = FILE_WORDS.find((name) => name === word);
  if (text !== undefined) settings[text] = value;
  else if (trust !== undefined) settings[trust] = folders.ca(value);
  else if (file !== undefined) files[file] = file === 'key' ? folders.key(value) : folders.certificate(value);
  else if (word === 'alpn') settings.alpn = value.split(',');
  else if (value === 'none' || value === 'optional' || value === 'required') settings.verify = value;
  else return `'verify' expects 'none', 'optional' or 'required', not '${value}'`;
  return undefined;
}
