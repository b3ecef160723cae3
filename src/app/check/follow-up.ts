/** One mistake, one problem: what is only missing because the line that declares it is wrong is left out. */
import { type ConfigTree, rangeOf } from '../../../grammar/config/ast.js';
import type { Diagnostic, Diagnostics } from '../../diag/diagnostic.js';
import type { SourceRange } from '../../diag/source-text.js';

function lineOf({ source, start }: SourceRange): string {
  return `${source.position(start).line} ${source.name}`;
}

/** Names of ACLs whose declarations have an error. */
function brokenAcls(tree: ConfigTree, list: readonly Diagnostic[]): ReadonlySet<string> {
  const wrong = new Set(list.flatMap(({ severity, range }) => (severity === 'alert' && range ? [lineOf(range)] : [])));
  const names = new Set<string>();
  for (const { words } of tree.sections.flatMap(({ statements }) => statements)) {
    const [keyword, name] = words;
    if (keyword?.value === 'acl' && name && wrong.has(lineOf(rangeOf(name)))) names.add(name.value);
  }
  return names;
}

/** Problems without those that go away with others. */
export function withoutFollowUps({ list, alerts }: Diagnostics, tree: ConfigTree): readonly Diagnostic[] {
  const broken = alerts > 0 ? brokenAcls(tree, list) : new Set<string>();
  if (broken.size === 0) return [...list];
  return list.filter(({ code, range }) => {
    if (code !== 'acl/unknown' || !range) return true;
    return !broken.has(range.source.text.slice(range.start, range.end).replace(/^!+/, ''));
  });
}
