/**
 * Signals (management.txt 4): SIGUSR1 ends softly, SIGTERM and SIGINT at once, SIGHUP tells the state of servers, SIGQUIT the
 * use of memory; SIGTTOU and SIGTTIN stop and resume listening.
 */
import type { Plan } from '../compile/plan.js';
import type { Engine } from '../engine/engine.js';
import type { Proxy } from '../model/proxy.js';
import type { Logging } from './logging.js';
import type { StatsSockets } from './stats-sockets.js';

type EndingSignal = 'SIGINT' | 'SIGTERM';

/** Ends the process by the signal itself, as HAProxy does: shells count 130 and 143, init systems and test programs see it. */
function dieOf(signal: EndingSignal): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Tells the end of each proxy with the connections of its life. */
function tellProxies(plan: Plan, logging: Logging): void {
  for (const { proxy } of plan.proxies) {
    if (!proxy.shutDown && !proxy.config.disabled) logging.frontendEvent(proxy, 'stopped');
  }
}

/** Tells which servers of each backend are up. */
function tellServers(plan: Plan, logging: Logging): void {
  for (const { proxy } of plan.proxies) {
    if (!proxy.isBackend) continue;
    for (const server of proxy.servers) {
      const state = server.willing ? 'UP' : 'DOWN';
      logging.processLog.warning(`Server ${proxy.name}/${server.name} is ${state}.`);
    }
  }
}

/** Tells what memory is used for. */
function tellMemory(logging: Logging): void {
  const figures = Object.entries(process.memoryUsage()).map(([name, bytes]) => `${name} ${bytes >> 10} kB`);
  logging.processLog.warning(`Memory: ${figures.join(', ')}`);
}

/**
 * A process that wants our addresses and cannot have them asks us to leave them for a while (SIGTTOU), and gives them back
 * (SIGTTIN) if that was of no use. What an operator has disabled stays so.
 */
function installPause({ runtime }: Engine): void {
  const paused = new Set<Proxy>();
  process.on('SIGTTOU', () => {
    for (const proxy of runtime.proxies) {
      if (!proxy.isFrontend || !proxy.enabled || proxy.shutDown || proxy.config.disabled) continue;
      paused.add(proxy);
      runtime.setFrontendEnabled(proxy, false);
    }
  });
  process.on('SIGTTIN', () => {
    for (const proxy of paused) if (!proxy.enabled && !proxy.shutDown) runtime.setFrontendEnabled(proxy, true);
    paused.clear();
  });
}

/** Without `grace` the sockets are closed in the same turn. */
async function stopSoftly(engine: Engine, tell: () => void): Promise<void> {
  await engine.beginStop();
  tell();
  await engine.stopSoftly();
}

/** From now on the process can be steered from outside. */
export function installSignals(engine: Engine, sockets: StatsSockets, logging: Logging, plan: Plan): void {
  let isStopping = false;
  const finish = async (leave: () => void) => {
    sockets.close();
    await logging.close();
    leave();
  };
  const end = (signal: EndingSignal) => {
    engine.stop();
    void finish(() => dieOf(signal));
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGUSR1', () => {
    if (isStopping) return;
    isStopping = true;
    // The runtime API stays until the last stream ended: an operator may want to watch.
    void stopSoftly(engine, () => tellProxies(plan, logging)).then(() => finish(() => process.exit(0)));
  });
  process.on('SIGHUP', () => tellServers(plan, logging));
  process.on('SIGUSR2', () => logging.processLog.warning('SIGUSR2 reloads master processes only (-W): use -sf'));
  process.on('SIGQUIT', () => tellMemory(logging));
  process.on('SIGPIPE', () => {});
  installPause(engine);
  surviveOwnFaults(logging);
}

/** A bug that one connection hits must not end the others: it is told with its trace, and the process goes on. */
function surviveOwnFaults(logging: Logging): void {
  const tell = (error: unknown) => logging.ownFault(error);
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}
