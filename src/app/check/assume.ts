/**
 * A check without the machine that will run the configuration: files, accounts, descriptors that are not here are taken as
 * good, names of hosts are not looked up, and what was assumed is said at the word that names it.
 */
import fs from 'node:fs';
import type { ConfigTree, Word } from '../../../grammar/config/ast.js';
import { rangeOf } from '../../../grammar/config/ast.js';
import { readFromDisk } from '../../config/files.js';
import type { ReadOptions } from '../../config/read-config.js';
import type { Diagnostics } from '../../diag/diagnostic.js';
import { startMethods } from '../../model/config/server.js';
import type { Loaded } from '../load.js';
import { hasAccount } from '../load.js';

type AssumeCode = 'assume/file' | 'assume/account';

interface Assumed {
  readonly code: AssumeCode;
  readonly name: string;
  readonly message: string;
}

/** What a load saw of a machine that is not there. */
export class AssumedMachine {
  readonly #assumed: Map<string, Assumed>;

  constructor() {
    this.#assumed = new Map();
  }

  /** What a load asks: it gets the files that are here, and empty ones for all others. */
  get options(): ReadOptions {
    return {
      readBytes: (name) => this.#read(name),
      exists: (name) => {
        if (!fs.existsSync(name)) this.#note('assume/file', name, `'${name}' is not here and was taken as good`);
        return true;
      },
      hasAccount: (kind, name) => {
        const message = `the ${kind} '${name}' is not known here and was taken as good`;
        if (!hasAccount(kind, name)) this.#note('assume/account', name, message);
        return true;
      },
    };
  }

  /** Says what was assumed, at the first word that names it. */
  report(tree: ConfigTree, diagnostics: Diagnostics): void {
    const words = tree.sections.flatMap(({ header, statements }) => [
      ...header.words,
      ...statements.flatMap((statement) => statement.words),
    ]);
    const told = new Set<Word>();
    for (const { code, name, message } of this.#assumed.values()) {
      const naming = words.filter((each) => names(each, name));
      const word = naming.find((each) => !told.has(each)) ?? naming[0];
      if (word) told.add(word);
      if (word || !isPartner(name)) diagnostics.report(code, word && rangeOf(word), message);
    }
  }

  #read(name: string): string {
    try {
      return readFromDisk(name);
    } catch {
      this.#note('assume/file', name, `'${name}' is not here and was taken as empty`);
      return '';
    }
  }

  #note(code: AssumeCode, name: string, message: string): void {
    const key = `${code} ${message}`;
    if (!this.#assumed.has(key)) this.#assumed.set(key, { code, name, message });
  }
}

/** Bundles of certificates are looked for under several names, of which one is enough. */
function isPartner(name: string): boolean {
  return /\.(?:rsa|ecdsa|dsa)$/.test(name);
}

/** `/etc/haproxy/a.pem` is named by itself, by `a.pem` with a base folder, and inside of `map(/etc/haproxy/a.pem)`. */
function names({ value }: Word, name: string): boolean {
  if (value === name || (value !== '' && name.endsWith(`/${value}`))) return true;
  return value.includes(name);
}

/** Says which names of hosts were not looked up. */
export function reportAssumedHosts({ config, diagnostics }: Loaded): void {
  const seen = new Set<string>();
  for (const { host, range, server } of config.hosts) {
    const startsAnyway = server !== undefined && startMethods(server).some((method) => !/^(?:last|libc)$/.test(method));
    if (startsAnyway || seen.has(host)) continue;
    seen.add(host);
    diagnostics.report('assume/dns', range, `'${host}' was not resolved`);
  }
}
