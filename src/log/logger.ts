/**
 * From a finished message to its sinks: levels, samples, headers and lengths of the `log` lines of one proxy (manual 4.2).
 * A line is framed once for all targets that want it in the same form.
 */
import { LOG_FACILITIES, type LogFacility, type LogFormat, type LogTarget } from '../model/log-target.js';
import { compileHeader, type HeaderRenderer, type LogIdentity } from './header.js';
import { LogDate } from './log-date.js';
import { Sampler } from './sampler.js';
import type { LogSink } from './sink.js';
import type { SinkTable } from './sink-table.js';

/** Sends finished messages to the `log` targets of a proxy, or to the global ones. */
export interface Logger {
  /**
   * `level`: 0 (emerg) to 7 (debug); `message`: a latin1 carrier without line feed; `sd`: structured data for rfc5424
   * targets (`[id a="b"]`), empty for none.
   */
  emit(level: number, message: string, sd?: string): void;
  /** False if a message of this level would go nowhere: its text need not be made. */
  wants(level: number): boolean;
}

/** One target: which lines it takes, and where they go. */
interface Route {
  readonly maxLevel: number;
  readonly sampler: Sampler | undefined;
  readonly sink: LogSink;
}

/** Form of a line, shared by the routes that want it. */
interface Frame {
  readonly format: LogFormat;
  readonly facility: LogFacility;
  readonly minLevel: number;
  /** Bytes of header and message. */
  readonly maxBytes: number;
}

/** All targets that want lines in one form. */
class Framing {
  readonly #header: HeaderRenderer;
  readonly #minLevel: number;
  readonly #maxBytes: number;
  readonly routes: Route[];

  constructor(frame: Frame, identity: LogIdentity, date: LogDate) {
    this.#header = compileHeader(frame.format, frame.facility, identity, date);
    this.#minLevel = frame.minLevel;
    this.#maxBytes = frame.maxBytes;
    this.routes = [];
  }

  emit(level: number, message: string, sd: string): void {
    let line: string | undefined;
    let headerLength = 0;
    for (const route of this.routes) {
      if (level > route.maxLevel || (route.sampler !== undefined && !route.sampler.take())) continue;
      if (line === undefined) {
        const header = this.#header(Math.max(level, this.#minLevel), sd);
        headerLength = header.length;
        line = this.#shorten(header + message);
      }
      route.sink.send(line, headerLength);
    }
  }

  #shorten(line: string): string {
    return line.length > this.#maxBytes ? line.slice(0, this.#maxBytes) : line;
  }
}

class TargetLogger implements Logger {
  readonly #framings: readonly Framing[];
  readonly #maxLevel: number;

  constructor(framings: readonly Framing[]) {
    this.#framings = framings;
    this.#maxLevel = Math.max(-1, ...framings.flatMap(({ routes }) => routes.map(({ maxLevel }) => maxLevel)));
  }

  emit(level: number, message: string, sd = ''): void {
    for (const framing of this.#framings) framing.emit(level, message, sd);
  }

  wants(level: number): boolean {
    return level <= this.#maxLevel;
  }
}

/**
 * How lines for a target look. A ring has its own format and length; the line feed counts as part of the length only on
 * file descriptors (both as HAProxy 2.6 does it).
 */
function frameOf(target: LogTarget, identity: LogIdentity, sinks: SinkTable): Frame {
  const { address, facility, minLevel } = target;
  const ring = address.kind === 'ring' ? sinks.ring(address.name)?.settings : undefined;
  if (ring !== undefined) return { format: ring.format, facility, minLevel, maxBytes: ring.maxLength };
  const format = target.format ?? (identity.hostname === undefined ? 'local' : 'rfc3164');
  return { format, facility, minLevel, maxBytes: target.maxLength - (address.kind === 'fd' ? 1 : 0) };
}

/** Makes the logger of a proxy (or of the process). `nowMs` is wall time, for tests. */
export function createLogger(
  targets: readonly LogTarget[],
  identity: LogIdentity,
  sinks: SinkTable,
  nowMs?: () => number,
): Logger {
  const date = new LogDate(nowMs);
  const framings = new Map<string, Framing>();
  for (const target of targets) {
    const frame = frameOf(target, identity, sinks);
    const key = `${frame.format} ${LOG_FACILITIES.indexOf(frame.facility)} ${frame.minLevel} ${frame.maxBytes}`;
    const framing = framings.get(key) ?? new Framing(frame, identity, date);
    framings.set(key, framing);
    const sampler = target.sample && new Sampler(target.sample);
    framing.routes.push({ maxLevel: target.maxLevel, sampler, sink: sinks.sink(target.address) });
  }
  return new TargetLogger([...framings.values()]);
}
