/** Variables of the environment; changed while files are read, checked here (manual 3.1, 2.3). */
import { arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';

function row(name: string, brief: string, usage: string, parse: DirectiveEntry['parse']): DirectiveEntry {
  const head = { doc: `3.1#${name}`, since: '1.6', support: 'full', sections: ['global'] } as const;
  return define.directive({ ...head, name, brief, usage: `${name} ${usage}`, parse });
}

const assign: DirectiveEntry['parse'] = ({ words }) => {
  words.expectAll([arg.nonEmpty('name'), arg.str('value')]);
};

const listed: DirectiveEntry['parse'] = ({ words }) => {
  words.rest();
};

const removed: DirectiveEntry['parse'] = ({ words }) => {
  if (words.expect(arg.nonEmpty('name')) !== undefined) words.rest();
};

export const environmentEntries: readonly Entry[] = [
  row('setenv', 'Sets a variable of the environment.', '<name> <value>', assign),
  row('presetenv', 'Sets a variable of the environment that is not set.', '<name> <value>', assign),
  row('unsetenv', 'Removes variables of the environment.', '<name> ...', removed),
  row('resetenv', 'Keeps only the named variables of the environment.', '[<name> ...]', listed),
];
