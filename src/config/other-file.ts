/** Files of another kind that a line names: they have sections and words of their own (SPOE.txt 2). */
import type { Statement, Word } from '../../grammar/config/ast.js';
import { rangeOf } from '../../grammar/config/ast.js';
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import type { SectionSite } from '../catalog/directive-site.js';
import type { SectionEntry } from '../catalog/entry.js';
import { SourceText } from '../diag/source-text.js';
import { addCheckedPart } from './checked-parts.js';
import { newDraft } from './proxy-draft.js';
import type { OtherFile, OtherText, ReadContext } from './read-context.js';
import { readStatement } from './read-statement.js';
import { readName } from './section-header.js';

/** Such files have no conditional blocks that would ask for them. */
const NO_FEATURES = {
  ...{ version: '', features: new Set<string>(), enabled: new Set<string>(), awslcApi: undefined, fipsMode: false },
  sslLibrary: { name: '', version: '' },
} as const;

const SCOPE_LINE = /^\s*\[([^\]]*)\]\s*(?:#.*)?$/;

/** Blanks out what does not belong to the scope: places stay what they are. */
function withinScope(text: string, scope: string | undefined): string {
  let inside = scope === undefined;
  const lines = text.split('\n').map((line) => {
    const found = SCOPE_LINE.exec(line);
    if (found) inside = found[1] === scope;
    return inside && !found ? line : ' '.repeat(line.length);
  });
  return lines.join('\n');
}

/** The variables that a text names, as they are set. */
function environmentOf(text: string, { environment }: ReadContext): Env {
  const env = new Env();
  for (const [, name = ''] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    const value = environment(name);
    if (value !== undefined) env.set(name, value);
  }
  return env;
}

/** Reads the sections of a file by their rows. Each file and scope is read once: its problems are told once. */
export function readOtherFile(context: ReadContext, file: OtherText): readonly SectionSite[] {
  const key = `${file.kind} ${file.name} ${file.scope ?? ''}`;
  const known = context.otherFiles?.get(key);
  if (known) return known;
  const { catalog, diagnostics } = context;
  const source = new SourceText(file.name, withinScope(file.text, file.scope));
  const isSection = (name: string) => catalog.find('section', name)?.file === file.kind;
  const env = environmentOf(file.text, context);
  const tree = parseConfig([source], { isSection, env, features: NO_FEATURES, diagnostics });
  for (const { words } of tree.orphans) reportOrphan(context, words[0]!, file.kind);
  const sections = tree.sections.map(({ header, kind, statements }) => readOne(context, kind, header, statements));
  context.otherFiles?.set(key, sections);
  return sections;
}

function reportOrphan({ report }: ReadContext, word: Word, kind: OtherFile): void {
  report('section/unknown', rangeOf(word), `unknown keyword '${word.value}' out of section of a ${kind} file`);
}

function readOne(context: ReadContext, kind: string, header: Statement, statements: readonly Statement[]): SectionSite {
  const { catalog, global, report } = context;
  const entry = catalog.find('section', kind) as SectionEntry;
  const name = readName(context, { kind, header, statements }, entry);
  const range = rangeOf(header.words[1] ?? header.words[0]!);
  const place = { kind: 'listen', name: name ?? '', file: range.source.name, line: header.line, range } as const;
  const proxy = newDraft(place, undefined);
  const data = new Map<string, unknown>();
  context.others?.push(proxy);
  for (const statement of statements) readStatement(context, { kind, name, proxy, data }, statement);
  const checkLater: SectionSite['checkLater'] = (part) => addCheckedPart(proxy, part);
  const site: SectionSite = { kind, name, data, proxy, global, report, range, checkLater };
  entry.finish?.(site);
  return site;
}
