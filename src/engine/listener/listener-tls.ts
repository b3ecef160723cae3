/** TLS of one `bind` line: certificates in their store, handshakes, what fetches read of them (manual 5.1). */
import fs from 'node:fs';
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CrtListLine } from '../../model/certificate-admin.js';
import type { BindTlsConfig } from '../../model/config/bind.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { TlsInfo } from '../../model/tls.js';
import { TlsAcceptor } from '../../net/tls/accept.js';
import type { CertificateBundle } from '../../net/tls/certificate.js';
import { loadCertificate, loadCertificates } from '../../net/tls/certificate-file.js';
import { TlsContextStore } from '../../net/tls/context-store.js';
import { type CrtListEntry, parseCrtList } from '../../net/tls/crt-list.js';
import { CertificateMaker } from '../../net/tls/generated-certificate.js';
import type { TlsResult } from '../../net/tls/problem.js';
import { compileServerProfile, type ServerProfile } from '../../net/tls/server-context.js';
import { type CacheCounts, SessionCache } from '../../net/tls/session-cache.js';
import { parseTicketKeys } from '../../net/tls/ticket-keys.js';
import { SocketTlsInfo } from '../../net/tls/tls-info.js';
import { certificateFilesOf, fileBelow } from './certificate-files.js';
import type { CertificateRegistry, CrtListUser } from './certificate-registry.js';
import { type CrtListOptions, readCrtListOptions } from './crt-list-option.js';

/** Who wants to know how a handshake ended; exactly one of both is called, once. */
export interface TlsOutcome {
  onSecure(socket: TLSSocket, info: TlsInfo): void;
  /** `message` in the words of the log (manual 8.2.5). */
  onFailure(message: string): void;
}

const DEFAULT_CACHE_ENTRIES = 20_000;
const DEFAULT_LIFETIME_S = 300;
const DEFAULT_GENERATED = 1000;

export class ListenerTls {
  readonly #acceptor: TlsAcceptor;
  readonly #curves: string | undefined;
  readonly #keepsHello: boolean;

  constructor(acceptor: TlsAcceptor, curves: string | undefined, keepsHello: boolean) {
    this.#acceptor = acceptor;
    this.#curves = curves;
    this.#keepsHello = keepsHello;
  }

  /** Begins the handshake. */
  accept(raw: net.Socket, outcome: TlsOutcome): void {
    this.#acceptor.accept(raw, {
      onSecure: (socket, { hello, entry, verifyResult, verifyErrors }) => {
        const verified = { verifyResult, verifyErrors };
        const own = {
          ...verified,
          ownName: entry.bundle.name || undefined,
          curves: this.#curves,
          keepsHello: this.#keepsHello,
        };
        outcome.onSecure(socket, new SocketTlsInfo(socket, { side: 'front', sni: hello.sni, hello, ...own }));
      },
      onFailure: (failure) => outcome.onFailure(failure),
    });
  }
}

/** Who is told of the certificates of a line, and where that stands. */
export interface ToldOf {
  readonly registry: CertificateRegistry;
  readonly frontend: string;
  readonly place: string;
}

/** Loads everything a `bind ... ssl` names; problems are complete sentences. */
export function createListenerTls(
  config: BindTlsConfig,
  global: GlobalConfig,
  counts: CacheCounts = { lookups: 0, misses: 0 },
  told?: ToldOf,
): ListenerTls | readonly string[] {
  const lifetime = global.tune.get('tune.ssl.lifetime');
  const sessionLifetimeS = typeof lifetime === 'number' ? lifetime : DEFAULT_LIFETIME_S;
  const keys = readTicketKeys(config.ticketKeysFile);
  if (!keys.ok) return keys.problems.map(({ message }) => message);
  const { securityLevel } = global;
  const settings = { ...withDefaults(config, global), securityLevel, sessionLifetimeS, ticketKeys: keys.value };
  const profile = compileServerProfile(settings);
  if (!profile.ok) return profile.problems.map(({ message }) => message);
  const maker = config.generates ? createMaker(config, global, profile.value) : undefined;
  if (typeof maker === 'string') return [maker];
  const store = new TlsContextStore(profile.value, maker);
  const problems: string[] = [];
  for (const name of config.certificates)
    addCertificates(store, fileBelow(name, global.crtBase), global, problems, told);
  for (const name of config.crtLists) addCrtList(store, name, global, profile.value, problems, told);
  if (store.entries.length + problems.length === 0 && !config.strictSni) problems.push('no SSL certificate specified');
  if (problems.length > 0) return problems;
  told?.registry.registerStore({ frontend: told.frontend, place: told.place, store });
  const entries = global.tune.get('tune.ssl.cachesize');
  const size = typeof entries === 'number' ? entries : DEFAULT_CACHE_ENTRIES;
  const cache = new SessionCache(size, sessionLifetimeS * 1000, counts);
  const keepsHello = Number(global.tune.get('tune.ssl.capture-buffer-size') ?? 0) > 0;
  return new ListenerTls(
    new TlsAcceptor(store, { cache, ignored: config.ignoredErrors }),
    withDefaults(config, global).curves,
    keepsHello,
  );
}

