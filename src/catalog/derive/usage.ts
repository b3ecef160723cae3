/** Usage lines of rows, for messages, completion and documentation. */
import type { ArgKind } from '../arg.js';
import type { Entry } from '../entry.js';

/** `<a> <b> [<c>]`. */
function usageOfWords(kinds: readonly ArgKind<unknown>[]): string {
  return kinds.map(({ label, optional }) => (optional ? `[<${label}>]` : `<${label}>`)).join(' ');
}

/** `(<a>[,<b>])`, or nothing without arguments. `show` gives the text of one argument. */
export function usageOfCall(
  kinds: readonly ArgKind<unknown>[],
  show: (kind: ArgKind<unknown>) => string = ({ label }) => `<${label}>`,
): string {
  if (kinds.length === 0) return '';
  const first = kinds.findIndex((kind) => kind.optional);
  const needed = kinds.slice(0, first < 0 ? kinds.length : first).map(show);
  if (first < 0) return `(${needed.join(',')})`;
  const rest = kinds.slice(first).map(show).join(',');
  return needed.length > 0 ? `(${needed.join(',')}[,${rest}])` : `([${rest}])`;
}

/** One line that shows how the word is written. */
export function usageOf(entry: Entry): string {
  switch (entry.kind) {
    case 'directive':
    case 'option':
    case 'action':
    case 'balance':
    case 'cli':
      return entry.usage;
    case 'bind-word':
    case 'server-word':
      return `${entry.name} ${usageOfWords(entry.args)}`.trimEnd();
    case 'fetch':
    case 'converter':
      return entry.name + usageOfCall(entry.args);
    case 'section':
      return { none: entry.name, optional: `${entry.name} [<name>]`, required: `${entry.name} <name>` }[entry.naming];
    case 'log-alias':
      return `%${entry.name}`;
    case 'acl-word':
      return `${entry.name} = ${entry.fetch} -m ${entry.match}`;
    case 'matcher':
      return `-m ${entry.name}`;
    case 'filter':
    case 'service':
    case 'sample-source':
    case 'removed':
      return entry.name;
    default:
      return entry satisfies never;
  }
}
