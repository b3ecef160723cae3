/**
 * Commands that HAProxy has and this program refuses, each with the reason. They have rows so that they are answered by
 * that reason, and not as if nobody had ever heard of them.
 */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminLevel, failure } from '../../model/admin-request.js';

const TLS = 'only certificates are changed while running; reload instead';
const TLS_VIEW = 'of the store only certificates and crt-lists are shown';
const ACME = 'certificates are not fetched by ACME';
const CACHE = 'the cache is not there';
const QUIC = 'QUIC is not there';
const DEBUG = 'this looks into HAProxy itself, which is not there';
const ANON = 'dumps are not anonymized';
const MASTER = 'the master only starts workers: there is nothing in it to look into';
const STATS_FILE = 'statistics are not kept across restarts';

type Mode = 'expert' | 'experimental';

/** Words | what stands behind them | since | what it does. */
type Row = readonly [words: string, args: string, since: string, brief: string, mode?: Mode];

/** Level that HAProxy asks for: looking is for operators, changing for admins. */
function levelOf(words: string): AdminLevel {
  if (/^(show|get|dump)\b/.test(words)) return 'operator';
  return 'admin';
}

function refused(why: string, rows: readonly Row[], socket: NonNullable<CliEntry['socket']> = 'worker'): CliEntry[] {
  return rows.map(([words, args, since, brief, mode]) =>
    define.cli({
      words: words.split(' '),
      usage: args === '' ? words : `${words} ${args}`,
      doc: `management 9.3#${words}`,
      since,
      support: 'refused',
      why,
      brief,
      level: levelOf(words),
      socket,
      ...(mode ? { mode } : {}),
      ...(words.startsWith('_') ? { hidden: true } : {}),
      run: () => failure(`'${words}' is not supported: ${why}.\n`),
    }),
  );
}

const TLS_ROWS = refused(TLS, [
  ['abort ssl ca-file', '<cafile>', '2.5', 'Gives up a change of a CA file.'],
  ['abort ssl crl-file', '<crlfile>', '2.5', 'Gives up a change of a revocation list.'],
  ['add ssl ca-file', '<cafile> <payload>', '2.8', 'Adds a certificate to a CA file.'],
  ['add ssl jwt', '<certfile>', '3.3', 'Adds a certificate that verifies tokens.'],
  ['commit ssl ca-file', '<cafile>', '2.5', 'Puts a change of a CA file into effect.'],
  ['commit ssl crl-file', '<crlfile>', '2.5', 'Puts a change of a revocation list into effect.'],
  ['del ssl ca-file', '<cafile>', '2.5', 'Removes an unused CA file.'],
  ['del ssl crl-file', '<crlfile>', '2.5', 'Removes an unused revocation list.'],
  ['del ssl jwt', '<certfile>', '3.3', 'Removes a certificate that verifies tokens.'],
  ['new ssl ca-file', '<cafile>', '2.5', 'Creates an empty CA file.'],
  ['new ssl crl-file', '<crlfile>', '2.5', 'Creates an empty revocation list.'],
  ['set ssl ca-file', '<cafile> <payload>', '2.5', 'Replaces a CA file.'],
  ['set ssl crl-file', '<crlfile> <payload>', '2.5', 'Replaces a revocation list.'],
  ['set ssl ocsp-response', '<resp|payload>', '1.5', 'Replaces a stapled OCSP response.'],
  ['set ssl tls-key', '[id|file] <key>', '1.6', 'Changes the next key of session tickets.'],
  ['update ssl ocsp-response', '<certfile>', '2.8', 'Fetches an OCSP response.'],
]);

