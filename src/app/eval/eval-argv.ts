/** Words behind `hawser eval`. Pure: nothing is read or printed here. */
import { applyOption, type OptionTable, UsageError } from '../option-table.js';

/** How the texts are read. */
export type EvalKind = 'expression' | 'condition' | 'format';

export interface EvalOptions {
  readonly texts: readonly string[];
  readonly kind: EvalKind;
  /** Files with the messages; `-` is the standard input. */
  readonly request: string | undefined;
  readonly response: string | undefined;
  /** Configurations whose sections, maps and ACLs may be named. */
  readonly files: readonly string[];
  /** Proxy in which it is evaluated; undefined = the first frontend. */
  readonly proxy: string | undefined;
  readonly source: string;
  readonly destination: string;
  readonly json: boolean;
  readonly help: boolean;
}

export const EVAL_HELP = `Usage: hawser eval [options] <expression>...

Evaluates sample expressions on a request, as 'http-request' rules would, and prints type and value of each.

  --request <file>    request to read them from: a head, an empty line, a body; '-' is the standard input
                      (default: GET / of host localhost; lines may end with LF alone)
  --response <file>   evaluate as 'http-response' rules would, on this response
  --if                the arguments are conditions: '{ path_beg /a } or !local'
  --format            the arguments are log-format strings: '%ci %[req.hdr(host),lower]'
  -f <file>           configuration that declares what is named: ACLs, userlists, backends, maps; may be repeated
  --proxy <name>      evaluate in this proxy of it (default: the first frontend)
  --src, --dst <ip>   addresses of the connection (default: 127.0.0.1)
  --json              one JSON object per line: {"type":...,"value":...}
  --help              this text

Exit status: 0 all have a value (conditions: all are true), 1 not, 2 something is wrong with the words.
`;

interface Draft {
  texts: string[];
  kind: EvalKind;
  request: string | undefined;
  response: string | undefined;
  files: string[];
  proxy: string | undefined;
  source: string;
  destination: string;
  json: boolean;
  help: boolean;
}

const TABLE: OptionTable<Draft> = {
  switches: {
    '--if': (draft) => (draft.kind = 'condition'),
    '--format': (draft) => (draft.kind = 'format'),
    '--json': (draft) => (draft.json = true),
    '--help': (draft) => (draft.help = true),
    '-h': (draft) => (draft.help = true),
  },
  values: {
    '--request': (draft, value) => (draft.request = value),
    '--response': (draft, value) => (draft.response = value),
    '--proxy': (draft, value) => (draft.proxy = value),
    '--src': (draft, value) => (draft.source = value),
    '--dst': (draft, value) => (draft.destination = value),
    '-f': (draft, value) => draft.files.push(value),
  },
};

/** @throws UsageError that names the word */
export function parseEvalArgv(argv: readonly string[]): EvalOptions {
  const draft: Draft = {
    ...{ texts: [], kind: 'expression', request: undefined, response: undefined, files: [], proxy: undefined },
    ...{ source: '127.0.0.1', destination: '127.0.0.1', json: false, help: false },
  };
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift()!;
    if (applyOption(TABLE, word, words, draft)) continue;
    if (word === '--') draft.texts.push(...words.splice(0));
    else if (/^--?[a-z]/.test(word)) throw new UsageError(`unknown option '${word}' of eval`);
    else draft.texts.push(word);
  }
  if (!draft.help && draft.texts.length === 0) throw new UsageError('eval expects an expression');
  if (draft.request === '-' && draft.response === '-') throw new UsageError('only one message can come from -');
  return draft;
}
