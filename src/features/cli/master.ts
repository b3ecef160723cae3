/** Commands of a master process, and how its clients reach workers (management.txt 9.4). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, type ProcessView } from '../../model/admin-request.js';

const COLUMN = 16;

function row(...cells: readonly string[]): string {
  return `${cells.map((cell) => cell.padEnd(COLUMN - 1)).join(' ')}\n`;
}

/** `1d02h03m04s`. */
function renderUptime(uptimeMs: number): string {
  const seconds = Math.max(0, Math.trunc(uptimeMs / 1000));
  const two = (number: number) => String(number).padStart(2, '0');
  const days = Math.trunc(seconds / 86_400);
  return `${days}d${two(Math.trunc(seconds / 3600) % 24)}h${two(Math.trunc(seconds / 60) % 60)}m${two(seconds % 60)}s`;
}

function showProcesses({ master, product }: AdminRequest): AdminAnswer {
  const { master: self, failed, workers, oldWorkers } = master!.processes();
  const line = ({ pid, uptimeMs }: ProcessView, type: string, reloads: string) =>
    row(String(pid), type, reloads, renderUptime(uptimeMs), product.version);
  const worker = (view: ProcessView) => line(view, 'worker', String(view.reloads));
  return [
    row('#<PID>', '<type>', '<reloads>', '<uptime>', '<version>'),
    line(self, 'master', `${self.reloads} [failed: ${failed}]`),
    '# workers\n',
    ...workers.map(worker),
    ...(oldWorkers.length === 0 ? [] : ['# old workers\n', ...oldWorkers.map(worker)]),
  ].join('');
}

/** The connection ends behind the report. */
function reload(how: 'soft' | 'hard'): (request: AdminRequest) => Promise<AdminAnswer> {
  return async ({ master, session }) => {
    const { succeeded, lines } = await master!.reload(how);
    session.mode = 'single';
    return [`Success=${succeeded ? 1 : 0}\n--\n`, ...lines.map((line) => `${line}\n`)].join('');
  };
}

const unreachable = () => failure('This needs the process that a command is for.\n');

/** Words | what stands behind them | since | level | what it does | how. */
const ROWS = [
  ['@!<pid>', '', '1.9', 'user', 'Passes a command to a process by its id.', unreachable],
  ['@<relative pid>', '', '1.9', 'user', 'Passes a command to a process by its number.', unreachable],
  ['@master', '', '1.9', 'user', 'Gives a command to the master process.', unreachable],
  ['hard-reload', '', '2.7', 'operator', 'Reloads and ends old processes at once.', reload('hard')],
  ['reload', '', '1.9', 'operator', 'Reloads the configuration.', reload('soft')],
  ['show proc', '[debug]', '1.9', 'user', 'Lists the processes.', showProcesses],
] as const;

export const entries: readonly CliEntry[] = ROWS.map(([words, args, since, level, brief, run]) =>
  define.cli({
    words: words.split(' '),
    usage: args === '' ? words : `${words} ${args}`,
    doc: `management 9.4#${words}`,
    since,
    support: 'full',
    brief,
    level,
    socket: 'master',
    run: (request: AdminRequest) => run(request),
  }),
);
