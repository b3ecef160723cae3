/** The environment that `"$NAME"` is taken from. It changes while a configuration is read: setenv acts on later lines. */

/** Variables by name; names and values are latin1 carriers. */
export class Env {
  readonly #values: Map<string, string>;

  constructor(values: Iterable<readonly [string, string]> = []) {
    this.#values = new Map(values);
  }

  /** Takes over what Node decoded as UTF-8, such as process.env. */
  static fromProcess(variables: Readonly<Record<string, string | undefined>>): Env {
    const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
    const env = new Env();
    for (const [name, value] of Object.entries(variables))
      if (value !== undefined) env.set(latin1(name), latin1(value));
    return env;
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  unset(name: string): void {
    this.#values.delete(name);
  }

  /** Removes all variables but the named ones. */
  keepOnly(names: Iterable<string>): void {
    const kept = new Set(names);
    for (const name of [...this.#values.keys()]) if (!kept.has(name)) this.#values.delete(name);
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
}

/** What the pseudo-variables `.FILE`, `.LINE` and `.SECTION` stand for (manual 2.3). */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
  readonly section: string;
}

/** The value of a pseudo-variable, undefined if there is none of this name. */
export function pseudoVariable(name: string, place: LinePlace): string | undefined {
  switch (name) {
    case '.FILE':
      return place.file;
    case '.LINE':
      return String(place.line);
    case '.SECTION':
      return place.section;
    default:
      return undefined;
  }
}
