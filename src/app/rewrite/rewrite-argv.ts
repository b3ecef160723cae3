/** Words behind `hawser fmt` and `hawser migrate`. Pure: nothing is read or printed here. */
import { UsageError } from '../option-table.js';

/** What becomes of the new texts. Without any of them they are printed. */
export interface RewriteOptions {
  /** Only say which files would change. */
  readonly check: boolean;
  readonly diff: boolean;
  readonly write: boolean;
  readonly help: boolean;
  /** `-` is the standard input. */
  readonly files: readonly string[];
}

const SWITCHES = ['check', 'diff', 'write', 'help'] as const;

/** @throws UsageError that names the word */
export function parseRewriteArgv(argv: readonly string[], tool: string): RewriteOptions {
  const draft = { check: false, diff: false, write: false, help: false };
  const files: string[] = [];
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift()!;
    const name = word === '-h' ? 'help' : SWITCHES.find((known) => word === `--${known}`);
    if (name !== undefined) draft[name] = true;
    else if (word === '--') files.push(...words.splice(0));
    else if (word.startsWith('-') && word !== '-') throw new UsageError(`unknown option '${word}' of ${tool}`);
    else files.push(word);
  }
  if (!draft.help && files.length === 0) throw new UsageError(`${tool} expects a file, or - for the standard input`);
  if (draft.write && files.includes('-')) throw new UsageError('--write cannot change the standard input');
  if (draft.write && draft.check) throw new UsageError('--write and --check exclude each other');
  return { ...draft, files };
}
