/** Words of a command line that stand in tables: switches, and options that a value follows. */

/** One line that names the word which is not understood. */
export class UsageError extends Error {}

/** What each word does to the options. */
export interface OptionTable<T> {
  readonly switches: Readonly<Record<string, (options: T) => void>>;
  readonly values: Readonly<Record<string, (options: T, value: string) => void>>;
}

/** Applies a word, and takes its value from the words behind it. False: it stands in no table. */
export function applyOption<T>(table: OptionTable<T>, word: string, behind: string[], options: T): boolean {
  const { switches, values } = table;
  if (Object.hasOwn(switches, word)) switches[word]!(options);
  else if (Object.hasOwn(values, word)) {
    const value = behind.shift();
    if (value === undefined) throw new UsageError(`${word} expects a value`);
    values[word]!(options, value);
  } else return false;
  return true;
}
