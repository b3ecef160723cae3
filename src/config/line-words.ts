/** Reads the words behind the address of `bind` and `server` lines by their rows (manual 5.1, 5.2). */
import type { Statement } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { BindWordEntry, ServerWordEntry } from '../catalog/entry.js';
import type { ParseSite } from '../catalog/site.js';
import { type ArgText, argText } from '../catalog/text.js';
import type { SourceRange } from '../diag/source-text.js';
import type { BindConfig } from '../model/config/bind.js';
import type { ServerConfig } from '../model/config/server.js';
import { areSimple, KnownTails, type KnownWord, tailOf, WatchedSite } from './known-tails.js';
import type { ReadContext } from './read-context.js';
import { checkExperimental, isRemarkable, noticeSupport } from './support-notice.js';
import { reportUnknownWord } from './unknown-word.js';
import { WordReader } from './word-reader.js';

/** The `bind` or `server` statement. */
export interface LineSource extends ParseSite {
  readonly statement: Statement;
  readonly words: WordReader;
  readonly keyword: SourceRange;
}

const NO_VALUES: readonly unknown[] = [];

type LineWord = BindWordEntry | ServerWordEntry;

/** @returns what can be said again of another line with the same words; undefined where that may differ */
function readWords<E extends LineWord>(
  context: ReadContext,
  site: LineSource,
  kind: E['kind'],
  find: (name: string) => E | undefined,
  apply: (entry: E, values: readonly unknown[], word: ArgText) => void,
  most = Number.POSITIVE_INFINITY,
): readonly KnownWord<E>[] | undefined {
  const { words } = site;
  const { label } = words;
  const first = words.position;
  let known: KnownWord<E>[] | undefined = [];
  for (let count = 0; count < most; count++) {
    const at = words.position - first;
    const word = words.next();
    if (!word) return known;
    const entry = find(word.value);
    if (!entry) {
      reportUnknownWord(context.catalog, kind, site.statement.words, words.position - 1, label, site.report);
      words.rest();
      return undefined;
    }
    const isPlain = !isRemarkable(entry);
    const applied = isPlain || remark(context, site, entry, word);
    if (!isPlain) known = undefined;
    if (entry.args.length === 0) {
      if (applied) apply(entry, NO_VALUES, word);
      known?.push({ entry, values: NO_VALUES, at });
      continue;
    }
    const watched = new WatchedSite(site);
    const reader = new WordReader(site.statement.words, words.position, `${label} ... ${word.value}`, watched);
    const values: readonly unknown[] | undefined = reader.expectAll(entry.args);
    words.takeUntil(reader.position);
    if (values && applied) apply(entry, values, word);
    if (values && !watched.wasAsked && areSimple(values)) known?.push({ entry, values, at });
    else known = undefined;
  }
  return undefined;
}

/** Says what there is to say of a word. @returns false if it cannot be applied */
function remark(context: ReadContext, site: LineSource, entry: LineWord, { value, range }: ArgText): boolean {
  const label = `${site.words.label} ${value}`;
  const applied = noticeSupport(entry, label, range, site.report, context.noticed);
  checkExperimental(entry, label, range, context);
  return applied;
}

/** Reads bind words up to the end of the line into `bind`, `most` of them at most. */
export function readBindWords(context: ReadContext, site: LineSource, bind: BindConfig, most?: number): void {
  const find = (name: string) => context.catalog.find('bind-word', name);
  const apply = (entry: BindWordEntry, values: readonly unknown[]) => entry.apply(bind, values, site);
  readWords<BindWordEntry>(context, site, 'bind-word', find, apply, most);
}

const SERVER_TAILS = new WeakMap<Catalog, KnownTails<ServerWordEntry>>();

function serverTails({ catalog }: ReadContext): KnownTails<ServerWordEntry> {
  let tails = SERVER_TAILS.get(catalog);
  if (!tails) {
    tails = new KnownTails();
    SERVER_TAILS.set(catalog, tails);
  }
  return tails;
}

/** Reads server words up to the end of the line into `server`. */
export function readServerWords(
  context: ReadContext,
  site: LineSource,
  server: ServerConfig,
  isDefault: boolean,
): void {
  const apply = (entry: ServerWordEntry, values: readonly unknown[], word: ArgText): void => {
    if (isDefault && entry.usable === 'server') {
      site.report(
        'keyword/misplaced',
        site.keyword,
        `'default-server' : '${entry.name}' only stands on 'server' lines`,
      );
    } else entry.apply(server, values, site, word);
  };
  const { words } = site.statement;
  const first = site.words.position;
  const tail = tailOf(words, first);
  const tails = serverTails(context);
  const known = tail === undefined ? undefined : tails.find(tail);
  if (known) {
    for (const { entry, values, at } of known) apply(entry, values, argText(words[first + at]!));
    site.words.skipRest();
    return;
  }
  const find = (name: string) => {
    const { catalog } = context;
    return catalog.find('server-word', name) ?? catalog.find('server-word', name.replace(/\(.*$/, ''));
  };
  const found = readWords<ServerWordEntry>(context, site, 'server-word', find, apply);
  if (tail !== undefined && found) tails.add(tail, found);
}