const TLS_VIEW_ROWS = refused(TLS_VIEW, [
  ['show ssl ca-file', '[<cafile>[:<index>]]', '2.5', 'Shows CA files.'],
  ['show ssl crl-file', '[<crlfile[:<index>>]]', '2.5', 'Shows revocation lists.'],
  ['show ssl jwt', '', '3.3', 'Shows certificates that verify tokens.'],
  ['show ssl ocsp-response', '[[text|base64] id]', '2.5', 'Shows OCSP responses.'],
  ['show ssl ocsp-updates', '', '2.8', 'Shows when OCSP responses are fetched.'],
  ['show ssl providers', '', '2.6', 'Shows providers of the TLS library.'],
  ['show tls-keys', '[id|*]', '1.6', 'Shows keys of session tickets.'],
]);

const ABSENT_ROWS = [
  ...refused(ACME, [
    ['acme challenge_ready', '<certfile> domain <domain>', '3.3', 'Says that a challenge of ACME can be answered.'],
    ['acme renew', '<certfile>', '3.2', 'Renews a certificate.'],
    ['acme status', '', '3.2', 'Shows the state of certificates of ACME.'],
  ]),
  ...refused(CACHE, [['show cache', '', '1.8', 'Shows what the cache holds.']]),
  ...refused(QUIC, [['show quic', '[help|<format>] [<filter>]', '2.8', 'Shows connections of QUIC.']]),
  ...refused(STATS_FILE, [['dump stats-file', '', '3.0', 'Shows statistics in the format of a stats-file.']]),
  ...refused(ANON, [
    ['set anon global-key', '<value>', '2.7', 'Changes the key that hides names.'],
    ['set anon off', '', '2.7', 'Shows names as they are.'],
    ['set anon on', '[value]', '2.7', 'Hides names in dumps.'],
    ['show anon', '', '2.7', 'Shows whether names are hidden.'],
  ]),
];

const DEV = 'abort bug check close deadlock delay exit fd hex log loop panic sched stream sym task tkill warn write';

const DEBUG_ROWS = refused(DEBUG, [
  ...DEV.split(' ').map((word): Row => [`debug dev ${word}`, '', '2.0', 'For developers of HAProxy.', 'expert']),
  ['debug counters', '[?|all|bug|cnt|chk|glt]*', '3.1', 'Shows counters of rare events.'],
  ['debug dev hash', '[msg]', '2.7', 'Shows a text as hidden names would show it.'],
  ['httpclient', '<method> <uri>', '2.5', 'Sends a request.', 'expert'],
  ['set profiling', '<what> {auto|on|off}', '1.9', 'Switches measurements on and off.'],
  ['show activity', '[-1|0|thread_num]', '1.9', 'Shows what threads do.'],
  ['show dev', '', '2.9', 'Shows the surroundings of the process.'],
  ['show fd', '[-!plcfbs]* [num]', '1.9', 'Shows file descriptors.'],
  ['show libs', '', '2.4', 'Shows loaded libraries.'],
  ['show profiling', '[<what>|<#lines>|<opts>]*', '1.9', 'Shows measurements.'],
  ['show tasks', '', '2.0', 'Shows tasks.'],
  ['show threads', '', '2.0', 'Shows threads.'],
  ['show trace', '[<module>]', '2.1', 'Shows what is traced.'],
  ['trace', '[<module>|0] [cmd [args...]]', '2.1', 'Traces parts of the program.'],
]);

const START_ROWS = [
  ...refused('listening sockets are not handed over', [['_getsocks', '', '1.8', 'Hands sockets to a new process.']]),
];

const MASTER_ROWS = refused(
  MASTER,
  [
    ['_loadstatus', '', '3.1', 'Tells whether the configuration was loaded.'],
    ['_send_status', '', '3.1', 'Tells the master that a process is ready.'],
    ['mcli-debug-mode', '[on|off]', '2.5', 'Lets commands for workers through to the master.'],
  ],
  'master',
);

export const entries: readonly CliEntry[] = [
  ...TLS_ROWS,
  ...TLS_VIEW_ROWS,
  ...ABSENT_ROWS,
  ...DEBUG_ROWS,
  ...START_ROWS,
  ...MASTER_ROWS,
];
