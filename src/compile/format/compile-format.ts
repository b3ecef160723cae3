/** Log-format strings -> closures (manual 8.2.6). */
import type { Word } from '../../../grammar/config/ast.js';
import type { FormatAlias, FormatExpr, FormatFlag, FormatItem } from '../../../grammar/format/ast.js';
import { parseFormat } from '../../../grammar/format/parse-format.js';
import { rangeInWord } from '../../../grammar/words/range-in-word.js';
import type { LogAliasEntry } from '../../catalog/entry.js';
import type { Format, FormatUse } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { wordOf } from '../../catalog/text.js';
import { compileExprAst } from '../expression.js';
import { remedyFor } from '../remedy.js';
import type { Scope } from '../scope.js';
import type { Part } from './assemble.js';
import { assemble } from './assemble.js';
import type { Encoding } from './encoding.js';
import { CBOR_ENCODING, CBOR_HEX_ENCODING, JSON_ENCODING } from './encoding.js';
import type { AliasSource, ItemFlags, Writer } from './item.js';
import { encodeAlias, encodeExpression, writeAlias, writeExpression } from './item.js';

/** How a format is compiled; `mergeBlanks` defaults to what `use` does. */
export interface FormatOptions {
  readonly mergeBlanks?: boolean;
}

/** Letters and words that are switched on. */
type Flags = ReadonlySet<string>;

const NO_FLAGS: Flags = new Set();

/** Compiles a format string; undefined after a report. */
export function compileFormatText(
  text: ArgText,
  scope: Scope,
  use: FormatUse,
  options: FormatOptions = {},
): Format | undefined {
  const word = wordOf(text);
  const ast = scope.parse((diagnostics) => parseFormat(word, diagnostics));
  if (!ast) return undefined;
  const merge = options.mergeBlanks ?? use === 'log';
  const compiler = new FormatCompiler(word, scope, use);
  return compiler.compile(ast.items, merge);
}

/** A format for log lines, with what decides on when it can be written. */
export interface LogText {
  readonly format: Format;
  /** Whether it holds anything that is only known at the end. */
  readonly late: boolean;
  /** Nothing but flags stands in it. */
  readonly isEmpty: boolean;
}

/** Compiles the format of a log line; undefined after a report. */
export function compileLogText(text: ArgText, scope: Scope): LogText | undefined {
  const word = wordOf(text);
  const ast = scope.parse((diagnostics) => parseFormat(word, diagnostics));
  const format = ast && new FormatCompiler(word, scope, 'log').compile(ast.items, true);
  if (!format) return undefined;
  const items = ast.items.filter((item) => item.kind !== 'alias' || item.alias !== 'o');
  const { catalog } = scope.context;
  // Expressions do not wait: those of figures at the end stand beside an alias that does, or see what is known by then.
  const late = items.some((item) => item.kind === 'alias' && catalog.find('log-alias', item.alias)?.late);
  return { format, late, isEmpty: items.length === 0 };
}

function applyFlags(before: Flags, changes: readonly FormatFlag[]): Flags {
  const after = new Set(before);
  for (const { name, on } of changes) {
    if (on) after.add(name);
    else after.delete(name);
  }
  return after;
}

/** An item that has a name, for whole lines in an encoding. */
interface NamedWriter {
  readonly name: string;
  readonly write: Writer;
}

/** Lives while one string is compiled: the flags in force change from item to item. */
class FormatCompiler {
  readonly #word: Word;
  readonly #scope: Scope;
  readonly #use: FormatUse;
  #global: Flags;
  #ok: boolean;

  constructor(word: Word, scope: Scope, use: FormatUse) {
    this.#word = word;
    this.#scope = scope;
    this.#use = use;
    this.#global = NO_FLAGS;
    this.#ok = true;
  }

  compile(items: readonly FormatItem[], merge: boolean): Format | undefined {
    const encoding = this.#lineEncoding(items);
    const parts: Part[] = [];
    const named: NamedWriter[] = [];
    for (const item of items) {
      if (item.kind === 'text') parts.push(...(merge ? splitBlanks(item.text) : [textPart(item.text)]));
      else if (item.kind === 'alias' && item.alias === 'o') this.#global = applyFlags(this.#global, item.flags);
      else {
        const part = this.#item(item, encoding);
        if (!part) continue;
        parts.push(part);
        if (item.name) named.push({ name: item.name, write: part.write });
      }
    }
    if (!this.#ok) return undefined;
    if (encoding) return this.#withoutFeed(encodeLine(encoding, named));
    const last = parts.at(-1);
    const format = assemble(parts);
    return last?.kind === 'text' && !last.text.endsWith('\n') ? format : this.#withoutFeed(format);
  }

  /** A log line loses a line feed at its end; looking for it costs as much as writing the line once more. */
  #withoutFeed(format: Format): Format {
    if (this.#use !== 'log') return format;
    return (stream) => {
      const text = format(stream);
      return text.endsWith('\n') ? text.slice(0, -1) : text;
    };
  }

  /** The encoding of the whole line: that which any `%o` switches on. */
  #lineEncoding(items: readonly FormatItem[]): Encoding | undefined {
    let flags = NO_FLAGS;
    for (const item of items) {
      if (item.kind === 'alias' && item.alias === 'o') flags = applyFlags(flags, item.flags);
    }
    return encodingOf(flags, flags.has('bin'));
  }

