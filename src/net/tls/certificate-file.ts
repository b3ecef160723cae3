/**
 * Certificate files and what belongs to them: `.key`, `.ocsp`, `.issuer`, `.sctl` beside a file, bundles of several kinds
 * (`.rsa`, `.ecdsa`, `.dsa`) and folders (configuration.txt 3.1 `ssl-load-extra-files`, 5.1 `crt`).
 */
import fs from 'node:fs';
import path from 'node:path';
import type { CertificateBundle, CertificateExtras, CertificateProblem, CertificateResult } from './certificate.js';
import { parseCertificate, withChain } from './certificate.js';
import type { IssuerChains } from './issuer-chain.js';

/** Which files beside the named one are looked for. */
export type ExtraFile = 'bundle' | 'sctl' | 'ocsp' | 'issuer' | 'key';

export interface CertificateFileOptions {
  /** Default: all. */
  readonly extraFiles?: readonly ExtraFile[];
  /** `ssl-load-extra-del-ext`: `foobar.crt` has its key in `foobar.key`. */
  readonly replaceExtension?: boolean;
  /** Files named explicitly (crt-list, crt-store); they need not exist beside the certificate. */
  readonly key?: string;
  readonly ocsp?: string;
  readonly issuer?: string;
  readonly sctl?: string;
  /** For a key that is encrypted (`ca-sign-pass`). */
  readonly passphrase?: string | undefined;
  /** `issuers-chain-path`: for certificates that bring no chain. */
  readonly chains?: IssuerChains | undefined;
  /** `ssl-skip-self-issued-ca`: the chain ends in front of the first authority that is its own issuer. */
  readonly skipSelfIssued?: boolean;
}

const ALL: readonly ExtraFile[] = ['bundle', 'sctl', 'ocsp', 'issuer', 'key'];
const RESERVED = /\.(?:key|issuer|ocsp|sctl)$/;
const KINDS = ['rsa', 'dsa', 'ecdsa'] as const;

/** Certificates that were found, and everything that was wrong with the others. */
export interface CertificateSet {
  readonly bundles: readonly CertificateBundle[];
  readonly problems: readonly CertificateProblem[];
}

/** Loads what a `crt` names: a file, a folder, or the base name of a bundle. */
export function loadCertificates(name: string, options: CertificateFileOptions = {}): CertificateSet {
  const stat = statOf(name);
  if (stat?.isDirectory()) return loadFolder(name, options);
  if (stat === undefined && (options.extraFiles ?? ALL).includes('bundle')) {
    const parts = KINDS.map((kind) => `${name}.${kind}`).filter((file) => fs.existsSync(osName(file)));
    if (parts.length > 0) return collect(parts.map((file) => loadCertificate(file, options)));
  }
  return collect([loadCertificate(name, options)]);
}

/** Loads one PEM file with what stands beside it. */
export function loadCertificate(file: string, options: CertificateFileOptions = {}): CertificateResult {
  const text = readText(file);
  if (typeof text !== 'string') return { ok: false, problem: text };
  const wanted = options.extraFiles ?? ALL;
  const base = options.replaceExtension && file.endsWith('.crt') ? file.slice(0, -4) : file;
  const beside = (kind: 'key' | 'ocsp' | 'issuer' | 'sctl') => {
    const explicit = options[kind];
    if (explicit !== undefined) return explicit;
    return wanted.includes(kind) && fs.existsSync(osName(`${base}.${kind}`)) ? `${base}.${kind}` : undefined;
  };
  const key = { file: beside('key') ?? `${base}.key`, replaces: options.key !== undefined };
  const readsKey = key.replaces || wanted.includes('key');
  const extras = readExtras({ ...key, reads: readsKey }, beside('issuer'), beside('ocsp'), beside('sctl'));
  if ('code' in extras) return { ok: false, problem: extras };
  const parsed = parseCertificate(text, file, { ...extras, passphrase: options.passphrase });
  return parsed.ok ? { ok: true, bundle: completeChain(parsed.bundle, options) } : parsed;
}

function completeChain(
  bundle: CertificateBundle,
  { chains, skipSelfIssued }: CertificateFileOptions,
): CertificateBundle {
  const chain = bundle.chain.length > 0 ? bundle.chain : (chains?.find(bundle.certificate) ?? []);
  const end = skipSelfIssued ? chain.findIndex((each) => each.checkIssued(each)) : -1;
  const sent = end < 0 ? chain : chain.slice(0, end);
  const issuer = bundle.issuer ?? chain[0];
  return sent === bundle.chain ? bundle : withChain({ ...bundle, issuer }, sent);
}

/** Texts of the files beside; a key that is not there is only missed if the certificate brings none. */
function readExtras(
  { reads, ...key }: { readonly file: string; readonly replaces: boolean; readonly reads: boolean },
  issuer: string | undefined,
  ocsp: string | undefined,
  sctl: string | undefined,
): CertificateExtras | CertificateProblem {
  const keyText = reads && fs.existsSync(osName(key.file)) ? readText(key.file) : '';
  if (typeof keyText !== 'string') return keyText;
  const issuerText = issuer === undefined ? '' : readText(issuer);
  if (typeof issuerText !== 'string') return issuerText;
  const ocspText = ocsp === undefined ? '' : readText(ocsp);
  if (typeof ocspText !== 'string') return ocspText;
  const sctlText = sctl === undefined ? '' : readText(sctl);
  if (typeof sctlText !== 'string') return sctlText;
  return {
    key: { ...key, text: keyText },
    issuer: issuer === undefined ? undefined : { file: issuer, text: issuerText },
    // An empty file only says that stapling is wanted.
    ocsp: ocspText === '' ? undefined : Buffer.from(ocspText, 'latin1'),
    timestamps: sctlText === '' ? undefined : Buffer.from(sctlText, 'latin1'),
  };
}

/** Undefined also for what nobody may look at: reading it tells why. */
function statOf(name: string): fs.Stats | undefined {
  try {
    return fs.statSync(osName(name), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function loadFolder(folder: string, options: CertificateFileOptions): CertificateSet {
  try {
    return loadNames(folder, fs.readdirSync(osName(folder), { encoding: 'latin1' }), options);
  } catch (error) {
    return { bundles: [], problems: [unreadable(folder, error)] };
  }
}

function loadNames(folder: string, all: readonly string[], options: CertificateFileOptions): CertificateSet {
  const names = all
    .filter((name) => !name.startsWith('.') && !RESERVED.test(name))
    .sort()
    .map((name) => path.join(folder, name))
    .filter((name) => statOf(name)?.isFile());
  return collect(names.map((name) => loadCertificate(name, options)));
}

function collect(results: readonly CertificateResult[]): CertificateSet {
  const bundles: CertificateBundle[] = [];
  const problems: CertificateProblem[] = [];
  for (const result of results) {
    if (result.ok) bundles.push(result.bundle);
    else problems.push(result.problem);
  }
  return { bundles, problems };
}

function readText(file: string): string | CertificateProblem {
  try {
    return fs.readFileSync(osName(file), 'latin1');
  } catch (error) {
    return unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): CertificateProblem {
  const { code } = error as NodeJS.ErrnoException;
  const missing = code === 'ENOENT';
  const message = missing
    ? `unable to stat SSL certificate from file '${file}' : No such file or directory`
    : `unable to load certificate from file '${file}' (${code})`;
  return { code: missing ? 'missing' : 'unreadable', file, message };
}

/** Names are latin1 carriers; the system wants their bytes. */
function osName(name: string): Buffer {
  return Buffer.from(name, 'latin1');
}
