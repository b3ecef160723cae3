/** Counts agreements and disagreements of a comparison, those explained apart. */
interface Count {
  agreed: number;
  explained: number;
  left: number;
}

export class Tally<W extends string> {
  readonly #counts: Map<W, Count>;

  constructor(names: readonly W[]) {
    this.#counts = new Map(names.map((name) => [name, { agreed: 0, explained: 0, left: 0 }]));
  }

  /** Counts one item that was compared. */
  count(name: W, agrees: boolean, explained: boolean): void {
    const count = this.of(name);
    if (agrees) count.agreed++;
    else if (explained) count.explained++;
    else count.left++;
  }

  /** Figures of a name. */
  of(name: W): Count {
    const found = this.#counts.get(name);
    if (!found) throw new Error(`not counted: ${name}`);
    return found;
  }

  /** Disagreements without an explanation. */
  get unexplained(): number {
    return [...this.#counts.values()].reduce((sum, { left }) => sum + left, 0);
  }
}

/** `98.7 % (234 of 237), 2 explained, 1 left`. */
export function percent<W extends string>(tally: Tally<W>, name: W): string {
  const { agreed, explained, left } = tally.of(name);
  const all = agreed + explained + left;
  const share = all === 0 ? 100 : (agreed * 100) / all;
  const compared = agreed + left;
  const rest = compared === 0 ? 100 : (agreed * 100) / compared;
  return `${share.toFixed(1)} % (${agreed} of ${all}), ${explained} explained, ${left} left: ${rest.toFixed(1)} % of what is not explained`;
}
