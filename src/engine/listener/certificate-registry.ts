/**
 * The certificates of the process by name, who uses them, and the change of one of them that operators make: they put files
 * into it and commit it; then it is in every place or, if one refuses it, in none (management.txt 9.3 `commit ssl cert`).
 */
import type {
  CertificateAdmin,
  CertificatePart,
  CertificateView,
  CrtListLine,
  ServerNameRow,
} from '../../model/certificate-admin.js';
import type { Done } from '../../model/runtime.js';
import {
  type CertificateBundle,
  type CertificateExtras,
  parseCertificate,
  readCertificates,
} from '../../net/tls/certificate.js';
import type { TlsContextStore } from '../../net/tls/context-store.js';
import { describeCertificate } from '../../net/tls/describe-certificate.js';
import { isCertificateLabel, isPrivateKeyLabel, renderPem, splitPem } from '../../net/tls/pem.js';

/** A place where certificates are in use. */
export interface CertificateUser {
  /** Makes ready what replaces one by another; a list says why that cannot be. */
  prepare(before: CertificateBundle, after: CertificateBundle): (() => void) | readonly string[];
  /** Whether it still is in use here. */
  shows(name: string): boolean;
}

/** A `bind` line with a crt-list. */
export interface CrtListUser {
  /** Where it stands: `file:line`. */
  readonly place: string;
  /** Adds a line; what is wrong otherwise. */
  add(line: CrtListLine, bundle: CertificateBundle): readonly string[];
  remove(line: CrtListLine): void;
  isDefault(line: CrtListLine): boolean;
}

/** The certificates of a `bind` line. */
export interface ListenerStore {
  readonly frontend: string;
  readonly place: string;
  readonly store: TlsContextStore;
}

interface Stored {
  /** Undefined: created, and nothing was put in yet. */
  bundle: CertificateBundle | undefined;
  readonly users: Set<CertificateUser>;
}

interface List {
  lines: readonly CrtListLine[];
  /** Numbers of lines that were added go on from here. */
  lastLine: number;
  readonly users: CrtListUser[];
}

type Change = { readonly name: string } & { [part in CertificatePart]?: string };

export class CertificateRegistry implements CertificateAdmin {
  readonly #stored: Map<string, Stored>;
  readonly #lists: Map<string, List>;
  readonly #stores: ListenerStore[];
  #change: Change | undefined;

  constructor() {
    this.#stored = new Map();
    this.#lists = new Map();
    this.#stores = [];
    this.#change = undefined;
  }

  /** Tells that a certificate is in use; the one of its name that was put in since the start counts. */
  register(bundle: CertificateBundle, user: CertificateUser): void {
    const stored = this.#stored.get(bundle.name);
    if (stored === undefined) this.#stored.set(bundle.name, { bundle, users: new Set([user]) });
    else {
      stored.bundle ??= bundle;
      stored.users.add(user);
    }
  }