/** What signs certificates for unknown names; a text says what is wrong. */
function createMaker(config: BindTlsConfig, global: GlobalConfig, profile: ServerProfile): CertificateMaker | string {
  const { signFile, signPassphrase } = config;
  if (signFile === undefined) return 'cannot enable certificate generation, no CA certificate file configured';
  const loaded = loadCertificate(fileBelow(signFile, global.caBase), {
    ...{ extraFiles: ['key'], passphrase: signPassphrase },
  });
  if (!loaded.ok) return `failed to read the CA certificate file '${signFile}' (${loaded.problem.message})`;
  const size = global.tune.get('tune.ssl.ssl-ctx-cache-size');
  return new CertificateMaker(loaded.bundle, profile, typeof size === 'number' ? size : DEFAULT_GENERATED);
}

function readTicketKeys(file: string | undefined): TlsResult<Buffer | undefined> {
  if (file === undefined) return { ok: true, value: undefined };
  try {
    return parseTicketKeys(fs.readFileSync(Buffer.from(file, 'latin1'), 'latin1'), file);
  } catch (error) {
    const message = `unable to read the ticket keys of '${file}' (${(error as NodeJS.ErrnoException).code})`;
    return { ok: false, problems: [{ code: 'ticket-keys', message }] };
  }
}

function withDefaults(config: BindTlsConfig, global: GlobalConfig): BindTlsConfig {
  const text = (name: string): string | undefined => {
    const value = global.tlsDefaults.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    ...config,
    ciphers: config.ciphers ?? text('ssl-default-bind-ciphers'),
    ciphersuites: config.ciphersuites ?? text('ssl-default-bind-ciphersuites'),
    curves: config.curves ?? text('ssl-default-bind-curves'),
    sigalgs: config.sigalgs ?? text('ssl-default-bind-sigalgs'),
    caFile: config.caFile === undefined ? undefined : fileBelow(config.caFile, global.caBase),
    crlFile: config.crlFile === undefined ? undefined : fileBelow(config.crlFile, global.caBase),
  };
}

function addCertificates(
  store: TlsContextStore,
  name: string,
  global: GlobalConfig,
  problems: string[],
  told: ToldOf | undefined,
): void {
  const loaded = loadCertificates(name, certificateFilesOf(global));
  for (const { message } of loaded.problems) problems.push(message);
  for (const bundle of loaded.bundles) {
    for (const { message } of store.add(bundle)) problems.push(message);
    told?.registry.register(bundle, store);
  }
}

function addCrtList(
  store: TlsContextStore,
  name: string,
  global: GlobalConfig,
  profile: ServerProfile,
  problems: string[],
  told: ToldOf | undefined,
): void {
  let text: string;
  try {
    text = fs.readFileSync(Buffer.from(name, 'latin1'), 'latin1');
  } catch (error) {
    problems.push(`unable to read the crt-list '${name}' (${(error as NodeJS.ErrnoException).code})`);
    return;
  }
  const list = parseCrtList(text);
  for (const { line, message } of list.problems) problems.push(`${name}:${line}: ${message}`);
  if (list.entries.length + list.problems.length === 0 && !profile.settings.strictSni)
    problems.push(`there is no certificate in the crt-list '${name}'`);
  const live = new LiveCrtList(name, store, global, profile, told);
  for (const entry of list.entries) {
    for (const message of live.load(entry)) problems.push(`${name}:${entry.line}: ${message}`);
  }
  const lines = list.entries.map((entry) => ({ ...entry, file: fileBelow(entry.file, global.crtBase) }));
  told?.registry.registerList(name, lines, text.replace(/\n$/, '').split('\n').length, live);
}

