/** Command line (management.txt 3): the words of haproxy(1) in, typed options out. Pure: nothing is read or printed here. */

import { applyOption, type OptionTable, UsageError } from './option-table.js';

/** What a run of the program is for. */
export type Task = 'run' | 'check' | 'keywords' | 'version' | 'build-options' | 'condition' | 'help';

export interface Options {
  task: Task;
  /** Files and folders of `-f` and `--`, in order. */
  files: string[];
  /** Expression of `-cc`. */
  condition: string;
  /** Folder of `-C`. */
  folder: string | undefined;
  quiet: boolean;
  verbose: boolean;
  debug: boolean;
  /** `-db` (or `-d`): stay in the foreground whatever the configuration says. */
  foreground: boolean;
  daemon: boolean;
  masterWorker: boolean;
  /** `-Ws`: the service manager is told when all is ready. */
  notifies: boolean;
  /** `-S`: words of a `bind` line, with commas between them. */
  masterSocket: string | undefined;
  pidfile: string | undefined;
  maxconn: number | undefined;
  proxyMaxconn: number | undefined;
  memoryMegabytes: number | undefined;
  localPeer: string | undefined;
  /** Unix socket of `-x`. */
  transferSocket: string | undefined;
  /** `-sf` and `-st`. */
  finishPids: number[];
  terminatePids: number[];
  /** Classes of `-dK`. */
  dumpClasses: string[];
  ignoreResolution: boolean;
  /** `-4`: resolvers ask for addresses of IPv4 only. */
  ipv4Only: boolean;
  noServerVerify: boolean;
  zeroWarning: boolean;
  diagnostic: boolean;
  noReusePort: boolean;
  logJson: boolean;
  /** `--legacy`: lines of old versions are read as modern ones. */
  legacy: boolean;
  /** Options that are taken for compatibility and change nothing here. */
  accepted: string[];
}

function defaults(): Options {
  return {
    task: 'run',
    files: [],
    condition: '',
    folder: undefined,
    quiet: false,
    verbose: false,
    debug: false,
    foreground: false,
    daemon: false,
    masterWorker: false,
    notifies: false,
    masterSocket: undefined,
    pidfile: undefined,
    maxconn: undefined,
    proxyMaxconn: undefined,
    memoryMegabytes: undefined,
    localPeer: undefined,
    transferSocket: undefined,
    finishPids: [],
    terminatePids: [],
    dumpClasses: [],
    ignoreResolution: false,
    ipv4Only: false,
    noServerVerify: false,
    zeroWarning: false,
    diagnostic: false,
    noReusePort: false,
    logJson: false,
    legacy: false,
    accepted: [],
  };
}

/** Words that stand alone. */
const TABLE: OptionTable<Options> = {
  switches: {
    '-v': (o) => (o.task = 'version'),
    '-vv': (o) => (o.task = 'build-options'),
    '--version': (o) => (o.task = 'version'),
    '-h': (o) => (o.task = 'help'),
    '--help': (o) => (o.task = 'help'),
    '-c': (o) => (o.task = 'check'),
    '-q': (o) => (o.quiet = true),
    '-V': (o) => (o.verbose = true),
    '-d': (o) => {
      o.debug = true;
      o.foreground = true;
    },
    '-db': (o) => (o.foreground = true),
    '-D': (o) => (o.daemon = true),
    '-W': (o) => (o.masterWorker = true),
    '-Ws': (o) => {
      o.masterWorker = true;
      o.notifies = true;
      // Whatever the configuration says: whoever wants to be told watches this very process.
      o.foreground = true;
    },
    '-4': (o) => (o.ipv4Only = true),
    '-dr': (o) => (o.ignoreResolution = true),
    '-dV': (o) => (o.noServerVerify = true),
    '-dW': (o) => (o.zeroWarning = true),
    '-dD': (o) => (o.diagnostic = true),
    '-dR': (o) => (o.noReusePort = true),
    '--log-json': (o) => (o.logJson = true),
    '--legacy': (o) => (o.legacy = true),
  },
  values: {
    '-f': (o, value) => o.files.push(value),
    '-C': (o, value) => (o.folder = value),
    '-p': (o, value) => (o.pidfile = value),
    '-n': (o, value) => (o.maxconn = count('-n', value)),
    '-N': (o, value) => (o.proxyMaxconn = count('-N', value)),
    '-m': (o, value) => (o.memoryMegabytes = count('-m', value)),
    '-L': (o, value) => (o.localPeer = value),
    '-x': (o, value) => (o.transferSocket = value),
    '-S': (o, value) => (o.masterSocket = value),
    '-cc': (o, value) => {
      o.task = 'condition';
      o.condition = value;
    },
  },
};

/** Words that want a value behind them. */

/** Debugging words of HAProxy's own machinery; all may carry a value in the same word. */
const ACCEPTED = /^-(?:4|d(?:A|C|F|G|I|L|M|S|T|Z|c|e|k|p|t|v)).*/;

function count(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`${name} expects a number, not '${value}'`);
  return Number(value);
}

/** Takes the pids behind `-sf`/`-st`: the list ends at the next option and may be empty. */
function takePids(words: string[], name: string): number[] {
  const pids: number[] = [];
  while (words.length > 0 && !words[0]!.startsWith('-')) {
    const pid = count(name, words.shift()!);
    if (pid > 0) pids.push(pid);
  }
  return pids;
}

/**
 * Parses the words behind the program's name.
 * @throws UsageError with one line that names the word
 */
export function parseArgv(argv: readonly string[]): Options {
  const options = defaults();
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift()!;
    if (applyOption(TABLE, word, words, options)) continue;
    if (word === '-sf') options.finishPids.push(...takePids(words, word));
    else if (word === '-st') options.terminatePids.push(...takePids(words, word));
    else if (word === '--') options.files.push(...words.splice(0));
    else if (word.startsWith('-dK')) options.dumpClasses.push(...word.slice(3).split(','));
    else if (ACCEPTED.test(word)) options.accepted.push(word);
    else throw new UsageError(word.startsWith('-') ? `unknown option '${word}'` : `unexpected argument '${word}'`);
  }
  // Whoever only asks for keywords has no files: there is nothing to run.
  const asks = options.dumpClasses.length > 0 && options.files.length === 0;
  if (asks && (options.task === 'run' || options.task === 'check')) options.task = 'keywords';
  return options;
}
