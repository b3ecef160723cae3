/** The process and its surroundings (manual 7.3.2). */
import os from 'node:os';
import { wallNowUs } from '../../../base/clock.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { USE_ANYWHERE, USE_PROCESS } from '../../../model/use.js';

const anywhere = plainFetches('7.3.2', USE_ANYWHERE);

export const entries: readonly Entry[] = [
  anywhere('always_true', 'bool', 'Always true.', () => true, { since: '1.3' }),
  anywhere('always_false', 'bool', 'Always false.', () => false, { since: '1.3' }),
  anywhere('hostname', 'str', 'Name of the system.', () => os.hostname(), { since: '1.7' }),
  anywhere('pid', 'sint', 'Number of the process.', () => process.pid, { since: '2.8' }),
  anywhere('nbproc', 'sint', 'Number of processes: always 1.', () => 1),
  anywhere('proc', 'sint', 'Position of the process: always 1.', () => 1),
  anywhere('thread', 'sint', 'Position of the thread: always 0.', () => 0, { since: '1.8' }),
  anywhere('tgroup', 'sint', 'Position of the group of threads: always 0.', () => 0, { since: '3.4' }),
  anywhere('quic_enabled', 'bool', 'Whether QUIC is available.', () => false, { since: '2.9' }),
  anywhere('date_us', 'sint', 'Microseconds of the current date, within its second.', () => wallNowUs() % 1_000_000, {
    since: '1.8',
  }),
  define.fetch({
    ...{ name: 'env', doc: '7.3.2#env', since: '1.7', support: 'full', out: 'str', use: USE_ANYWHERE },
    brief: 'Value of an environment variable, read when the configuration is.',
    args: [arg.str('name')],
    compile: ([name]) => {
      const text = process.env[name];
      const value = text === undefined ? undefined : Buffer.from(text).toString('latin1');
      return () => value;
    },
  }),
  define.fetch({
    ...{ name: 'stopping', doc: '7.3.2#stopping', since: '1.9', support: 'full', out: 'bool', use: USE_PROCESS },
    brief: 'Whether the process is on its way out.',
    args: [],
    compile:
      (_, { live }) =>
      () =>
        live.process().stopping,
  }),
  define.fetch({
    ...{ name: 'act_conn', doc: '7.3.2#act_conn', since: '2.4', support: 'full', out: 'sint', use: USE_ANYWHERE },
    brief: 'Number of client connections of the process.',
    args: [],
    compile:
      (_, { live }) =>
      () =>
        live.process().currentConnections,
  }),
];
