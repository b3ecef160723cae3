/**
 * Old rules had phases: `block`, then `http-request`, then those on patterns, then `reqadd`, wherever they stood. Modern
 * rules run in the order of the file. What ran in another order than it will is told, unless the order cannot matter.
 */
import type { OldSection, PlacedStatement } from './old-file.js';
import type { Rewrite, RulePhase } from './rule.js';

const RANKS: Readonly<Record<RulePhase, number>> = { monitor: 0, block: 1, filter: 3, add: 4 };

/** Rules that were modern already. */
const MODERN_RANK = 2;

interface Entry {
  readonly placed: PlacedStatement;
  readonly rank: number;
  readonly rewrite: Rewrite | undefined;
}

/** The rules of a ruleset in the order of the file. */
function entriesOf(
  section: OldSection,
  rewrites: ReadonlyMap<PlacedStatement, Rewrite>,
  ruleset: 'http-request' | 'http-response',
): Entry[] {
  return section.statements.flatMap((placed): readonly Entry[] => {
    const rewrite = rewrites.get(placed);
    if (rewrite?.phase && rewrite.ruleset === ruleset) return [{ placed, rank: RANKS[rewrite.phase], rewrite }];
    return placed.words[0]?.value === ruleset ? [{ placed, rank: MODERN_RANK, rewrite: undefined }] : [];
  });
}

/** Whether nothing else in the section speaks of the only field that a rule is about. */
function standsAlone({ placed, rewrite }: Entry): boolean {
  const field = rewrite?.field?.toLowerCase();
  if (field === undefined) return false;
  return !placed.section.statements.some((other) => other !== placed && other.body.toLowerCase().includes(field));
}

function isDeny({ placed, rewrite }: Entry): boolean {
  return rewrite?.phase === 'block' || placed.words[1]?.value === 'deny';
}

function matters(early: Entry, late: Entry): boolean {
  return !standsAlone(early) && !standsAlone(late) && !(isDeny(early) && isDeny(late));
}

function isAllow({ placed }: Entry): boolean {
  return placed.words[0]?.value.startsWith('http-') === true && placed.words[1]?.value === 'allow';
}

/** What to look at, per statement that was rewritten. */
export function findOrderProblems(
  section: OldSection,
  rewrites: ReadonlyMap<PlacedStatement, Rewrite>,
): Map<PlacedStatement, string> {
  const problems = new Map<PlacedStatement, string>();
  for (const ruleset of ['http-request', 'http-response'] as const) {
    const entries = entriesOf(section, rewrites, ruleset);
    for (const [at, entry] of entries.entries()) {
      const later = entries.slice(at + 1).find((other) => other.rank < entry.rank && matters(entry, other));
      const told = entry.rewrite ? entry : later;
      if (later && told) {
        // Numbers of lines are those of the old file: the words find them in the new one as well.
        const [before, after] = [later, entry].map(({ placed: { words, line } }) => {
          return `'${words[0]?.value ?? ''}' of line ${line.number}`;
        });
        problems.set(told.placed, `${before} ran before ${after}, now rules run in the order of the file`);
      }
      const allow = entries.slice(0, at).find(isAllow);
      if (allow && entry.rank > MODERN_RANK) {
        problems.set(
          entry.placed,
          `'${ruleset} allow' in line ${allow.placed.line.number} ends the rules before this one now`,
        );
      }
    }
  }
  return problems;
}
