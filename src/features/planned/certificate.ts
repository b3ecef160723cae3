/** `crt-store` and `acme` sections, `ssl-f-use` (manual 4.2, 12.7, 12.8). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite, SectionSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { NOT_FRONT, OWN_FRONT } from '../../catalog/section-set.js';
import { initialBind } from '../../model/config/bind.js';
import { LOAD_WORDS, readLoadWord } from './load-word.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const store: PlannedSection = {
  ...{ name: 'crt-store', doc: '12.7', since: '3.0', naming: 'optional', brief: 'Certificates under names.' },
  why: 'certificates are loaded by the lines that use them',
};

/** Files of a store count from the folders that it names. */
function readLoad(site: DirectiveSite): void {
  const { words, report } = site;
  const given = new Set<string>();
  for (let word = words.next(); word; word = words.next()) {
    const kind = LOAD_WORDS.get(word.value);
    if (!kind) {
      report('keyword/unknown', word.range, `'load' : unknown keyword '${word.value}'`);
      words.rest();
      return;
    }
    given.add(word.value);
    if (readLoadWord(site, word.value, kind) === undefined) return;
  }
  if (!given.has('crt')) report('arg/missing', site.keyword, "'load' expects 'crt <filename>'");
}

const DIRECTORY = [arg.nonEmpty('dir')] as const;

const storeEntries: readonly Entry[] = [
  sectionRow(store, { repeatable: true }),
  wordRow(store, { name: 'crt-base', brief: 'Folder of certificates.', args: DIRECTORY }),
  wordRow(store, { name: 'key-base', brief: 'Folder of keys.', args: DIRECTORY }),
  wordRow(store, { name: 'load', brief: 'Loads a certificate.', usage: '[crt <filename>] [param*]', parse: readLoad }),
];

/** Words of bind lines that `ssl-f-use` takes beside those of `load`. */
const BIND_WORDS = [
  ...['allow-0rtt', 'alpn', 'ca-file', 'ca-verify-file', 'ciphers', 'ciphersuites', 'client-sigalgs', 'crl-file'],
  ...['curves', 'ecdhe', 'ktls', 'no-alpn', 'no-ca-names', 'npn', 'sigalgs', 'ssl-min-ver', 'ssl-max-ver', 'verify'],
];

function readUse(site: DirectiveSite): void {
  const { words, proxy, report } = site;
  const given = new Set<string>();
  proxy?.extra.set('word ssl-f-use', true);
  for (let word = words.peek(); word; word = words.peek()) {
    const kind = LOAD_WORDS.get(word.value);
    if (kind) {
      words.next();
      given.add(word.value);
      if (readLoadWord(site, word.value, kind) === undefined) return;
    } else if (BIND_WORDS.includes(word.value)) site.parseBindWord(initialBind(site.file, site.line));
    else {
      report('keyword/unknown', word.range, `'ssl-f-use' : unknown keyword '${word.value}'`);
      words.rest();
      return;
    }
  }
  if (!given.has('crt')) report('arg/missing', site.keyword, "'ssl-f-use' expects 'crt <filename>'");
}

const USE_WHY = "not executed yet; write 'crt' on the bind line";

const use: Entry = define.directive({
  ...{ name: 'ssl-f-use', doc: '4.2#ssl-f-use', brief: 'Certificate of all TLS listeners.', since: '3.2' },
  ...{ support: 'refused', why: USE_WHY, sections: OWN_FRONT, ignoredIn: NOT_FRONT },
  ...{ usage: 'ssl-f-use [<sslbindconf> ...]*', parse: readUse },
});

const acme: PlannedSection = {
  ...{ name: 'acme', doc: '12.8', since: '3.2', naming: 'required', brief: 'Where certificates are asked for.' },
  why: 'certificates are not asked for',
};

function finish({ name, range, data, report }: SectionSite): void {
  if (data.has('directory')) return;
  const remedy = "add 'directory <url>'";
  report('section/incomplete', range, `acme '${name ?? ''}' has no directory`, { remedy });
}

/** One of the words in any case. */
function anyCase(label: string, values: readonly string[]): ArgKind<string> {
  const kind = arg.enumeration(label, values);
  return {
    ...kind,
    parse: (text, site) => values.find((value) => sameWord(value, text.value)) ?? kind.parse(text, site),
  };
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const READY = ['cli', 'dns', 'delay', 'none'] as const;

/** `none` goes with nothing else. */
function readReady({ words, report }: DirectiveSite): void {
  const values = words.expect(arg.listOf('value', READY));
  if (values && values.length > 1 && values.includes('none')) {
    report('arg/invalid', words.last, "'challenge-ready' : 'none' stands alone");
  }
}

const STRING = [arg.nonEmpty('string')] as const;
const FILE = [arg.nonEmpty('filename')] as const;

const acmeEntries: readonly Entry[] = [
  sectionRow(acme, { experimental: true, finish }),
  wordRow(acme, { name: 'account-key', brief: 'Key of the account.', args: FILE }),
  wordRow(acme, { name: 'acme-vars', brief: 'Variables of DNS tools.', args: STRING }),
  wordRow(acme, { name: 'bits', brief: 'Length of RSA keys.', args: [arg.uint('number', { min: 1024 })] }),
  wordRow(acme, {
    ...{ name: 'challenge', brief: 'How names are proved.' },
    args: [anyCase('string', ['http-01', 'dns-01', 'dns-persist-01'])],
  }),
  wordRow(acme, {
    name: 'challenge-ready',
    brief: 'What is waited for.',
    usage: '<value>[,<value>]*',
    parse: readReady,
  }),
  wordRow(acme, { name: 'contact', brief: 'Address of the account.', args: STRING }),
  wordRow(acme, { name: 'curves', brief: 'Curve of ECDSA keys.', args: STRING }),
  wordRow(acme, { name: 'directory', brief: 'URL of the authority.', args: STRING }),
  wordRow(acme, { name: 'dns-delay', brief: 'Wait for DNS.', args: [arg.timeMs('time', 's')] }),
  wordRow(acme, { name: 'dns-timeout', brief: 'Longest wait for DNS.', args: [arg.timeMs('time', 's')] }),
  wordRow(acme, { name: 'eab-key-id', brief: 'File of the key identifier.', args: FILE }),
  wordRow(acme, {
    name: 'eab-mac-alg',
    brief: 'Algorithm.',
    args: [arg.enumeration('alg', ['HS256', 'HS384', 'HS512'])],
  }),
  wordRow(acme, { name: 'eab-mac-key', brief: 'File of the key.', args: FILE }),
  wordRow(acme, { name: 'keytype', brief: 'Kind of keys.', args: [anyCase('string', ['RSA', 'ECDSA'])] }),
  wordRow(acme, { name: 'map', brief: 'Map of answers.', args: [arg.nonEmpty('map')] }),
  wordRow(acme, { name: 'profile', brief: 'Profile of certificates.', args: STRING }),
  wordRow(acme, { name: 'provider-name', brief: 'DNS provider.', args: STRING }),
  wordRow(acme, { name: 'reuse-key', brief: 'Keeps keys.', args: [arg.onOff('switch')] }),
];

export const certificateEntries: readonly Entry[] = [...storeEntries, use, ...acmeEntries];
