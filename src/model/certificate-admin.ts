/** What operators see of certificates and do with them while the process runs (management.txt 9.3 `set ssl cert`). */
import type { Done } from './runtime.js';

/** A certificate as `show ssl cert` tells of it; texts as they are shown. */
export interface CertificateDetails {
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly alternativeNames: string;
  readonly algorithm: string;
  readonly sha1: string;
  readonly subject: string;
  readonly issuer: string;
  readonly chain: readonly { readonly subject: string; readonly issuer: string }[];
}

/** A certificate by its name; one that was created and not filled yet has no details. */
export interface CertificateView {
  readonly name: string;
  readonly isUsed: boolean;
  readonly details: CertificateDetails | undefined;
}

/** A line of a crt-list. */
export interface CrtListLine {
  readonly file: string;
  readonly options: readonly string[];
  readonly filters: readonly string[];
  /** Number in the file; lines that were added go on behind its last one. */
  readonly line: number;
}

/** A name that clients of a `bind` line may ask for, and what they are shown then. */
export interface ServerNameRow {
  readonly frontend: string;
  /** `file:line` of the `bind` line. */
  readonly place: string;
  /** `*`: for names that nothing else is for. */
  readonly name: string;
  /** Names that a wildcard does not cover, with `!`. */
  readonly except: readonly string[];
  readonly keyKind: string;
  readonly file: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Which of the files of a certificate a payload stands for. */
export type CertificatePart = 'pem' | 'key' | 'issuer' | 'ocsp';

/** Certificates by name and the one change that is under way. */
export interface CertificateAdmin {
  /** In alphabetical order. */
  names(): readonly string[];
  find(name: string): CertificateView | undefined;
  /** The change that waits for `commit`. */
  pending(): CertificateView | undefined;
  /** Key, certificate and chain as PEM; undefined if there is no such certificate, or nothing in it. */
  pem(name: string): string | undefined;
  /** The same of the change. */
  pendingPem(): string;
  serverNames(): readonly ServerNameRow[];
  create(name: string): void;
  /** Puts a payload into the change, which begins with it. */
  set(name: string, part: CertificatePart, payload: string): Done<undefined>;
  /** @returns in how many places the certificate was replaced */
  commit(): Done<number>;
  abort(): void;
  remove(name: string): void;
  crtLists(): readonly string[];
  crtList(name: string): readonly CrtListLine[] | undefined;
  /** Adds a line that names a certificate of the store. */
  addLine(list: string, line: Omit<CrtListLine, 'line'>): Done<undefined>;
  /** Places of the `bind` lines that show the certificate of a line to whoever asks for no known name. */
  defaultOf(list: string, line: CrtListLine): readonly string[];
  removeLine(list: string, line: CrtListLine): void;
}
