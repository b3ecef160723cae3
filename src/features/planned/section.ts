/** Sections that HAProxy has and that are not executed yet: their words are known, so that typing errors are found. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry, type SectionEntry } from '../../catalog/entry.js';

interface PlannedSection {
  readonly name: string;
  readonly doc: string;
  readonly since: string;
  readonly naming: SectionEntry['naming'];
  readonly words: readonly string[];
  readonly experimental?: true;
}

const SECTIONS: readonly PlannedSection[] = [
  {
    ...{ name: 'peers', doc: '11.2', since: '1.5', naming: 'required' },
    words: ['default-bind', 'default-server', 'disabled', 'enabled', 'log', 'shards'],
  },
  {
    ...{ name: 'resolvers', doc: '5.3.2', since: '1.6', naming: 'required' },
    words: [
      ...['nameserver', 'parse-resolv-conf', 'hold', 'resolve_retries', 'accepted_payload_size', 'timeout resolve'],
      'timeout retry',
    ],
  },
  { ...{ name: 'mailers', doc: '12.3', since: '1.6', naming: 'required' }, words: ['mailer', 'timeout mail'] },
  {
    ...{ name: 'cache', doc: '6.2.1', since: '1.8', naming: 'required' },
    words: ['total-max-size', 'max-object-size', 'max-age', 'max-secondary-entries', 'process-vary'],
  },
  {
    ...{ name: 'log-forward', doc: '12.6', since: '2.3', naming: 'required' },
    words: ['backlog', 'bind', 'dgram-bind', 'log', 'maxconn', 'timeout client', 'option'],
  },
  {
    ...{ name: 'log-profile', doc: '8.3.5', since: '3.1', naming: 'required' },
    words: ['log-tag', 'on'],
  },
  {
    ...{ name: 'fcgi-app', doc: '10.1.1', since: '2.1', naming: 'required' },
    words: ['acl', 'docroot', 'index', 'log-stderr', 'option', 'pass-header', 'path-info', 'set-param'],
  },
  { ...{ name: 'crt-store', doc: '12.7', since: '3.0', naming: 'optional' }, words: ['crt-base', 'key-base', 'load'] },
  { ...{ name: 'traces', doc: '12.1', since: '3.1', naming: 'optional' }, words: ['trace'] },
  {
    ...{ name: 'acme', doc: '12.8', since: '3.2', naming: 'required', experimental: true },
    words: [
      ...['account-key', 'acme-vars', 'bits', 'challenge', 'challenge-ready', 'contact', 'curves', 'directory'],
      ...['dns-delay', 'dns-timeout', 'eab-key-id', 'eab-mac-alg', 'eab-mac-key', 'keytype', 'map', 'profile'],
      ...['provider-name', 'reuse-key'],
    ],
  },
  {
    ...{ name: 'healthcheck', doc: '12.9', since: '3.4', naming: 'required' },
    words: ['type', 'http-check', 'tcp-check'],
  },
];

const NOT_YET = { support: 'ignored', why: 'not executed yet' } as const;

function wordRow(section: PlannedSection, name: string): DirectiveEntry {
  return define.directive({
    ...{ ...NOT_YET, name, doc: `${section.doc}#${name}`, brief: `Not executed yet.`, since: section.since },
    ...{ harmless: true, negatable: true, sections: [section.name], usage: `${name} ...` },
    parse({ words }) {
      words.rest();
    },
  });
}

/** `peer` and `bind` cannot stand together in a peers section. */
function peersWord(name: 'peer' | 'bind'): DirectiveEntry {
  const other = name === 'peer' ? 'bind' : 'peer';
  return define.directive({
    ...{ ...NOT_YET, name, doc: `11.2#${name}`, brief: 'Not executed yet.', since: '1.5', harmless: true },
    ...{ sections: ['peers'], usage: name === 'peer' ? 'peer <name> [<address>:<port>] [param*]' : 'bind <address>' },
    parse(site: DirectiveSite) {
      site.words.rest();
      site.sectionData.set(name, true);
      if (!site.sectionData.has(other)) return;
      site.report('proxy/setting', site.keyword, "'peer' and 'bind' lines cannot be mixed in a peers section");
    },
  });
}

/** Health of peers is not checked: such words have no effect. */
const NO_EFFECT = /^(?:check|no-check|agent-check|resolvers|init-addr)$/;

const peersServer: DirectiveEntry = define.directive({
  ...{ ...NOT_YET, name: 'server', doc: '11.2#server', brief: 'Not executed yet.', since: '2.0', harmless: true },
  ...{ sections: ['peers'], usage: 'server <name> [<address>:<port>] [param*]' },
  parse(site) {
    const words = site.words.rest();
    const found = words.find(({ value }) => NO_EFFECT.test(value));
    if (!found) return;
    const what = `'server ${words[0]?.value ?? ''}'`;
    site.report('peers/setting', found.range, `${what} : '${found.value}' has no effect for peers`);
  },
});

export const plannedSections: readonly Entry[] = [
  ...SECTIONS.map((section) =>
    define.section({
      ...{ ...NOT_YET, name: section.name, doc: section.doc, since: section.since, naming: section.naming },
      ...{ brief: 'Not executed yet.', repeatable: true, experimental: section.experimental === true },
    }),
  ),
  ...SECTIONS.flatMap((section) => section.words.map((name) => wordRow(section, name))),
  peersWord('peer'),
  peersServer,
  peersWord('bind'),
  define.section({
    ...{ name: 'program', doc: '3', brief: 'No longer part of HAProxy.', since: '2.0', naming: 'required' },
    ...{
      support: 'refused',
      why: 'HAProxy removed it in 3.3; let the service manager start the program',
      repeatable: true,
    },
  }),
  ...['command', 'user', 'group', 'option'].map((name) =>
    define.directive({
      ...{ ...NOT_YET, name, doc: '3', brief: 'No longer part of HAProxy.', since: '2.0', harmless: true },
      ...{ sections: ['program'], negatable: true, usage: `${name} ...` },
      parse({ words }) {
        words.rest();
      },
    }),
  ),
];
