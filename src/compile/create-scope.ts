/** Makes the sites at which rows are compiled: what surrounds them, and the compilers of the parts they are made of. */
import type { ConditionAst } from '../../grammar/condition/ast.js';
import type { Condition, Expression, Format, FormatUse, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import { wordOf } from '../catalog/text.js';
import { reasonOf, resolvePath } from '../config/files.js';
import { CODES } from '../diag/code.js';
import { type CodeEntry, Diagnostics } from '../diag/diagnostic.js';
import type { ErrorMessage } from '../model/config/proxy.js';
import type { UsePoint } from '../model/ruleset.js';
import { canCast } from './casts.js';
import { compileConditionAst } from './condition/condition.js';
import { compileWords } from './expression.js';
import { compileFormatText } from './format/compile-format.js';
import type { CompileContext, Place, Scope } from './scope.js';

/**
 * Reads a file by its name with the prefixes of manual 2.7: `file@` is the default, `opt@` may be missing, `virt@` has no
 * file at all. Undefined after a report.
 */
function readPrefixedFile(
  text: ArgText,
  { readBytes, defaultPath }: CompileContext,
  report: Report,
): string | undefined {
  const prefixed = /^(file|opt|virt)@(.*)$/s.exec(text.value);
  if (prefixed?.[1] === 'virt') return '';
  const name = prefixed?.[2] ?? text.value;
  try {
    return readBytes(resolvePath(name, text.range.source.name, defaultPath));
  } catch (error) {
    if (prefixed?.[1] === 'opt' && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    report('file/unreadable', text.range, `failed to open file <${name}>: ${reasonOf(error)}`);
    return undefined;
  }
}

/** Whole messages of an `http-errors` section, by status. */
function errorFiles(section: ReadonlyMap<string, unknown> | undefined): ReadonlyMap<number, string> | undefined {
  if (!section) return undefined;
  const messages = (section.get('errors') as ReadonlyMap<number, ErrorMessage> | undefined) ?? new Map();
  const files = new Map<number, string>();
  for (const [status, message] of messages) if (message.kind === 'file') files.set(status, message.content);
  return files;
}

/** Makes the site of a place. */
export function createScope(context: CompileContext, place: Place): Scope {
  const { label, blame } = place;
  const report: Report = (code, range, message, options) =>
    context.diagnostics.report(
      code,
      blame ?? range,
      label === '' || (CODES[code] as CodeEntry).form === 'bare'
        ? message
        : `${label} : ${message.replace(/\.$/, '')}.`,
      options,
    );
  const scope: Scope = {
    ...place,
    context,
    live: context.live,
    report,
    errorFiles: (name) => errorFiles(context.sections.get(`http-errors ${name}`)),
    sectionNamed: (kind, name) => context.sections.get(`${kind} ${name}`),
    readFile: (path) => readPrefixedFile(path, context, report),
    canCast,
    with: (changes) => createScope(context, { ...place, ...changes }),
    parse(run) {
      const found = new Diagnostics();
      const result = run(found);
      for (const { code, range, message, remedy, severity } of found.list) {
        if (range) report(code, range, message, { remedy, severity });
        else context.diagnostics.report(code, range, message, { remedy, severity });
      }
      return result;
    },
    compileExpression(text: ArgText, use?: UsePoint): Expression | undefined {
      return compileWords([wordOf(text)], use ? scope.with({ use }) : scope);
    },
    compileExpressionWords: (words) => compileWords(words, scope),
    compileFormat(text: ArgText, use?: UsePoint, destination: FormatUse = 'http'): Format | undefined {
      return compileFormatText(text, use ? scope.with({ use }) : scope, destination);
    },
    compileCondition(ast: ConditionAst, use?: UsePoint): Condition | undefined {
      return compileConditionAst(ast, use ? scope.with({ use }) : scope);
    },
  };
  return scope;
}
