/**
 * The certificates of a listener and the choice among them (configuration.txt 5.1 `crt`, `crt-list`, `strict-sni`): first
 * an exact name, then a wildcard for the first component, then a default certificate; for each kind of key on its own, of
 * which the client gets EC if it can use it. The first certificate is a default one.
 */
import type { SecureContext } from 'node:tls';
import type { CertificateBundle, KeyKind } from './certificate.js';
import { normalizeName, wildcardOf } from './certificate-name.js';
import type { ClientAbilities } from './client-hello.js';
import type { CertificateMaker } from './generated-certificate.js';
import type { TlsProblem, TlsResult } from './problem.js';
import { createServerContext, type ServerProfile } from './server-context.js';

/** A certificate in its place in the list. */
export interface StoreEntry {
  readonly bundle: CertificateBundle;
  readonly profile: ServerProfile;
  readonly context: SecureContext;
  /** Names that it is not for, although a wildcard of the same line covers them. */
  readonly except: ReadonlySet<string>;
}

export interface AddOptions {
  /** Filters of a crt-list line; without any, the names of the certificate count. */
  readonly filters?: readonly string[];
  /** Settings of a crt-list line in place of those of the listener. */
  readonly profile?: ServerProfile;
  /** `default-crt`. */
  readonly isDefault?: boolean;
  /** Line of a crt-list that it comes from, by which it is removed again. */
  readonly line?: object;
}

/** A name that a certificate is shown for. */
export interface ShownName {
  readonly name: string;
  readonly except: readonly string[];
  readonly entry: StoreEntry;
}

/** A certificate with what was said of it. */
interface Placed {
  readonly entry: StoreEntry;
  readonly options: AddOptions;
}

type Found = { [kind in KeyKind]?: StoreEntry };
type Index = Map<string, StoreEntry[]>;

/** The store of one listener. */
export class TlsContextStore {
  readonly profile: ServerProfile;
  #placed: readonly Placed[];
  readonly #exact: Index;
  readonly #wild: Index;
  readonly #defaults: StoreEntry[];
  readonly #maker: CertificateMaker | undefined;

  /** @param maker of certificates for names that no certificate is for */
  constructor(profile: ServerProfile, maker?: CertificateMaker) {
    this.profile = profile;
    this.#placed = [];
    this.#exact = new Map();
    this.#wild = new Map();
    this.#defaults = [];
    this.#maker = maker;
  }

  /** All certificates in the order in which they were added. */
  get entries(): readonly StoreEntry[] {
    return this.#placed.map(({ entry }) => entry);
  }

  /** Adds a certificate; a problem means that the library refuses it. */
  add(bundle: CertificateBundle, options: AddOptions = {}): readonly TlsProblem[] {
    const made = this.#create(bundle, options);
    if (!made.ok) return made.problems;
    const placed = { entry: made.value, options };
    this.#placed = [...this.#placed, placed];
    this.#place(placed);
    return [];
  }

  /** Makes ready what replaces a certificate in all its places; handshakes from then on see the new one. */
  prepare(before: CertificateBundle, after: CertificateBundle): (() => void) | readonly string[] {
    const next: Placed[] = [];
    for (const placed of this.#placed) {
      const made = placed.entry.bundle.name === before.name ? this.#create(after, placed.options) : undefined;
      if (made?.ok === false) return made.problems.map(({ message }) => message);
      next.push(made ? { ...placed, entry: made.value } : placed);
    }
    return () => this.#replaceAll(next);
  }

  /** Whether a certificate of this name is in use. */
  shows(name: string): boolean {
    return this.#placed.some(({ entry }) => entry.bundle.name === name);
  }

