/** What Hawser finds in a file, in a form that can be compared with recorded lines of HAProxy. */
import { parseArgv } from '../../src/app/argv.js';
import { load } from '../../src/app/load.js';
import { resolveHosts } from '../../src/app/resolve-hosts.js';
import { CODES } from '../../src/diag/code.js';
import type { CodeEntry, Severity } from '../../src/diag/diagnostic.js';
import type { SourceRange } from '../../src/diag/source-text.js';

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly line: number | undefined;
  readonly message: string;
  /** Kind with line or subject. */
  readonly key: string;
  /** It may come from what the machine lacks: files, users, hosts. */
  readonly environment: boolean;
  /** HAProxy has nothing of the kind. */
  readonly own: boolean;
  /** Found by checks over whole files. */
  readonly late: boolean;
}

/** Kinds of HAProxy's warnings by what scripts see of them; the code that Hawser gives to the same thing. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/missing timeouts for/, 'proxy/missing-timeout'],
  [/suspiciously small/, 'server/interval'],
  [/matching method .* was overwritten/, 'acl/method-overwritten'],
  [/tune\.lua\.bool-sample-conversion/, 'lua/bool-conversion'],
  [/since it has no log address/, 'log/no-target'],
  [/will still be processed before/, 'rule/order'],
  [
    /directive is ignored in backends|has no (?:back|front)end capability|ignored in '\w+' section/,
    'keyword/no-effect',
  ],
  [/rules ignored for/, 'rule/ignored'],
  [/not usable with/, 'proxy/log-format-mode'],
  [/ignored for .* as it requires HTTP mode/, 'proxy/mode'],
  [/overrides previous/, 'proxy/setting-overridden'],
  [/are ignored for peers/, 'peers/setting'],
  [/has no 'bind' directive/, 'proxy/no-bind'],
  [/uses tcp-check rules without/, 'check/rules-unused'],
  [/L6 sample fetches ignored/, 'expr/never-found'],
  [/'insecure-fork-wanted' not enabled/, 'check/fork-not-allowed'],
];

/** The code that stands for a recorded message; `?` if none is known. */
export function kindOf(message: string): string {
  return KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? '?';
}

/** The first name between quotes: what a message without a line is about. */
export function subjectOf(message: string): string {
  return /(?:frontend|backend|proxy|listen) '([^']*)'/i.exec(message)?.[1] ?? /'([^']*)'/.exec(message)?.[1] ?? '';
}

/** Words with variables of the environment: without them the line may make no sense. */
function dependsOnVariable({ source, start }: SourceRange): boolean {
  return /\$\{?[A-Z]/.test(source.line(source.position(start).line));
}

/** Everything that a check of the file reports. */
export async function ourFindings(file: string): Promise<readonly Finding[]> {
  const loaded = load(parseArgv(['-c', '-f', file]));
  await resolveHosts(loaded);
  const { diagnostics } = loaded;
  return diagnostics.list.map(({ code, severity, range, message }) => {
    const entry: CodeEntry = CODES[code];
    const line = range?.source.position(range.start).line;
    const bare = entry.form === 'bare' || entry.form === 'config';
    const declared = /declared at \S+:(\d+)\)/.exec(message)?.[1];
    const key = `${code} ${declared ?? (bare ? subjectOf(message) : (line ?? subjectOf(message)))}`;
    return {
      code,
      severity,
      line,
      message,
      key,
      environment: entry.environment === true || (range !== undefined && dependsOnVariable(range)),
      own: entry.own === true,
      late: entry.late === true,
    };
  });
}
