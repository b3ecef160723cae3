/** A runtime without an engine: proxies and servers as the configuration makes them, calls written down. */
import { nowMs } from '../../../src/base/clock.js';
import { initialGlobal } from '../../../src/model/config/global.js';
import { MapStore } from '../../../src/model/map-store.js';
import { Proxy } from '../../../src/model/proxy.js';
import type { CapturedError, ListenerView, ProcessFigures, Runtime } from '../../../src/model/runtime.js';
import { Admin, type Server } from '../../../src/model/server.js';
import type { Stream } from '../../../src/model/stream.js';
import type { VarStore } from '../../../src/model/vars.js';
import { addServer, proxyConfig } from '../../support/proxy.js';

const FIGURES: ProcessFigures = {
  startDateMs: 1_795_196_187_000,
  startMs: nowMs(),
  pid: 4711,
  hardMaxconn: 100,
  maxconn: 100,
  currentConnections: 1,
  totalConnections: 5,
  totalRequests: 4,
  currentTlsConnections: 0,
  totalTlsConnections: 0,
  droppedLogs: 0,
  stopping: false,
  jobs: 2,
  listeners: 1,
  activePeers: 0,
  bytesOut: 816,
  sessionRate: 3,
  sessionRateMax: 3,
  connectionRate: 3,
  connectionRateMax: 3,
  tlsRate: 0,
  tlsRateMax: 0,
};

export class FakeRuntime implements Runtime {
  readonly global = { ...initialGlobal(), maxconn: 100, node: 'vm' };
  readonly proxies: Proxy[] = [];
  readonly process: ProcessFigures = { ...FIGURES };
  readonly errors: CapturedError[] = [];
  readonly processVars: VarStore = new Map();
  readonly maps = new MapStore();
  readonly views: ListenerView[] = [];
  readonly live: Stream[] = [];
  /** What commands asked for, one line each. */
  readonly calls: string[] = [];

  /** Frontend `fe` (2) in front of backend `be` (3) with the servers s1 and s2 (disabled). */
  static simple(): FakeRuntime {
    const runtime = new FakeRuntime();
    const frontend = new Proxy(proxyConfig('frontend', 'fe', { maxconn: 100, defaultBackend: 'be' }), 2, nowMs());
    const backend = new Proxy(proxyConfig('backend', 'be'), 3, nowMs());
    addServer(backend, 's1', { weight: 10 });
    addServer(backend, 's2', { disabled: true });
    Object.assign(backend, { activeServers: 1, activeWeight: 10 });
    runtime.proxies.push(frontend, backend);
    return runtime;
  }

  listeners(): Iterable<ListenerView> {
    return this.views;
  }

  streams(): Iterable<Stream> {
    return this.live;
  }

  setAdminState(server: Server, state: 'ready' | 'drain' | 'maint'): void {
    this.calls.push(`state ${server.name} ${state}`);
    server.admin = { ready: 0, drain: Admin.ForcedDrain, maint: Admin.ForcedMaintenance }[state];
    server.state = state === 'maint' ? 'stopped' : 'running';
  }

  setWeight(server: Server, weight: number): void {
    this.calls.push(`weight ${server.name} ${weight}`);
    server.weight = weight;
  }

  setAddress(server: Server, address: string, port: number | undefined): void {
    this.calls.push(`address ${server.name} ${address} ${port}`);
    server.address = address;
    if (port !== undefined) server.port = port;
  }

  setHealth(server: Server, health: 'up' | 'stopping' | 'down'): void {
    this.calls.push(`health ${server.name} ${health}`);
  }

  setCheckEnabled(server: Server, enabled: boolean): void {
    this.calls.push(`checks ${server.name} ${enabled}`);
  }

  setAgentEnabled(server: Server, enabled: boolean): void {
    this.calls.push(`agent ${server.name} ${enabled}`);
  }

  setAgentHealth(server: Server, up: boolean): void {
    this.calls.push(`agent health ${server.name} ${up}`);
  }

  setCheckTarget(server: Server, address: string | undefined, port: number | undefined): void {
    this.calls.push(`check target ${server.name} ${address} ${port}`);
  }

  setMaxconn(target: Proxy | Server, maxconn: number): void {
    this.calls.push(`maxconn ${target.name} ${maxconn}`);
  }

  setFrontendEnabled(proxy: Proxy, enabled: boolean): void {
    this.calls.push(`frontend ${proxy.name} ${enabled}`);
    proxy.enabled = enabled;
  }

  shutdownFrontend(proxy: Proxy): void {
    this.calls.push(`shutdown ${proxy.name}`);
  }

  shutdownStream(stream: Stream): void {
    this.calls.push(`shutdown stream ${stream.id}`);
  }

  shutdownServerStreams(server: Server): void {
    this.calls.push(`shutdown streams ${server.name}`);
  }

  clearCounters(all: boolean): void {
    this.calls.push(`clear ${all ? 'all' : 'maxima'}`);
  }
}
