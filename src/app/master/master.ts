/**
 * The master process of `-W` and `-Ws` (management.txt 4): it serves nobody, it starts the worker that does. On SIGUSR2 and
 * SIGHUP it reads the files again and starts another worker, which replaces the one before as `-sf` does; files that are
 * wrong and workers that cannot start leave what runs as it is. Signals that end it are passed on, and it ends behind its
 * last worker.
 */
import type { TypedConfig } from '../../config/typed-config.js';
import { renderHaproxyLine } from '../../diag/render-haproxy.js';
import { createProcessLog, type ProcessLog } from '../../log/process-log.js';
import type { Options } from '../argv.js';
import { prepareDaemon, reportReady, startDaemon, startItself } from '../daemon.js';
import { type Loaded, load } from '../load.js';
import { isDaemon } from '../own-start.js';
import { writePidfile } from '../pidfile.js';
import { isAcceptable, reportLoad, startLines } from '../report.js';
import { resolveHosts } from '../resolve-hosts.js';
import type { MasterState } from './master-admin.js';
import { openMasterSocket } from './master-socket.js';
import { openServiceManager, type ServiceState } from './service-notice.js';
import { type Ending, endingOf, type Worker } from './worker.js';
import { type Replacing, workerArgv } from './worker-argv.js';

type Leaving = 'SIGTERM' | 'SIGINT' | 'SIGUSR1';

export class Master implements MasterState {
  readonly #options: Options;
  readonly #argv: readonly string[];
  readonly #log: ProcessLog;
  readonly #notify: (state: ServiceState) => void;
  readonly #pidfile: string | undefined;
  readonly #workers: Set<Worker>;
  /** The one that serves. */
  #current: Worker | undefined;
  /** The one that does not serve yet. */
  #loading: Worker | undefined;
  #reloads: number;
  /** Signal that ends the process. */
  #leaving: Leaving | undefined;
  /** Another reload was asked for while one was going on. */
  #next: Replacing | undefined;
  /** Reloads that failed since the last one that did not. */
  #failed: number;
  /** What was said since the last load began. */
  #lines: string[];
  /** Waits for the end of a reload. */
  #onLoaded: ((succeeded: boolean) => void)[];
  readonly startMs: number;
  /** Of the worker whose end is the end of this process. */
  #status: number | undefined;

  constructor(options: Options, argv: readonly string[], { config }: Loaded) {
    const { quiet, pidfile } = config.global;
    this.#options = options;
    this.#argv = argv;
    this.#log = createProcessLog({ json: options.logJson, quiet });
    const manager = options.notifies ? process.env.NOTIFY_SOCKET : undefined;
    this.#notify = openServiceManager(manager, (text) => this.#log.warning(text));
    this.#pidfile = pidfile;
    this.#workers = new Set();
    this.#current = undefined;
    this.#loading = undefined;
    this.#reloads = 0;
    this.#leaving = undefined;
    this.#next = undefined;
    this.#status = undefined;
    this.#failed = 0;
    this.#lines = [];
    this.#onLoaded = [];
    this.startMs = Date.now();
  }

  get reloads(): number {
    return this.#reloads;
  }

  get failed(): number {
    return this.#failed;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get current(): Worker | undefined {
    return this.#current;
  }

  get workers(): ReadonlySet<Worker> {
    return this.#workers;
  }

  /** Resolves with whether the worker was replaced. */
  reloadAndWait(how: 'soft' | 'hard'): Promise<boolean> {
    return new Promise((resolve) => {
      this.#onLoaded.push(resolve);
      this.reload(how === 'soft' ? '-sf' : '-st');
    });
  }