/** A crt-list of one `bind` line, whose lines come and go. */
class LiveCrtList implements CrtListUser {
  readonly place: string;
  readonly #name: string;
  readonly #store: TlsContextStore;
  readonly #global: GlobalConfig;
  readonly #profiles: CrtListProfiles;
  readonly #told: ToldOf | undefined;
  /** By what names a line in every list of the file: the lists of other listeners have objects of their own. */
  readonly #keys: Map<string, object>;

  constructor(
    name: string,
    store: TlsContextStore,
    global: GlobalConfig,
    profile: ServerProfile,
    told: ToldOf | undefined,
  ) {
    this.place = told?.place ?? '';
    this.#name = name;
    this.#store = store;
    this.#global = global;
    this.#profiles = new CrtListProfiles(profile);
    this.#told = told;
    this.#keys = new Map();
  }

  /** Reads the files of a line; gives what is wrong. */
  load(line: CrtListEntry): readonly string[] {
    const options = this.#optionsOf(line);
    if (typeof options === 'string') return [options];
    const loaded = loadCertificates(options.certificate ?? fileBelow(line.file, this.#global.crtBase), {
      ...certificateFilesOf(this.#global),
      ...options.files,
    });
    const problems = loaded.problems.map(({ message }) => message);
    for (const bundle of loaded.bundles) problems.push(...this.#place(line, options, bundle));
    return problems;
  }

  add(line: CrtListLine, bundle: CertificateBundle): readonly string[] {
    const options = this.#optionsOf(line);
    return typeof options === 'string' ? [options] : this.#place(line, options, bundle);
  }

  remove(line: CrtListLine): void {
    this.#store.remove(this.#keyOf(line));
  }

  isDefault(line: CrtListLine): boolean {
    return this.#store.isDefault(this.#keyOf(line));
  }

  /** A certificate with the options and filters of its line. */
  #place(line: CrtListLine, options: CrtListOptions, bundle: CertificateBundle): readonly string[] {
    const profile = this.#profiles.get(options);
    if (!profile.ok) return profile.problems.map(({ message }) => message);
    const { filters } = line;
    const problems = this.#store.add(bundle, { filters, profile: profile.value, line: this.#keyOf(line) });
    if (problems.length === 0) this.#told?.registry.register(bundle, this.#store);
    return problems.map(({ message }) => message);
  }

  #keyOf({ line }: CrtListLine): object {
    const name = `${this.#name}:${line}`;
    const key = this.#keys.get(name) ?? {};
    this.#keys.set(name, key);
    return key;
  }

  #optionsOf({ options: words }: CrtListLine): CrtListOptions | string {
    const { tlsDefaults, caBase, crtBase } = this.#global;
    const keyBase = tlsDefaults.get('key-base');
    return readCrtListOptions(words, {
      ca: (name) => fileBelow(name, caBase),
      certificate: (name) => fileBelow(name, crtBase),
      key: (name) => fileBelow(name, typeof keyBase === 'string' ? keyBase : crtBase),
    });
  }
}

/** Settings of lines; lines that say the same share them. */
class CrtListProfiles {
  readonly #listener: ServerProfile;
  readonly #made: Map<string, TlsResult<ServerProfile>>;

  constructor(listener: ServerProfile) {
    this.#listener = listener;
    this.#made = new Map();
  }

  get({ settings }: CrtListOptions): TlsResult<ServerProfile> {
    const keys = Object.keys(settings);
    if (keys.length === 0) return { ok: true, value: this.#listener };
    const key = JSON.stringify(keys.sort().map((name) => [name, settings[name as keyof typeof settings] ?? null]));
    let profile = this.#made.get(key);
    if (profile === undefined) {
      profile = compileServerProfile({ ...this.#listener.settings, ...settings });
      this.#made.set(key, profile);
    }
    return profile;
  }
}
