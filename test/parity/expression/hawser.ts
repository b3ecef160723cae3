/** Evaluates a batch in this process: the same configuration through all stages, streams without sockets. */
import { parseArgv } from '../../../src/app/argv.js';
import { loadSources } from '../../../src/app/load.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { OfflineEngine } from '../../../src/engine/offline-stream.js';
import { Verdict } from '../../../src/model/verdict.js';
import type { BatchConfig } from './config.js';

export interface HawserBatch {
  /** Expressions that are refused, with the message. */
  readonly refused: ReadonlyMap<number, string>;
  /** Fields of the answer by name. */
  answer(request: string, port: number): ReadonlyMap<string, string>;
}

export function loadHawser({ text, expressionOfLine }: BatchConfig): HawserBatch {
  const diagnostics = new Diagnostics();
  const source = new SourceText('batch.cfg', text);
  const loaded = loadSources([source], parseArgv([]), diagnostics);
  const refused = new Map<number, string>();
  for (const { severity, range, message } of diagnostics.list) {
    if (severity !== 'alert') continue;
    const index = range && expressionOfLine.get(source.position(range.start).line);
    if (index === undefined) throw new Error(`the configuration is wrong: ${message}`);
    refused.set(index, message);
  }
  const engine = new OfflineEngine(loaded.plan);
  const rules = loaded.plan.proxies.find(({ proxy }) => proxy.name === 'fe')!.rules['http-request'];
  return {
    refused,
    answer(request, port) {
      const here = { address: '127.0.0.1', port };
      const stream = engine.stream({ proxy: 'fe', request, source: { ...here, port: 40000 }, destination: here });
      if (typeof stream === 'string') throw new Error(`${stream}: ${JSON.stringify(request)}`);
      for (const { condition, run } of rules) {
        if (condition !== undefined && !condition(stream)) continue;
        if (run(stream) !== Verdict.Continue) break;
      }
      return new Map(stream.reply?.fields ?? []);
    },
  };
}
