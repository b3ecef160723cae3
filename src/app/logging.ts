/** Wires the log room: one table of sinks for the process, one logger per proxy, and the process's own messages. */
import os from 'node:os';
import type { Plan } from '../compile/plan.js';
import {
  announce,
  describeCheck,
  describeNoServer,
  describeNotice,
  describeProxyEvent,
  describeServerEvent,
} from '../log/announcement.js';
import { type LogIdentity, resolveIdentity } from '../log/header.js';
import { createLogger, type Logger } from '../log/logger.js';
import type { ProcessLog } from '../log/process-log.js';
import { SinkTable } from '../log/sink-table.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { ProxyConfig } from '../model/config/proxy.js';
import type { Proxy } from '../model/proxy.js';
import type { Server } from '../model/server.js';
import type { CheckReport, FrontendEvent, ServerEvent } from '../model/server-event.js';
import { openLogBackend } from './log-backend.js';
import type { MailAlerts } from './mail-alerts.js';

/** Lines carry this name unless `log-tag` says otherwise, so that filters of syslog daemons go on working. */
const DEFAULT_TAG = 'haproxy';

export class Logging {
  readonly processLog: ProcessLog;
  readonly sinks: SinkTable;
  /** Told of what is mailed, too. */
  mails: MailAlerts | undefined;
  readonly #global: GlobalConfig;
  readonly #loggers: Map<string, Logger>;

  constructor(plan: Plan, global: GlobalConfig, processLog: ProcessLog) {
    this.processLog = processLog;
    this.sinks = new SinkTable({
      rings: global.rings,
      backend: (name) => openLogBackend(plan, name, this.sinks),
      report: (text) => this.processLog.warning(text),
      sendBufferBytes: (global.tune.get('tune.sndbuf.backend') || undefined) as number | undefined,
    });
    this.mails = undefined;
    this.#global = global;
    this.#loggers = new Map();
  }

  /** The logger of a proxy; made once, as samples are counted per proxy. */
  open(config: ProxyConfig): Logger {
    const known = this.#loggers.get(config.name);
    if (known) return known;
    const logger = createLogger(config.logTargets, this.#identity(config.logTag), this.sinks);
    this.#loggers.set(config.name, logger);
    return logger;
  }

  /** A bug of ours, with its trace. */
  ownFault(error: unknown): void {
    this.processLog.alert(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** A server changed its state. */
  serverEvent(event: ServerEvent, proxy: Proxy): void {
    announce(describeServerEvent(event), this.processLog, this.open(proxy.config));
    this.mails?.serverEvent(event, proxy);
  }

  /** A line about a server that is no change of its state; `quiet`: for `log` targets only. */
  notice(proxy: Proxy, text: string, quiet: boolean): void {
    const announcement = describeNotice(text);
    if (quiet) this.open(proxy.config).emit(announcement.level, announcement.text);
    else announce(announcement, this.processLog, this.open(proxy.config));
  }

  /** A frontend stops or goes on. */
  frontendEvent(proxy: Proxy, event: FrontendEvent): void {
    announce(describeProxyEvent(proxy, event), this.processLog, this.open(proxy.config));
  }

  /** The last server of a backend is gone. */
  noServer(proxy: Proxy): void {
    announce(describeNoServer(proxy.name), this.processLog, this.open(proxy.config));
  }

  /** One check, for `option log-health-checks`. */
  checkOutcome(
    server: Server,
    result: 'succeeded' | 'failed' | 'conditionally succeeded',
    report: CheckReport,
    agent: boolean,
  ): void {
    const { config, name, proxy } = server;
    const { rise = 1, fall = 1 } = agent ? {} : (config.check ?? {});
    const health = agent ? server.agentHealth : server.health;
    const outcome = {
      backend: proxy.name,
      server: name,
      backup: config.backup,
      agent,
      result,
      report,
      health,
      rise,
      fall,
      drained: server.weight === 0,
    };
    announce(describeCheck(outcome), this.processLog, this.open(proxy.config));
    this.mails?.checkOutcome(outcome, proxy);
  }

  /** Lines lost since the start because a target could not take them. */
  get dropped(): number {
    return this.sinks.dropped;
  }

  /** Sends what is queued and closes every sink. */
  close(): Promise<void> {
    this.mails?.close();
    return this.sinks.close();
  }

  #identity(tag: string | undefined): LogIdentity {
    const hostname = this.#global.logSendHostname === '' ? os.hostname() : this.#global.logSendHostname;
    return resolveIdentity(tag ?? this.#global.logTag ?? DEFAULT_TAG, hostname);
  }
}
