/** Life of a running proxy: load, bind, give up rights, serve, stop (management.txt 3 and 4). */
import { createPrometheusExporter } from '../admin/prometheus/exporter.js';
import { createStatsPage } from '../admin/stats-page/stats-page.js';
import { Engine } from '../engine/engine.js';
import { native } from '../libc/native.js';
import { refuseNewRights, setDumpable } from '../libc/process.js';
import { keepSocketTables } from '../libc/reuse-port.js';
import { createProcessLog, type ProcessLog } from '../log/process-log.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { Options } from './argv.js';
import { prepareDaemon, reportReady, serveMaster, startDaemon } from './daemon.js';
import { eventSinks } from './event-sink.js';
import { type Loaded, load } from './load.js';
import { Logging } from './logging.js';
import { MailAlerts } from './mail-alerts.js';
import { isDaemon, isWorker } from './own-start.js';
import { writePidfile } from './pidfile.js';
import { Priority } from './priority.js';
import { applyLimits, dropPrivileges, type PrivilegeProblem } from './privilege.js';
import { isAcceptable, reportLoad, startLines } from './report.js';
import { resolveHosts } from './resolve-hosts.js';
import { SavedServers } from './server-states.js';
import { settleHeap } from './settled-heap.js';
import { installSignals } from './signals.js';
import { renderStartProblem } from './start-problem.js';
import { StatsSockets } from './stats-sockets.js';
import { describeProduct, VERSION } from './version.js';

/** `set-dumpable`: a change of the user takes the right to leave a core away. */
function allowCore({ flags }: GlobalConfig, log: ProcessLog): void {
  const outcome = flags.get('set-dumpable') === true ? setDumpable() : undefined;
  if (outcome?.ok === false) log.warning(`cannot let the process leave a core: ${outcome.reason}`);
}

/** Programs of checks gain no rights that this process does not have, unless the configuration wants that (manual 3.1). */
function restrainPrograms({ flags, externalCheck }: GlobalConfig, log: ProcessLog): void {
  const starts = externalCheck || flags.get('insecure-fork-wanted') === true;
  const outcome = starts && flags.get('insecure-setuid-wanted') !== true ? refuseNewRights() : undefined;
  if (outcome?.ok === false) log.warning(`cannot keep programs of checks from gaining rights: ${outcome.reason}`);
}

/** Tells what could not be done about rights and limits; false if the process must not go on. */
function tellPrivileges(problems: readonly PrivilegeProblem[], log: ProcessLog): boolean {
  for (const { fatal, text } of problems) log.log(fatal ? 'alert' : 'warning', text);
  return !problems.some(({ fatal }) => fatal);
}

/** Asks the processes of `-sf` and `-st` to leave, now that this one listens. */
function relieve(options: Options, log: ProcessLog): void {
  for (const [pids, signal] of [
    [options.finishPids, 'SIGUSR1'],
    [options.terminatePids, 'SIGTERM'],
  ] as const) {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH')
          log.warning(`cannot signal process ${pid}: ${(error as Error).message}`);
      }
    }
  }
}

/** Words of the command line that run differently here, or not at all: said once. */
function tellDifferences(options: Options, log: ProcessLog): void {
  if (options.transferSocket !== undefined)
    log.notice(`-x ${options.transferSocket} is accepted: listening sockets are shared by SO_REUSEPORT`);
  if (options.memoryMegabytes !== undefined)
    log.notice(
      `-m ${options.memoryMegabytes} is accepted: limit the heap by NODE_OPTIONS=--max-old-space-size instead`,
    );
  const accepted = [...(options.debug ? ['-d'] : []), ...options.accepted];
  if (accepted.length > 0) log.notice(`accepted without effect: ${accepted.join(' ')}`);
}

/** What needs the C library, where it is not here. */
function tellMissing({ tune }: GlobalConfig, log: ProcessLog): void {
  const words = [...tune].filter(([name, bytes]) => NEEDS_LIBC.test(name) && bytes !== 0).map(([name]) => name);
  const libc = words.length === 0 ? undefined : native();
  if (libc?.ok === false) log.warning(`without effect: ${words.join(', ')}: ${libc.reason}`);
}

const NEEDS_LIBC = /^tune\.(?:rcvbuf|sndbuf|notsent-lowat)\.(?:client|server|backend)$/;

/** Whether anything would be listened to: a process without it could only be ended. */
function listens({ config, plan }: Loaded): boolean {
  const front = config.proxies.some((proxy) => !proxy.config.disabled && proxy.config.binds.length > 0);
  return front || config.global.statsSockets.length > 0 || (plan.peers?.length ?? 0) > 0;
}