  /** Tells of a crt-list of a `bind` line. */
  registerList(name: string, lines: readonly CrtListLine[], lastLine: number, user: CrtListUser): void {
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, { lines, lastLine, users: [user] });
    else list.users.push(user);
  }

  /** Tells of a `bind` line. */
  registerStore(store: ListenerStore): void {
    this.#stores.push(store);
  }

  serverNames(): readonly ServerNameRow[] {
    return this.#stores.flatMap(({ frontend, place, store }) =>
      store.shownNames().map(({ name, except, entry: { bundle } }) => ({
        ...{ frontend, place, name, except, keyKind: bundle.keyKind, file: bundle.name },
        ...{ notBefore: bundle.certificate.validFrom, notAfter: bundle.certificate.validTo },
      })),
    );
  }

  pem(name: string): string | undefined {
    const bundle = this.#stored.get(name)?.bundle;
    return bundle && bundle.keyPem + bundle.certificatePem;
  }

  pendingPem(): string {
    const { pem = '', key = '' } = this.#change ?? {};
    const { blocks } = splitPem(pem);
    const certificates = blocks.filter(({ label }) => isCertificateLabel(label));
    const keys = splitPem(key).blocks.filter(({ label }) => isPrivateKeyLabel(label));
    return [...keys.slice(0, 1), ...certificates].map((block) => renderPem(block).replaceAll('\r', '')).join('');
  }

  names(): readonly string[] {
    return [...this.#stored.keys()].sort();
  }

  find(name: string): CertificateView | undefined {
    const stored = this.#stored.get(name);
    return stored && { name, isUsed: this.#isUsed(name, stored), details: detailsOf(stored.bundle) };
  }

  pending(): CertificateView | undefined {
    if (this.#change === undefined) return undefined;
    const { name, pem } = this.#change;
    const [certificate, ...chain] = readCertificates(splitPem(pem ?? '')) ?? [];
    return { name, isUsed: false, details: certificate && describeCertificate(certificate, chain) };
  }

  create(name: string): void {
    this.#stored.set(name, { bundle: undefined, users: new Set() });
  }

  set(name: string, part: CertificatePart, payload: string): Done<undefined> {
    const reason = faultOf(name, part, payload);
    if (reason !== undefined) return { ok: false, reason };
    const { bundle } = this.#stored.get(name) ?? {};
    const before = bundle && { pem: bundle.certificatePem, key: bundle.keyPem };
    this.#change ??= { name, ...before };
    // A file without a key leaves the certificate without one, until that comes by itself.
    const key = part === 'pem' ? { key: hasKey(payload) ? payload : '' } : {};
    this.#change = { ...this.#change, ...key, [part]: payload };
    return { ok: true, value: undefined };
  }

  commit(): Done<number> {
    const change = this.#change;
    const stored = change && this.#stored.get(change.name);
    if (!change || !stored) return { ok: false, reason: 'No ongoing transaction!' };
    const made = makeBundle(change);
    if (typeof made === 'string') return { ok: false, reason: made };
    const steps: (() => void)[] = [];
    const { bundle, users } = stored;
    for (const user of bundle ? users : []) {
      const step = user.prepare(bundle as CertificateBundle, made);
      if (typeof step !== 'function') return { ok: false, reason: step.join('\n') };
      steps.push(step);
    }
    for (const step of steps) step();
    stored.bundle = made;
    this.#change = undefined;
    return { ok: true, value: steps.length };
  }

  abort(): void {
    this.#change = undefined;
  }

  remove(name: string): void {
    this.#stored.delete(name);
  }

  crtLists(): readonly string[] {
    return [...this.#lists.keys()].sort();
  }

  crtList(name: string): readonly CrtListLine[] | undefined {
    return this.#lists.get(name)?.lines;
  }

  addLine(name: string, given: Omit<CrtListLine, 'line'>): Done<undefined> {
    const list = this.#lists.get(name);
    if (list === undefined) return { ok: false, reason: `crt-list '${name}' does not exist!` };
    const bundle = this.#stored.get(given.file)?.bundle;
    if (!bundle) {
      const why = this.#stored.has(given.file) ? 'is empty!' : 'does not exist!';
      return { ok: false, reason: `certificate '${given.file}' ${why}` };
    }
    const line = { ...given, line: list.lastLine + 1 };
    const done: CrtListUser[] = [];
    for (const user of list.users) {
      const [problem] = user.add(line, bundle);
      if (problem === undefined) done.push(user);
      else {
        for (const each of done) each.remove(line);
        return { ok: false, reason: problem };
      }
    }
    list.lastLine++;
    list.lines = [...list.lines, line];
    return { ok: true, value: undefined };
  }

  defaultOf(name: string, line: CrtListLine): readonly string[] {
    const users = this.#lists.get(name)?.users ?? [];
    return users.filter((user) => user.isDefault(line)).map(({ place }) => place);
  }

  removeLine(name: string, line: CrtListLine): void {
    const list = this.#lists.get(name);
    if (list === undefined) return;
    for (const user of list.users) user.remove(line);
    list.lines = list.lines.filter((each) => each !== line);
  }

  #isUsed(name: string, { users }: Stored): boolean {
    for (const user of users) if (user.shows(name)) return true;
    return false;
  }
}

function detailsOf(bundle: CertificateBundle | undefined) {
  return bundle && describeCertificate(bundle.certificate, bundle.chain);
}

function hasKey(text: string): boolean {
  return splitPem(text).blocks.some(({ label }) => isPrivateKeyLabel(label));
}

function faultOf(name: string, part: CertificatePart, payload: string): string | undefined {
  if (part === 'key') return hasKey(payload) ? undefined : `No Private Key found in '${name}.key'.`;
  if (part === 'ocsp') return /^[A-Za-z0-9+/=\s]+$/.test(payload) ? undefined : 'the OCSP response is not base64.';
  const certificates = readCertificates(splitPem(payload)) ?? [];
  if (certificates.length > 0) return undefined;
  return part === 'issuer'
    ? `unable to load issuer from file '${name}.issuer'.`
    : `unable to load certificate from file '${name}'.`;
}

/** The certificate that a change amounts to, or why it is none. */
function makeBundle({ name, pem = '', key = '', issuer, ocsp }: Change): CertificateBundle | string {
  if (pem === '' || key === '') return 'The transaction must contain at least a certificate and a private key!';
  const extras: CertificateExtras = {
    key: { file: `${name}.key`, text: key, replaces: true },
    ...(issuer === undefined ? {} : { issuer: { file: `${name}.issuer`, text: issuer } }),
    ...(ocsp === undefined ? {} : { ocsp: Buffer.from(ocsp, 'base64') }),
  };
  const made = parseCertificate(pem, name, extras);
  return made.ok ? made.bundle : `${made.problem.message}.`;
}
