/**
 * Headers of log lines: what stands before the message in each format (manual 4.2 `log`, RFC 3164 4.1, RFC 5424 6.2).
 * Compiled once per format and facility; the hot path only joins prepared strings.
 */
import { hostname as systemHostname } from 'node:os';
import { LOG_FACILITIES, type LogFacility, type LogFormat } from '../model/log-target.js';
import type { LogDate } from './log-date.js';

/** Who speaks: fields of the header that are the same for all lines of a proxy. */
export interface LogIdentity {
  /** `log-tag`, or the name of the program. */
  readonly tag: string;
  /** Value of log-send-hostname; undefined without it. */
  readonly hostname: string | undefined;
  readonly pid: number;
}

/**
 * Who speaks, from the configuration: `tag` is the proxy's log-tag, else the global one, else the program's name;
 * `sendHostname` is log-send-hostname (undefined = not given, empty = the name of this host).
 */
export function resolveIdentity(tag: string, sendHostname: string | undefined, pid = process.pid): LogIdentity {
  return { tag, hostname: sendHostname === '' ? systemHostname() : sendHostname, pid };
}

/** Text before the message for a level (0..7); `sd` is structured data (`[id a="b"]`), or empty. */
export type HeaderRenderer = (level: number, sd: string) => string;

/** `<134>` for each level. */
function priorities(facility: number): readonly string[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((level) => `<${facility * 8 + level}>`);
}

/** A header that only changes with the second: kept per level. */
function compileDated(date: LogDate, heads: readonly string[], tail: string): HeaderRenderer {
  const dates: (string | undefined)[] = heads.map(() => undefined);
  const headers: string[] = heads.map(() => '');
  return (level) => {
    const now = date.syslog();
    if (dates[level] !== now) {
      dates[level] = now;
      headers[level] = `${heads[level]}${now} ${tail}`;
    }
    return headers[level] as string;
  };
}

/** Makes the renderer of one format. Without a host name, rfc3164 says `localhost` and rfc5424 `-`, as HAProxy does. */
export function compileHeader(
  format: LogFormat,
  facilityName: LogFacility,
  identity: LogIdentity,
  date: LogDate,
): HeaderRenderer {
  const heads = priorities(LOG_FACILITIES.indexOf(facilityName));
  const { tag, hostname, pid } = identity;
  switch (format) {
    case 'local':
      return compileDated(date, heads, `${tag}[${pid}]: `);
    case 'rfc3164':
      return compileDated(date, heads, `${hostname ?? 'localhost'} ${tag}[${pid}]: `);
    case 'rfc5424': {
      const middle = ` ${hostname ?? '-'} ${tag} ${pid} - `;
      return (level, sd) => `${heads[level]}1 ${date.iso()}${middle}${sd === '' ? '-' : sd} `;
    }
    case 'priority':
      return (level) => heads[level] as string;
    case 'short':
      return (level) => `<${level}>`;
    case 'timed':
      return (level) => `<${level}>${date.iso()} `;
    case 'iso':
      return () => `${date.iso()} `;
    case 'raw':
      return () => '';
  }
}
