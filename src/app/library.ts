/** What `import ... from 'hawser'` gives: the same stages as the program, over ordinary text and plain data. */
import type * as ast from '../../grammar/config/ast.js';
import { formatConfig } from '../../grammar/config/format-config.js';
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import { type Diagnostic, Diagnostics } from '../diag/diagnostic.js';
import { toJson } from '../diag/render-json.js';
import { type SourceRange, SourceText } from '../diag/source-text.js';
import { spanOf } from '../diag/span.js';
import { decodeUtf8 } from '../diag/utf8.js';
import { hawserCatalog } from './catalog.js';
import { checkSources } from './check/check-files.js';
import type { Input, Library, Problem, Range, Section, Statement, Word } from './library-types.js';
import { describeFeatures } from './version.js';

export type * from './library-types.js';

function carrierOf(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

function sourcesOf(input: Input): readonly SourceText[] {
  const files = typeof input === 'string' ? [{ name: 'haproxy.cfg', text: input }] : 'text' in input ? [input] : input;
  return files.map(({ name, text }) => new SourceText(carrierOf(name), carrierOf(text)));
}

function rangeOf(range: SourceRange): Range {
  return { file: decodeUtf8(range.source.name), ...spanOf(range) };
}

function problemOf(diagnostic: Diagnostic): Problem {
  const { code, message, title, help, remedy, suggestion, doc } = toJson(diagnostic);
  return {
    ...{ code, severity: diagnostic.severity, message, title, help, doc },
    remedy: remedy ?? undefined,
    suggestion: suggestion ?? undefined,
    range: diagnostic.range && rangeOf(diagnostic.range),
  };
}

function wordOf({ value, source, start, end, quoted }: ast.Word): Word {
  const text = decodeUtf8(source.text.slice(start, end));
  return { value: decodeUtf8(value), text, quoted, range: rangeOf({ source, start, end }) };
}

function statementOf({ words, comment }: ast.Statement): Statement {
  return { words: words.map(wordOf), comment: comment === undefined ? undefined : decodeUtf8(comment) };
}

function sectionOf({ kind, header, statements }: ast.Section): Section {
  const [, name] = header.words;
  return {
    kind,
    name: name ? decodeUtf8(name.value) : '',
    header: statementOf(header),
    statements: statements.map(statementOf),
  };
}

function isSection(name: string): boolean {
  return hawserCatalog().find('section', name) !== undefined;
}

export const parse: Library['parse'] = (input, { env = {} } = {}) => {
  const diagnostics = new Diagnostics('check');
  const tree = parseConfig(sourcesOf(input), {
    isSection,
    env: Env.fromProcess({ ...env }),
    features: describeFeatures(),
    diagnostics,
    environmentWords: { section: 'global', set: 'setenv', preset: 'presetenv', unset: 'unsetenv', reset: 'resetenv' },
  });
  return {
    tree: { sections: tree.sections.map(sectionOf), orphans: tree.orphans.map(statementOf) },
    problems: diagnostics.list.map(problemOf),
  };
};

export const check: Library['check'] = async (input, { hermetic = true, lint = true } = {}) => {
  const diagnostics = new Diagnostics('check');
  const assume = { files: hermetic, dns: hermetic, fds: hermetic };
  const { shown, ignored } = await checkSources(sourcesOf(input), { assume, lint, project: '' }, diagnostics);
  const valid = !shown.some(({ severity }) => severity === 'alert');
  return { valid, problems: shown.filter(({ severity }) => severity !== 'diag').map(problemOf), ignored };
};

export const format: Library['format'] = (text) =>
  decodeUtf8(formatConfig(carrierOf(text), { isSection, diagnostics: new Diagnostics() }));