/** Binds everything; false after it said why not. */
async function bind(engine: Engine, sockets: StatsSockets, log: ProcessLog): Promise<boolean> {
  const problems = [...(await engine.start())];
  if (problems.length === 0) problems.push(...(await sockets.open()));
  for (const problem of problems) log.alert(renderStartProblem(problem));
  return problems.length === 0;
}

/**
 * Starts the proxy.
 * @returns an exit status if it did not start or went to the background; undefined while it serves
 */
export async function run(options: Options, argv: readonly string[]): Promise<number | undefined> {
  if (options.masterWorker && !isWorker()) return (await import('./master/master.js')).runMaster(options, argv);
  const priority = new Priority();
  const loaded = load(options, (statement, section) => priority.follow(statement, section));
  const stateWarnings: string[] = [];
  const live = loaded.plan.proxies.map(({ proxy }) => proxy);
  const saved = new SavedServers(live, loaded.config.global, (text) => stateWarnings.push(text));
  await resolveHosts(loaded, { ignoreFailures: options.ignoreResolution });
  const { global } = loaded.config;
  if (!isDaemon()) reportLoad(loaded, { quiet: global.quiet, diag: options.diagnostic });
  if (!isAcceptable(loaded)) return 1;
  const log = createProcessLog({ json: options.logJson, quiet: global.quiet });
  if (!listens(loaded)) {
    log.alert("config : nothing listens: there is no enabled proxy with a 'bind' line, no stats socket and no peer");
    return 1;
  }
  if (global.daemon && !isDaemon() && !isWorker()) return startDaemon(argv, loaded.config);
  prepareDaemon();
  tellDifferences(options, log);
  tellMissing(global, log);
  for (const text of priority.settle(global)) log.warning(text);
  const limits = applyLimits(global);
  if (!tellPrivileges(limits.problems, log)) return 1;
  global.maxconn = limits.maxconn;
  const logging = new Logging(loaded.plan, global, log);
  logging.mails = new MailAlerts(loaded.config, (text) => log.warning(text));
  const engine = new Engine(loaded.plan, {
    openLog: (config) => logging.open(config),
    serverEvent: (event, proxy) => logging.serverEvent(event, proxy),
    notice: (proxy, text, quiet) => logging.notice(proxy, text, quiet),
    frontendEvent: (proxy, event) => logging.frontendEvent(proxy, event),
    hardStop: (count) =>
      log.warning(`soft-stop running for too long, performing a hard-stop: ${count} connections are cut`),
    droppedLogs: () => logging.dropped,
    noServer: (proxy) => logging.noServer(proxy),
    replaces: options.finishPids.length + options.terminatePids.length > 0,
    checkOutcome: (server, result, report, agent) => logging.checkOutcome(server, result, report, agent),
  });
  saved.apply(engine);
  for (const text of stateWarnings) log.warning(`config : ${text}`);
  engine.runtime.startMessages = [...startLines(loaded, options.diagnostic), ...stateWarnings];
  engine.runtime.eventSinks = eventSinks(logging.sinks);
  engine.serveStatistics(createStatsPage(engine.runtime, describeProduct()));
  loaded.plan.services?.attach('prometheus-exporter', createPrometheusExporter(engine.runtime, describeProduct()));
  const sockets = new StatsSockets(engine.runtime, (error) => logging.ownFault(error));
  if (!(await bind(engine, sockets, log))) {
    engine.stop();
    sockets.close();
    await logging.close();
    return 1;
  }
  if (global.pidfile !== undefined && !isWorker()) {
    const problem = writePidfile(global.pidfile);
    if (problem !== undefined) log.log(isDaemon() ? 'alert' : 'warning', problem);
    // Nobody finds a process in the background without it.
    if (problem !== undefined && isDaemon()) process.exit(1);
  }
  relieve(options, log);
  if (global.chroot !== undefined) keepSocketTables();
  if (!tellPrivileges(dropPrivileges(global), log)) process.exit(1);
  allowCore(global, log);
  restrainPrograms(global, log);
  installSignals(engine, sockets, logging, loaded.plan);
  if (options.verbose) log.notice(`Hawser ${VERSION} is ready`);
  settleHeap();
  serveMaster((socket, rights) => sockets.accept(socket, rights));
  reportReady(engine.runtime.startMessages);
  return undefined;
}