  /** All names with their certificates; `*` stands for those that nothing else is for. */
  shownNames(): readonly ShownName[] {
    const shown: ShownName[] = [];
    for (const { entry, options } of this.#placed) {
      const filters = filtersOf(options);
      const except = filters.filter((name) => name.startsWith('!'));
      for (const name of filters.length > 0 ? filters : entry.bundle.names) {
        if (name !== '*' && !name.startsWith('!'))
          shown.push({ name, except: name.startsWith('*') ? except : [], entry });
      }
    }
    if (this.profile.settings.strictSni) return shown;
    return [...shown, ...this.#defaults.map((entry) => ({ name: '*', except: [], entry }))];
  }

  /** Whether clients that name nothing known are shown the certificate of a line. */
  isDefault(line: object): boolean {
    return this.#placed.some(({ entry, options }) => options.line === line && this.#defaults.includes(entry));
  }

  /** Takes away what a line added. */
  remove(line: object): void {
    this.#replaceAll(this.#placed.filter(({ options }) => options.line !== line));
  }

  #create(bundle: CertificateBundle, options: AddOptions): TlsResult<StoreEntry> {
    const profile = options.profile ?? this.profile;
    const context = createServerContext(profile, bundle);
    if (!context.ok) return context;
    const excluded = filtersOf(options).filter((name) => /^![^*]/.test(name));
    const except = new Set(excluded.map((name) => name.slice(1)));
    return { ok: true, value: { bundle, profile, context: context.value, except } };
  }

  #replaceAll(placed: readonly Placed[]): void {
    this.#placed = placed;
    this.#exact.clear();
    this.#wild.clear();
    this.#defaults.length = 0;
    for (const each of placed) this.#place(each);
  }

  #place(placed: Placed): void {
    const { entry, options } = placed;
    const filters = filtersOf(options);
    const isFirst = this.#placed[0] === placed;
    if (options.isDefault === true || filters.includes('*') || isFirst) this.#defaults.push(entry);
    for (const name of filters.length > 0 ? filters : entry.bundle.names) this.#index(name, entry);
  }

  /** The certificate for a name and a client; undefined refuses the handshake. */
  choose(serverName: string | undefined, client: ClientAbilities): StoreEntry | undefined {
    const name = serverName === undefined ? '' : normalizeName(serverName);
    const found = this.#find(name);
    if (found !== undefined) return pick(found, client);
    return this.#make(name) ?? (this.profile.settings.strictSni ? undefined : pick(this.#findDefault(), client));
  }

  /** With the key of the default certificate, as with HAProxy. */
  #make(name: string): StoreEntry | undefined {
    const [template] = this.#defaults;
    return template && name !== '' ? this.#maker?.entryFor(name, template.bundle) : undefined;
  }

  #index(name: string, entry: StoreEntry): void {
    if (name === '*' || name.startsWith('!')) return;
    const index = name.startsWith('*') ? this.#wild : this.#exact;
    const list = index.get(name);
    if (list) list.push(entry);
    else index.set(name, [entry]);
  }

  #find(name: string): Found | undefined {
    const found: Found = {};
    if (name === '') return undefined;
    collect(found, this.#exact.get(name), name);
    const wildcard = wildcardOf(name);
    if (wildcard !== undefined) collect(found, this.#wild.get(wildcard), name);
    return Object.keys(found).length === 0 ? undefined : found;
  }

  #findDefault(): Found {
    const found: Found = {};
    collect(found, this.#defaults, '');
    return found;
  }
}

function filtersOf({ filters = [] }: AddOptions): readonly string[] {
  return filters.map((filter) => filter.toLowerCase());
}

function collect(found: Found, entries: readonly StoreEntry[] | undefined, name: string): void {
  for (const entry of entries ?? []) {
    if (!entry.except.has(name)) found[entry.bundle.keyKind] ??= entry;
  }
}

/** EC and RSA as the client supports them; otherwise whatever there is, and the handshake shows. */
function pick(found: Found, client: ClientAbilities): StoreEntry | undefined {
  if (client.ecdsa && found.ecdsa) return found.ecdsa;
  if (client.rsa && found.rsa) return found.rsa;
  return found.dsa ?? found.ecdsa ?? found.rsa;
}
