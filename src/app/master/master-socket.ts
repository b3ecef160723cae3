/** The socket of `-S`: a `bind` line whose words have commas between them, with all rights unless `level` says otherwise. */
import { Diagnostics } from '../../diag/diagnostic.js';
import { SourceText } from '../../diag/source-text.js';
import { createProcessLog } from '../../log/process-log.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { Runtime } from '../../model/runtime.js';
import type { Options } from '../argv.js';
import { loadSources } from '../load.js';
import { reportLoad } from '../report.js';
import { renderStartProblem } from '../start-problem.js';
import { StatsSockets } from '../stats-sockets.js';
import { MasterCommands, type MasterState } from './master-admin.js';

/** Opens it, if one is wanted; false after it said why not. */
export async function openMasterSocket(master: MasterState, options: Options, global: GlobalConfig): Promise<boolean> {
  if (options.masterSocket === undefined) return true;
  const log = createProcessLog({ json: options.logJson, quiet: global.quiet });
  const words = options.masterSocket.split(',');
  const [address = ''] = words;
  const text = `global\n    stats socket ${[address, 'level', 'admin', ...words.slice(1)].join(' ')}\n`;
  const diagnostics = new Diagnostics('run');
  const loaded = loadSources([new SourceText('-S', text)], options, diagnostics);
  if (diagnostics.alerts > 0) {
    reportLoad(loaded, { quiet: global.quiet, diag: false });
    return false;
  }
  const { config } = loaded;
  // Rows of the master's socket ask for nothing else.
  const runtime = {
    global: config.global,
    process: { startMs: performance.now() },
    get startMessages() {
      return master.lines;
    },
  } as unknown as Runtime;
  const fail = (error: unknown) => log.alert(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  const sockets = new StatsSockets(runtime, fail, new MasterCommands(master));
  const problems = await sockets.open();
  for (const problem of problems) log.alert(renderStartProblem(problem));
  if (problems.length > 0) sockets.close();
  return problems.length === 0;
}
