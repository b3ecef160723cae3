/** `hawser explain-code [CODE]`: what a code means, or the list of all codes. */
import { suggest } from '../catalog/derive/suggest.js';
import { CODES, type DiagnosticCode } from '../diag/code.js';
import { type CodeGuide, guideOf } from '../diag/guide.js';

const HELP = `Usage: hawser explain-code [CODE]

Says what a diagnostic code means, why it matters and what to do; without a code, lists all of them.
`;

function isCode(name: string): name is DiagnosticCode {
  return Object.hasOwn(CODES, name);
}

function renderExample({ example }: CodeGuide): readonly string[] {
  if (!example) return [];
  const lines = (text: string): string => text.split(' ... ').join('\n    ');
  return ['', '  Instead of', `    ${lines(example.wrong)}`, '  write', `    ${lines(example.right)}`];
}

/** The text about one code. */
export function renderCode(code: DiagnosticCode): string {
  const { severity, title } = CODES[code];
  const guide = guideOf(code);
  const lines = [
    `${code} (${severity})`,
    '',
    `  ${title}`,
    '',
    `  ${guide.help}`,
    ...renderExample(guide),
    '',
    `  Manual: configuration.txt ${guide.doc}`,
    `  To ignore it at one place, write behind the line or before it: # hawser: ignore=${code}`,
  ];
  return `${lines.join('\n')}\n`;
}

function renderList(): string {
  const codes = (Object.keys(CODES) as DiagnosticCode[]).sort();
  const width = Math.max(...codes.map(({ length }) => length));
  return codes
    .map((code) => `${code.padEnd(width)}  ${CODES[code].severity.padEnd(7)}  ${CODES[code].title}\n`)
    .join('');
}

/** Runs with the words behind `explain-code`. @returns the exit status: 2 for a code that does not exist */
export function runExplainCode(argv: readonly string[]): number {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = argv.find((name) => !isCode(name));
  if (unknown !== undefined) {
    const near = suggest(unknown, Object.keys(CODES));
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    process.stderr.write(`hawser explain-code: there is no code '${unknown}'${hint}\n`);
    return 2;
  }
  process.stdout.write(argv.length === 0 ? renderList() : argv.filter(isCode).map(renderCode).join('\n'));
  return 0;
}
