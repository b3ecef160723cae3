/** Words of proxies that HAProxy no longer has, with the line that replaces them, made of the user's own arguments. */
import { define, type Entry, type RemovedEntry } from '../../catalog/entry.js';

function removed(name: string, version: string, replacement: RemovedEntry['replacement']): RemovedEntry {
  return define.removed({
    ...{ name, was: 'directive', doc: '4.2', brief: 'No longer part of HAProxy.', since: '1.1', support: 'refused' },
    ...{ why: 'removed', removed: version, replacement },
  });
}

/** Writes a word so that it reads the same again: quoted where it has spaces or signs with a meaning. */
function spell(word: string): string {
  if (word !== '' && !/[\s"'#\\$]/.test(word)) return word;
  return word.includes("'") ? `"${word.replace(/["\\$]/g, '\\$&')}"` : `'${word}'`;
}

/** `Name: value` -> name and value. */
function field(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function conditionOf(args: readonly string[], from: number): string {
  return args.slice(from).join(' ');
}

/** `reqadd Name:\ value [cond]`. */
function adding(ruleset: string): RemovedEntry['replacement'] {
  return (args) => {
    const [name, value] = field(args[0] ?? '<name>: <value>');
    return words(ruleset, 'add-header', name, spell(value), conditionOf(args, 1));
  };
}

/** Name of the header that a pattern such as `^Server:.*` is about. */
function headerOf(pattern: string): string | undefined {
  return /^\^?\(?([A-Za-z0-9_-]+)\)?(?:\\?:|\[)/.exec(pattern)?.[1];
}

function behindName(pattern: string): string {
  const colon = pattern.indexOf(':');
  return `^${pattern.slice(colon + 1).replace(/^(?:\\? |\[ \]|\\s)[*?]?/, '')}`;
}

/** `\1` keeps its meaning in replace-header; its number may change when groups in front of the name go away. */
function replacing(ruleset: string): RemovedEntry['replacement'] {
  return (args) => {
    const [pattern = '<search>', replacement = '<replace>'] = args;
    const name = headerOf(pattern);
    if (name === undefined) {
      const action = ruleset === 'http-request' ? 'replace-path' : 'replace-header <name>';
      return words(ruleset, action, spell(pattern), spell(replacement), conditionOf(args, 2));
    }
    const value = replacement.includes(':') ? field(replacement)[1] : replacement;
    return words(ruleset, 'replace-header', name, spell(behindName(pattern)), spell(value), conditionOf(args, 2));
  };
}

function deleting(ruleset: string): RemovedEntry['replacement'] {
  return (args) => words(ruleset, 'del-header', headerOf(args[0] ?? '') ?? '<name>', conditionOf(args, 1));
}

/** The request line or a header matched; the criterion depends on the pattern. */
function acting(ruleset: string, action: string, ignoreCase: boolean): RemovedEntry['replacement'] {
  return (args) => {
    const pattern = args[0] ?? '<pattern>';
    const name = headerOf(pattern);
    const fetch = ruleset === 'http-request' ? 'req.hdr' : 'res.hdr';
    const match = `-m reg${ignoreCase ? ' -i' : ''}`;
    const criterion = name
      ? `${fetch}(${name}) ${match} ${spell(behindName(pattern))}`
      : `url ${match} ${spell(pattern)}`;
    return words(ruleset, action, `if { ${criterion} }`, conditionOf(args, 1).replace(/^if /, ''));
  };
}

const request: readonly Entry[] = [
  removed('reqadd', '2.1', adding('http-request')),
  ...['reqrep', 'reqirep'].map((name) => removed(name, '2.1', replacing('http-request'))),
  ...['reqdel', 'reqidel'].map((name) => removed(name, '2.1', deleting('http-request'))),
  ...['reqdeny', 'reqideny'].map((name) => removed(name, '2.1', acting('http-request', 'deny', name === 'reqideny'))),
  ...['reqallow', 'reqiallow'].map((name) =>
    removed(name, '2.1', acting('http-request', 'allow', name === 'reqiallow')),
  ),
  ...['reqpass', 'reqipass'].map((name) => removed(name, '2.1', acting('http-request', 'allow', name === 'reqipass'))),
  ...['reqtarpit', 'reqitarpit'].map((name) =>
    removed(name, '2.1', acting('http-request', 'tarpit', name === 'reqitarpit')),
  ),
  removed(
    'reqsetbe',
    '2.1',
    (args) => `use_backend ${args[1] ?? '<backend>'} if { url -m reg ${spell(args[0] ?? '<pattern>')} }`,
  ),
  removed(
    'reqisetbe',
    '2.1',
    (args) => `use_backend ${args[1] ?? '<backend>'} if { url -m reg -i ${spell(args[0] ?? '<pattern>')} }`,
  ),
  removed('block', '2.1', (args) => words('http-request deny', args.join(' '))),
];

const response: readonly Entry[] = [
  removed('rspadd', '2.1', adding('http-response')),
  ...['rsprep', 'rspirep'].map((name) => removed(name, '2.1', replacing('http-response'))),
  ...['rspdel', 'rspidel'].map((name) => removed(name, '2.1', deleting('http-response'))),
  ...['rspdeny', 'rspideny'].map((name) => removed(name, '2.1', acting('http-response', 'deny', name === 'rspideny'))),
];

const others: readonly Entry[] = [
  removed('appsession', '1.6', () => 'cookie <name> insert'),
  removed('redisp', '2.1', () => 'option redispatch'),
  removed('redispatch', '2.1', () => 'option redispatch'),
  removed('httpchk', '2.1', (args) => words('option httpchk', ...args)),
  removed('monitor-net', '2.7', ([network = '<network>']) => `http-request return status 200 if { src ${network} }`),
  removed('bind-process', '2.7', () => ''),
  removed('dispatch', '3.3', ([address = '<address>:<port>']) => `server dispatch ${address}`),
  removed('transparent', '2.1', () => 'option transparent'),
];

export const removedEntries: readonly Entry[] = [...request, ...response, ...others];