  #item(item: FormatAlias | FormatExpr, line: Encoding | undefined): (Part & { readonly kind: 'item' }) | undefined {
    const set = applyFlags(this.#global, item.flags);
    const binary = this.#global.has('bin');
    const encoding = line ?? encodingOf(set, binary);
    const flags: ItemFlags = { quote: set.has('Q'), hex: set.has('X'), escape: set.has('E'), binary, encoding };
    const write = item.kind === 'alias' ? this.#alias(item, flags) : this.#expression(item, flags);
    if (!write) {
      this.#ok = false;
      return undefined;
    }
    const finished: Writer = encoding && !line ? (stream) => encoding.finish(String(write.write(stream))) : write.write;
    return { kind: 'item', write: finished, mayBeEmpty: write.mayBeEmpty && !encoding };
  }

  #alias(item: FormatAlias, flags: ItemFlags): { write: Writer; mayBeEmpty: boolean } | undefined {
    const entry = this.#scope.context.catalog.find('log-alias', item.alias);
    if (!entry) return this.#unknownAlias(item);
    if (entry.http && this.#scope.mode !== 'http') return this.#needsHttp(item);
    const source: AliasSource = {
      read: entry.compile(this.#scope),
      prefix: entry.compilePrefix?.(this.#scope),
      style: entry.style ?? (entry.type === 'str' ? 'text' : 'raw'),
      hex: entry.hex,
    };
    const write = flags.encoding
      ? encodeAlias(source, item.type, flags)
      : writeAlias(prefixed(source), flags, this.#use);
    return { write, mayBeEmpty: isHeaders(entry) };
  }

  #unknownAlias(item: FormatAlias): undefined {
    const names = this.#scope.context.catalog.all('log-alias').map(({ name }) => name);
    const message = `no such format alias '${item.alias}'. If you wanted to emit the '%' character verbatim, you need to use '%%'`;
    const range = rangeInWord(this.#word, item.start, item.end);
    this.#scope.report('format/unknown-alias', range, message, { remedy: remedyFor(item.alias, names) });
    return undefined;
  }

  #needsHttp(item: FormatAlias): undefined {
    const range = rangeInWord(this.#word, item.start, item.end);
    this.#scope.report('format/alias-needs-http', range, `format alias '${item.alias}' is reserved for HTTP mode`);
    return undefined;
  }

  #expression(item: FormatExpr, flags: ItemFlags): { write: Writer; mayBeEmpty: boolean } | undefined {
    const expression = compileExprAst(item.expr, this.#word, this.#scope);
    if (!expression) return undefined;
    const write = flags.encoding
      ? encodeExpression(expression, item.type, flags)
      : writeExpression(expression, flags, this.#use);
    return { write, mayBeEmpty: this.#use !== 'log' && !flags.quote };
  }
}

/** Numbers with a prefix are written by the text path. */
function prefixed(source: AliasSource): AliasSource {
  return source.prefix ? { ...source, style: 'text' } : source;
}

function isHeaders({ style }: LogAliasEntry): boolean {
  return style === 'braces' || style === 'list';
}

function encodingOf(flags: Flags, binary: boolean): Encoding | undefined {
  if (flags.has('json')) return JSON_ENCODING;
  if (!flags.has('cbor')) return undefined;
  return binary ? CBOR_ENCODING : CBOR_HEX_ENCODING;
}

function encodeLine(encoding: Encoding, named: readonly NamedWriter[]): Format {
  return (stream) => encoding.finish(encoding.map(named.map(({ name, write }) => [name, String(write(stream))])));
}

function textPart(text: string): Part {
  return { kind: 'text', text };
}

/** Texts between blanks; every run of blanks is one. */
function splitBlanks(text: string): Part[] {
  const parts: Part[] = [];
  for (const piece of text.split(/( +)/)) {
    if (piece.startsWith(' ')) parts.push({ kind: 'blank' });
    else if (piece !== '') parts.push(textPart(piece));
  }
  return parts;
}
