/** Variables of the process that the configuration sets (manual 3.1 `set-var`, `set-var-fmt`). */
import { arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';

/** Kept under `process variables` of the global section, in order. */
export interface ProcessVariable {
  readonly kind: 'expression' | 'format';
  /** `proc.name`. */
  readonly name: ArgText;
  readonly value: ArgText;
}

function row(name: string, brief: string, kind: ProcessVariable['kind'], usage: string): DirectiveEntry {
  return define.directive({
    ...{ name, brief, doc: `3.1#${name}`, since: '2.5', support: 'full', sections: ['global'] },
    usage: `${name} <var-name> ${usage}`,
    parse({ words, sectionData, report }) {
      const values = words.expectAll([arg.any('var-name'), arg.any('value')]);
      if (!values) return;
      const [variable, value] = values;
      if (!/^proc\.[A-Za-z0-9_.]+$/.test(variable.value)) {
        report('arg/invalid', variable.range, `'${name}' : '${variable.value}' is not a variable of scope 'proc.'`);
        return;
      }
      const list = (sectionData.get('process variables') as ProcessVariable[] | undefined) ?? [];
      sectionData.set('process variables', [...list, { kind, name: variable, value }]);
    },
  });
}

export const processVariableEntries: readonly Entry[] = [
  row('set-var', 'Sets a variable of the process from an expression.', 'expression', '<expr>'),
  row('set-var-fmt', 'Sets a variable of the process from a log-format string.', 'format', '<fmt>'),
];
