/**
 * The process's own log on stderr: HAProxy's lines (`[WARNING]  (123) : text`), or JSON with --log-json. Both through
 * pino, written at once: these lines must survive whatever happens next.
 */
import pino from 'pino';

/** Levels of the process's own log, in HAProxy's words. */
export type ProcessLevel = 'alert' | 'warning' | 'notice';

export interface ProcessLog {
  /** `text` is a latin1 carrier; a line feed at its end is dropped. */
  alert(text: string): void;
  warning(text: string): void;
  notice(text: string): void;
  log(level: ProcessLevel, text: string): void;
}

export interface ProcessLogOptions {
  /** One JSON object per line instead of HAProxy's form. */
  readonly json?: boolean;
  /** `-q`: nothing at all. */
  readonly quiet?: boolean;
  /** stderr if not given. */
  readonly fd?: number;
}

/** The label with its bracket is as wide as the widest one. */
const LABELS: Readonly<Record<ProcessLevel, string>> = {
  alert: '[ALERT]    ',
  warning: '[WARNING]  ',
  notice: '[NOTICE]   ',
};

/** Numbers for pino, which orders levels by them. */
const PINO_LEVELS = { notice: 30, warning: 40, alert: 60 } as const;

/** One line in HAProxy's form, without line feed. */
function renderProcessLine(level: ProcessLevel, pid: number, text: string): string {
  return `${LABELS[level]}(${pid}) : ${text}`;
}

type Write = (level: ProcessLevel, text: string) => void;

function openDestination(fd: number, contentMode: 'buffer' | 'utf8'): ReturnType<typeof pino.destination> {
  const destination = pino.destination({ dest: fd, sync: true, contentMode, retryEAGAIN: () => false });
  // A closed or full stderr must neither end nor stop the process.
  destination.on('error', () => {});
  return destination;
}

/** Bytes leave as they came: file names and addresses need not be UTF-8. */
function createLineWriter(fd: number): Write {
  const destination = openDestination(fd, 'buffer');
  const write = destination.write.bind(destination) as unknown as (bytes: Buffer) => boolean;
  return (level, text) => write(Buffer.from(`${renderProcessLine(level, process.pid, text)}\n`, 'latin1'));
}

function createJsonWriter(fd: number): Write {
  const logger = pino(
    {
      level: 'notice',
      customLevels: PINO_LEVELS,
      useOnlyCustomLevels: true,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    openDestination(fd, 'utf8'),
  );
  return (level, text) => logger[level](Buffer.from(text, 'latin1').toString('utf8'));
}

function createWriter(options: ProcessLogOptions): Write {
  if (options.quiet) return () => {};
  const fd = options.fd ?? 2;
  return options.json ? createJsonWriter(fd) : createLineWriter(fd);
}

/** Opens the process's own log. Writing is synchronous and never throws. */
export function createProcessLog(options: ProcessLogOptions = {}): ProcessLog {
  const writer = createWriter(options);
  const log: Write = (level, text) => {
    try {
      writer(level, text.endsWith('\n') ? text.slice(0, -1) : text);
    } catch {
      // stderr is gone, and there is nowhere to say so.
    }
  };
  return {
    log,
    alert: (text) => log('alert', text),
    warning: (text) => log('warning', text),
    notice: (text) => log('notice', text),
  };
}
