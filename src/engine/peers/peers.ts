/** All peers sections of a process: built with the plan, bound and started with the listeners, ended with the process. */
import { describeErrno } from '../../base/errno.js';
import type { PeersPlan } from '../../compile/peers.js';
import type { BindConfig } from '../../model/config/bind.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { PeerGroupView } from '../../model/peers.js';
import { createListenerTls, type ListenerTls } from '../listener/listener-tls.js';
import type { StartProblem } from '../proxy/build-proxies.js';
import { createDialer, type PeerDialer } from './peer-dialer.js';
import { acceptedSession, PeerGroup } from './peer-group.js';
import { PeerListener } from './peer-listener.js';

/** Updates that are written at once (`tune.peers.max-updates-at-once`). */
const PORTION = 200;

export class Peers {
  readonly #groups: readonly PeerGroup[];

  /** Problems with certificates are added to `problems`. */
  constructor(plans: readonly PeersPlan[], global: GlobalConfig, problems: StartProblem[]) {
    const portion = Number(global.tune.get('tune.peers.max-updates-at-once') ?? PORTION);
    this.#groups = plans.flatMap((plan) => buildGroup(plan, global, portion, problems) ?? []);
  }

  get views(): readonly PeerGroupView[] {
    return this.#groups;
  }

  /** Peers to connect to, and those that are connected. */
  get activeCount(): number {
    return this.#running.reduce((sum, { peers }) => sum + peers.filter(({ active }) => active).length, 0);
  }

  get connectedCount(): number {
    return this.#running.reduce((sum, group) => sum + group.connected, 0);
  }

  get #running(): readonly PeerGroup[] {
    return this.#groups.filter(({ enabled }) => enabled);
  }

  /** Binds the listeners; gives what went wrong. */
  async open(): Promise<readonly StartProblem[]> {
    const problems: StartProblem[] = [];
    for (const { listener, name } of this.#running) {
      const code = await listener?.listen();
      if (listener !== undefined && code !== undefined) problems.push(describeFault(name, listener.bind, code));
    }
    return problems;
  }

  /** Connects. `replaces`: an old process is being asked to leave. */
  start(replaces: boolean): void {
    for (const group of this.#running) group.start(replaces);
  }

  /** Teaches the process that takes over, if there is one. */
  async handOver(): Promise<void> {
    await Promise.all(this.#running.map((group) => group.handOver()));
  }

  /** Says the rest, and ends all sessions. */
  finish(): void {
    for (const group of this.#running) group.finish();
  }

  stop(): void {
    for (const group of this.#running) group.stop();
  }
}

function buildGroup(
  plan: PeersPlan,
  global: GlobalConfig,
  portion: number,
  problems: StartProblem[],
): PeerGroup | undefined {
  const { config } = plan;
  const dialers: PeerDialer[] = [];
  for (const { server, name } of config.peers) {
    const dialer = createDialer(server, global);
    if ('connect' in dialer) dialers.push(dialer);
    else for (const problem of dialer) problems.push(at(server, `'peer ${name}' : ${problem}`));
  }
  const tls = listenerTls(config.bind, global, problems);
  if (dialers.length < config.peers.length || tls === 'refused') return undefined;
  const group = new PeerGroup(plan, portion, dialers);
  if (config.bind !== undefined && config.enabled)
    group.listener = new PeerListener(config.bind, global, tls, () => acceptedSession(group));
  return group;
}

function listenerTls(
  bind: BindConfig | undefined,
  global: GlobalConfig,
  problems: StartProblem[],
): ListenerTls | undefined | 'refused' {
  if (!bind?.tls?.enabled) return undefined;
  const tls = createListenerTls(bind.tls, global);
  if ('accept' in tls) return tls;
  for (const message of tls) problems.push(at(bind, message));
  return 'refused';
}

function at({ file, line }: { readonly file: string; readonly line: number }, message: string): StartProblem {
  return { file, line, message };
}

function describeFault(name: string, bind: BindConfig, code: string): StartProblem {
  const where = bind.addresses[0]!.text;
  return at(bind, `Starting peers ${name}: cannot bind socket (${describeErrno(code)}) [${where}]`);
}