  /** Says something about a load. */
  #tell(level: 'notice' | 'warning' | 'alert', text: string): void {
    this.#log.log(level, text);
    this.#lines.push(renderHaproxyLine(level, process.pid, text));
  }

  #loaded(succeeded: boolean): void {
    for (const resolve of this.#onLoaded.splice(0)) resolve(succeeded);
  }

  /** Starts the first worker; the process lives as long as there is one. */
  start({ config }: Loaded): void {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR1'] as const) process.on(signal, () => this.leave(signal));
    for (const signal of ['SIGUSR2', 'SIGHUP'] as const) process.on(signal, () => this.reload('-sf'));
    for (const signal of ['SIGTTOU', 'SIGTTIN', 'SIGQUIT'] as const) process.on(signal, () => this.#pass(signal));
    this.#startWorker(this.#argv, config);
  }

  /** Replaces the worker by one with the files as they are now. */
  reload(replacing: Replacing): void {
    if (this.#leaving !== undefined) {
      this.#loaded(false);
      return;
    }
    if (this.#loading !== undefined) {
      this.#next = replacing;
      return;
    }
    this.#lines = [];
    this.#log.notice('Reloading Hawser');
    this.#notify('reloading');
    this.#reloads++;
    const loaded = load(this.#options);
    if (!isAcceptable(loaded)) {
      reportLoad(loaded, { quiet: loaded.config.global.quiet, diag: this.#options.diagnostic });
      this.#lines.push(...startLines(loaded, this.#options.diagnostic));
      this.#onFailure();
      return;
    }
    const old = [...this.#workers].map(({ pid }) => pid);
    this.#startWorker(workerArgv(this.#argv, replacing, old), loaded.config);
  }

  /** Ends the process once all workers ended, which are told so. */
  leave(signal: Leaving): void {
    if (this.#leaving === undefined) {
      this.#notify('stopping');
      this.#log.warning('the master process ends its workers');
    }
    this.#leaving = signal;
    this.#pass(signal);
  }

  #pass(signal: NodeJS.Signals): void {
    for (const { child } of this.#workers) child.kill(signal);
  }

  #startWorker(argv: readonly string[], config: TypedConfig): void {
    const child = startItself(argv, config, 'worker');
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => {
        this.#log.alert(`cannot start a worker: ${error.message}`);
        this.#onFailure();
      });
      return;
    }
    const worker: Worker = { pid, child, startMs: Date.now(), bornAt: this.#reloads };
    this.#workers.add(worker);
    this.#loading = worker;
    this.#tell('notice', `New worker (${pid}) forked`);
    child.on('error', () => {});
    child.once('message', (lines: readonly string[]) => this.#onReady(worker, lines));
    child.once('exit', (status, signal) => this.#onExit(worker, endingOf(status, signal)));
  }

  /** `lines`: what the worker said about the files. */
  #onReady(worker: Worker, lines: readonly string[]): void {
    const isFirst = this.#current === undefined;
    this.#current = worker;
    this.#loading = undefined;
    this.#failed = 0;
    this.#lines.push(...lines);
    this.#tell('notice', 'Loading success.');
    if (isFirst) this.#onServing();
    if (this.#leaving === undefined) this.#notify('ready');
    this.#loaded(true);
    this.#reloadAgain();
  }

  /** For the first time. */
  #onServing(): void {
    const problem = this.#pidfile === undefined ? undefined : writePidfile(this.#pidfile);
    if (problem !== undefined) {
      this.#log.alert(problem);
      this.#status = 1;
      this.leave('SIGTERM');
      return;
    }
    reportReady();
  }

  /** What runs goes on. */
  #onFailure(): void {
    this.#loading = undefined;
    this.#failed++;
    this.#tell('warning', 'Loading failure!');
    if (this.#workers.size === 0) process.exit(1);
    if (this.#leaving === undefined) this.#notify('reload-failed');
    this.#loaded(false);
    this.#reloadAgain();
  }

  #reloadAgain(): void {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.reload(next);
  }

  #onExit(worker: Worker, ending: Ending): void {
    this.#workers.delete(worker);
    if (worker === this.#loading && this.#leaving === undefined) {
      if (this.#workers.size === 0) process.exit(ending.code === 0 ? 1 : ending.code);
      this.#onFailure();
      return;
    }
    this.#tellEnd(worker, ending);
    if (worker === this.#current) {
      this.#status ??= ending.code;
      if (this.#leaving === undefined && isFailure(ending)) this.#endWithWorker();
    }
    if (this.#workers.size > 0) return;
    const status = this.#status ?? ending.code;
    this.#log.warning(`All workers exited. Exiting... (${status})`);
    process.exit(status);
  }

  /** A worker that fell ends everything: whoever watches this process starts it afresh. */
  #endWithWorker(): void {
    this.#log.alert('a worker failed: all processes end');
    this.leave('SIGTERM');
  }

  #tellEnd(worker: Worker, { code, word }: Ending): void {
    const text = `worker (${worker.pid}) exited with code ${code} (${word})`;
    if (worker === this.#current) this.#log.alert(`Current ${text}`);
    else this.#log.warning(`Former ${text}`);
  }
}

/** Ends by status 0 and by the signals of a stop are what somebody wanted. */
function isFailure({ code }: Ending): boolean {
  return ![0, 130, 143].includes(code);
}

/**
 * Runs the master process, in the background if that is wanted.
 * @returns an exit status if it did not start or went to the background; undefined while it lives
 */
export async function runMaster(options: Options, argv: readonly string[]): Promise<number | undefined> {
  process.env.HAPROXY_MWORKER = '1';
  const loaded = load(options);
  const { global } = loaded.config;
  const goesBehind = global.daemon && !isDaemon();
  if (goesBehind) await resolveHosts(loaded, { ignoreFailures: options.ignoreResolution });
  const runs = isAcceptable(loaded);
  // Workers say it themselves, but not in the background.
  if (goesBehind || !runs) reportLoad(loaded, { quiet: global.quiet, diag: options.diagnostic });
  if (!runs) return 1;
  if (goesBehind) return startDaemon(argv, loaded.config);
  prepareDaemon();
  const master = new Master(options, argv, loaded);
  if (!(await openMasterSocket(master, options, global))) return 1;
  master.start(loaded);
  return undefined;
}
