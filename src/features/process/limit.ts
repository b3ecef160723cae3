/** Limits of the whole process (manual 3.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { globalFlag, globalValue } from './global-row.js';

const TUNES = 'the runtime decides how it uses the machine';

export const limitEntries: readonly Entry[] = [
  globalValue(
    { name: 'maxconn', once: {}, brief: 'Most connections of the process.', doc: '3.2#maxconn' },
    arg.uint('number'),
    (global, n) => {
      global.maxconn = n;
    },
  ),
  globalValue(
    {
      name: 'maxconnrate',
      once: {},
      brief: 'Most connections per second.',
      doc: '3.2#maxconnrate',
      since: '1.5',
    },
    arg.uint('number'),
    (global, n) => {
      global.maxconnRate = n;
    },
  ),
  globalValue(
    {
      name: 'maxsessrate',
      once: {},
      brief: 'Most sessions per second.',
      doc: '3.2#maxsessrate',
      since: '1.5',
    },
    arg.uint('number'),
    (global, n) => {
      global.maxSessionRate = n;
    },
  ),
  globalValue(
    {
      name: 'maxsslconn',
      brief: 'Most TLS connections of the process.',
      doc: '3.2#maxsslconn',
      since: '1.5',
    },
    arg.uint('number'),
    (global, n) => {
      global.maxSslConn = n;
    },
  ),
  globalValue(
    {
      ...{
        name: 'maxsslrate',
        once: {},
        brief: 'Most TLS handshakes per second.',
        doc: '3.2#maxsslrate',
        since: '1.5',
      },
    },
    arg.uint('number'),
    (global, n) => global.tune.set('maxsslrate', n),
  ),
  globalValue(
    { name: 'ulimit-n', once: {}, brief: 'Most open files.', doc: '3.1#ulimit-n' },
    arg.uint('number'),
    (global, n) => {
      global.ulimitN = n;
    },
  ),
  globalValue(
    {
      ...{ name: 'fd-hard-limit', brief: 'Upper bound of open files where nothing else says how many.', since: '2.7' },
    },
    arg.uint('number'),
    (global, n) => global.tune.set('fd-hard-limit', n),
  ),
  globalValue(
    {
      ...{ name: 'nbthread', brief: 'Number of threads.', doc: '3.1#nbthread', since: '1.8' },
      ...{ support: 'ignored', why: TUNES, harmless: true },
    },
    arg.uint('number', { min: 1, max: 1024 }),
    (global, n) => {
      global.nbthread = n;
    },
  ),
  globalValue(
    {
      name: 'spread-checks',
      once: {},
      brief: 'Randomness of the time between checks.',
      doc: '3.2#spread-checks',
      since: '1.3',
    },
    arg.percent('0..50, in percent', { min: 0, max: 50 }),
    (global, percent) => {
      global.spreadChecksPercent = percent;
    },
  ),
  globalFlag({
    ...{ name: 'strict-limits', brief: 'Fail if limits of the system cannot be set.', since: '2.1', negatable: true },
  }),
];
