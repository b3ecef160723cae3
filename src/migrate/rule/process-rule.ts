/** Words about processes, and of `global`: there is one process with threads now. */
import { statementsWith } from '../old-file.js';
import {
  type MigrationRule,
  type Outcome,
  PROXIES,
  type RuleSite,
  rawText,
  statementOf,
  withoutWords,
} from '../rule.js';

function gone(name: string, removed: string, brief: string, review?: string): MigrationRule {
  return {
    ...{ name, removed, brief, sections: ['global'], words: [[name]], example: { from: name, to: '' } },
    migrate: () => ({ lines: [], review }),
  };
}

/** As many threads as there were processes. */
function nbproc({ args, section }: RuleSite): Outcome {
  const count = args[0]?.value ?? '1';
  if (count === '1' || !/^\d+$/.test(count) || statementsWith(section, 'nbthread').length > 0) return { lines: [] };
  return {
    lines: [statementOf('nbthread', count)],
    review: `${count} threads of one process share counters, tables and limits that ${count} processes had each`,
  };
}

/** `process 1`, `process 1/1-4` on lines of `bind` and `stats socket`. */
function withoutProcess({ statement }: RuleSite): Outcome {
  const { words } = statement;
  const found = words.flatMap(({ value }, at) => (at > 1 && value === 'process' && at + 1 < words.length ? [at] : []));
  if (found.length === 0) return undefined;
  const pairs = new Set(found.flatMap((at) => [at, at + 1]));
  const threads = words[found[found.length - 1]! + 1]!.value.split('/')[1];
  const line = withoutWords(statement, [...pairs]);
  return { lines: [threads === undefined ? line : `${line} thread ${threads}`] };
}

/** `cpu-map 2 1` was about the second process, which is the second thread now. */
function cpuMap({ args, file }: RuleSite): Outcome {
  const [first, ...processors] = args;
  const process = first?.value ?? '';
  const isPlain = /^(?:auto:)?(?:\d+(?:-\d+)?|all|odd|even)$/.test(process);
  const [global] = file.everywhere.filter(({ kind }) => kind === 'global');
  const hasProcesses = global && statementsWith(global, 'nbproc').some(({ words }) => Number(words[1]?.value) > 1);
  if (!isPlain || !hasProcesses) return undefined;
  if (statementsWith(global, 'nbthread').length > 0) {
    return { person: 'it bound processes to processors: write it as cpu-map 1/<threads> <processors>' };
  }
  const threads = process.startsWith('auto:') ? `auto:1/${process.slice('auto:'.length)}` : `1/${process}`;
  const review = 'it binds threads now, as it bound processes before';
  return { lines: [statementOf('cpu-map', threads, rawText(processors))], review };
}

export const processRules: readonly MigrationRule[] = [
  {
    ...{ name: 'cpu-map', removed: '2.5', sections: ['global'], words: [['cpu-map']], migrate: cpuMap },
    brief: 'Bound processes to processors; now threads.',
    example: { from: 'nbproc 2\ncpu-map 2 1', to: 'nbthread 2\ncpu-map 1/2 1' },
  },
  {
    ...{ name: 'nbproc', removed: '2.5', sections: ['global'], words: [['nbproc']], migrate: nbproc },
    brief: 'Number of processes: as many threads.',
    example: { from: 'nbproc 1\nnbproc 4', to: 'nbthread 4' },
  },
  {
    ...{ name: 'master-worker', removed: '3.5', sections: ['global'], words: [['master-worker']] },
    brief: 'The master process is asked for on the command line only.',
    migrate: ({ isNegated }) => ({
      lines: [],
      review: isNegated ? undefined : 'start with -W or -Ws if a master is wanted',
    }),
    example: { from: 'master-worker', to: '' },
  },
  gone('debug', '2.2', 'Debugging is asked for on the command line only.', 'start with -d for debugging'),
  gone('nosepoll', '1.5', 'Switched a way of polling off that is gone.'),
  gone('tune.chksize', '2.4', 'Buffers of checks are as large as all others.'),
  {
    ...{ name: 'process', removed: '2.7', words: [['bind'], ['stats', 'socket']], migrate: withoutProcess },
    brief: 'Tied an address to processes; threads of it stay.',
    sections: [...PROXIES, 'global'],
    example: { from: 'bind :80 process 2\nbind :81 process 1/1-2 name x', to: 'bind :80\nbind :81 name x thread 1-2' },
  },
  {
    ...{ name: 'stats bind-process', removed: '2.7', sections: ['global'], words: [['stats', 'bind-process']] },
    brief: 'Tied the sockets to processes; there is one left.',
    migrate: () => ({ lines: [] }),
    example: { from: 'stats bind-process 1', to: '' },
  },
];
