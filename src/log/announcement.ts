/**
 * What the process tells about servers and proxies: texts, and levels on both ways (own log and `log` targets). Scripts
 * and dashboards look for these lines, so they read as those of HAProxy (observed on 2.6).
 */
import type { LogLevel } from '../model/log-target.js';
import type { Proxy } from '../model/proxy.js';
import type { CheckReport, FrontendEvent, ServerEvent, ServerEventCause } from '../model/server-event.js';
import type { Logger } from './logger.js';
import type { ProcessLevel, ProcessLog } from './process-log.js';

const EMERG = 0;
const ALERT = 1;
const WARNING = 4;
const NOTICE = 5;

export interface Announcement {
  /** Level for `log` targets. */
  readonly level: LogLevel;
  readonly text: string;
  /** Level and text on the process's own log. */
  readonly processLevel: ProcessLevel;
  readonly processText: string;
}

/** Tells both: the process's own log, and the targets of the proxy concerned. */
export function announce(announcement: Announcement, processLog: ProcessLog, logger: Logger | undefined): void {
  processLog.log(announcement.processLevel, announcement.processText);
  logger?.emit(announcement.level, announcement.text);
}

function warn(level: LogLevel, text: string): Announcement {
  return { level, text, processLevel: 'warning', processText: text };
}

/** `reason: Layer7 wrong status, code: 503, info: "Service Unavailable", check duration: 1ms`. */
function renderReport(report: CheckReport): string {
  const code = report.code === undefined ? '' : `, code: ${report.code}`;
  const info = report.info === '' ? '' : `, info: "${report.info}"`;
  const duration = report.durationMs < 0 ? '' : `, check duration: ${report.durationMs}ms`;
  return `reason: ${report.description}${code}${info}${duration}`;
}

function renderCause(cause: ServerEventCause): string {
  switch (cause.kind) {
    case 'none':
      return '';
    case 'check':
      return `, ${renderReport(cause.report)}`;
    case 'cli':
      return ', changed from CLI';
    case 'state-file':
      return ', changed from server-state after a reload';
    case 'resolution':
      return ` (${cause.reason})`;
    case 'tracked':
      return ` via ${cause.via}`;
  }
}

function renderServers(event: ServerEvent, word: 'left' | 'online'): string {
  const onBackup = event.activeLeft === 0 && event.backupLeft > 0 ? ' Running on backup.' : '';
  return `${event.activeLeft} active and ${event.backupLeft} backup servers ${word}.${onBackup}`;
}

/** End of the lines about a server that stops taking traffic. */
function renderLeft(event: ServerEvent): string {
  const { sessions, requeued, queued } = event;
  const counts = `${sessions} sessions active, ${requeued} requeued, ${queued} remaining in queue.`;
  return `${renderServers(event, 'left')} ${counts}`;
}

/** End of the lines about a server that takes traffic, or that may finish what it has. */
function renderOnline(event: ServerEvent): string {
  return `${renderServers(event, 'online')} ${event.requeued} sessions requeued, ${event.queued} total in queue.`;
}

function renderChange(event: ServerEvent): string {
  const { change } = event;
  const cause = renderCause(event.cause);
  switch (change.to) {
    case 'down':
      return `is DOWN${cause}. ${renderLeft(event)}`;
    case 'up':
      return `is UP${cause}. ${renderOnline(event)}`;
    case 'stopping':
      return `is stopping${cause}. ${renderOnline(event)}`;
    case 'maintenance':
      if (change.wasDown) return `was DOWN and now enters maintenance${cause}.`;
      return `is going DOWN for maintenance${cause}. ${renderLeft(event)}`;
    case 'leave-maintenance': {
      const state = `${change.up ? 'UP' : 'DOWN'}/${change.drain ? 'DRAIN' : 'READY'}`;
      return `is ${state} (leaving ${change.forced ? 'forced ' : ''}maintenance).`;
    }
    case 'resolves':
      return `('${change.fqdn}') is ${change.up ? 'UP' : 'DOWN'}/${change.drain ? 'DRAIN' : 'READY'} (resolves again).`;
    case 'drain':
      return `enters drain state${cause}. ${renderOnline(event)}`;
    case 'remain-drain':
      return 'remains in forced drain mode.';
    case 'leave-drain':
      return `is ${change.up ? 'UP' : 'DOWN'} (leaving forced drain).`;
  }
}

/** A server changed. Going down is an alert, unless it took no traffic before; all else is a notice. */
export function describeServerEvent(event: ServerEvent): Announcement {
  const { change } = event;
  const falls = change.to === 'down' || (change.to === 'maintenance' && !change.wasDown);
  const subject = `${event.backup ? 'Backup ' : ''}Server ${event.backend}/${event.server}`;
  return warn(falls && !event.wasStopping ? ALERT : NOTICE, `${subject} ${renderChange(event)}`);
}

/** What name servers change about servers. */
export function describeNotice(text: string): Announcement {
  return warn(NOTICE, text);
}

/** The last usable server of a backend is gone. */
export function describeNoServer(backend: string): Announcement {
  return {
    level: EMERG,
    text: `backend ${backend} has no server available!`,
    processLevel: 'alert',
    processText: `backend '${backend}' has no server available!`,
  };
}

/** One health check, for `option log-health-checks`. */
export interface CheckOutcome {
  readonly backend: string;
  readonly server: string;
  readonly backup: boolean;
  readonly agent: boolean;
  readonly result: 'succeeded' | 'failed' | 'conditionally succeeded';
  readonly report: CheckReport;
  /** From 0 to rise + fall - 1; up from `rise` on. */
  readonly health: number;
  readonly rise: number;
  readonly fall: number;
  /** A weight of 0 takes no traffic. */
  readonly drained?: boolean;
}

/** `Health check for server be/s1 failed, reason: ..., status: 1/2 UP.` */
export function describeCheck(outcome: CheckOutcome): Announcement {
  const { health, rise, fall } = outcome;
  const kind = outcome.agent ? 'Agent' : 'Health';
  const server = `${outcome.backup ? 'backup ' : ''}server ${outcome.backend}/${outcome.server}`;
  const status =
    health >= rise ? `${health - rise + 1}/${fall} ${outcome.drained ? 'DRAIN' : 'UP'}` : `${health}/${rise} DOWN`;
  const text = `${kind} check for ${server} ${outcome.result}, ${renderReport(outcome.report)}, status: ${status}.`;
  return warn(NOTICE, text);
}

/** A frontend was stopped for a while or went on, or a proxy ended with so many connections of its life on either side. */
export function describeProxyEvent({ name, frontend, backend }: Proxy, event: FrontendEvent): Announcement {
  if (event !== 'stopped') return warn(WARNING, `${event === 'paused' ? 'Paused' : 'Resumed'} frontend ${name}.`);
  const counts = `FE: ${frontend.connections}, BE: ${backend.connections}`;
  return warn(WARNING, `Proxy ${name} stopped (cumulated conns: ${counts}).`);
}
