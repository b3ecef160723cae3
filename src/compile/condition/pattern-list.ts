/**
 * Patterns that a matcher tests against, kept up with what the runtime API and rules do to their list. Few additions are
 * tested beside the compiled whole, so that a rule that adds a pattern per request does not compile the list each time.
 */
import type { Matcher, MatcherEntry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { MapEntry, MapFile, MapListener, MapTrial } from '../../model/map-store.js';
import type { Stream } from '../../model/stream.js';
import type { Value } from '../../model/value.js';
import { castBetween } from '../casts.js';
import type { Scope } from '../scope.js';

/** A list and how it is used by one ACL. */
export interface PatternSource {
  readonly file: MapFile;
  /** What is in it now, with the places to blame. */
  readonly patterns: readonly ArgText[];
  readonly ignoreCase: boolean;
}

/** Additions beyond this many, and beyond a part of the list, are compiled into the whole. */
const PENDING_MAX = 64;

/** Compiles a set of patterns. */
type Compile = (patterns: readonly ArgText[], scope: Scope) => Matcher | undefined;

/** Compiles the patterns of a list and follows its changes; undefined after a report. */
export function compilePatternList(
  source: PatternSource,
  matcher: MatcherEntry,
  noDns: boolean,
  fetchValues: readonly unknown[],
  scope: Scope,
): Matcher | undefined {
  const { file, patterns, ignoreCase } = source;
  const compile: Compile = (list, site) => matcher.compile({ patterns: list, ignoreCase, noDns }, site, fetchValues);
  const test = compile(patterns, scope);
  if (!test) return undefined;
  const list = new PatternList(source, matcher, compile, test, scope);
  file.listen(list);
  return (value, stream) => list.test(value, stream);
}

class PatternList implements MapListener {
  readonly #file: MapFile;
  readonly #ignoreCase: boolean;
  readonly #matcher: MatcherEntry;
  readonly #compile: Compile;
  readonly #scope: Scope;
  readonly #range: SourceRange;
  #whole: Matcher;
  /** Tests what was added since the whole was compiled. */
  #extra: Matcher | undefined;
  #pending: MapEntry[];
  #isSettled: boolean;
  #isStale: boolean;

  constructor(source: PatternSource, matcher: MatcherEntry, compile: Compile, whole: Matcher, scope: Scope) {
    this.#file = source.file;
    this.#ignoreCase = source.ignoreCase;
    this.#matcher = matcher;
    this.#compile = compile;
    this.#scope = scope;
    this.#range = source.file.firstUse!;
    this.#whole = whole;
    this.#extra = undefined;
    this.#pending = [];
    this.#isSettled = true;
    this.#isStale = false;
  }

  test(value: Value, stream: Stream): boolean {
    if (!this.#isSettled) this.#settle();
    return this.#whole(value, stream) || (this.#extra?.(value, stream) ?? false);
  }

  added(entry: MapEntry): void {
    this.#pending.push(entry);
    this.#isSettled = false;
  }

  removed(entry: MapEntry): void {
    const at = this.#pending.indexOf(entry);
    if (at >= 0) this.#pending.splice(at, 1);
    else this.#isStale = true;
    this.#isSettled = false;
  }

  changed(): void {}

  cleared(): void {
    this.#isStale = true;
    this.#isSettled = false;
  }

  problem(key: string): string | undefined {
    let problem: string | undefined;
    const scope = this.#silent((message) => {
      problem ??= message;
    });
    return this.#compile([this.#text(key)], scope) ? undefined : `${problem ?? 'invalid pattern'}.`;
  }

  tryOut(text: string): MapTrial {
    const { name } = this.#matcher;
    return { method: name, output: undefined, entry: this.#find(text), ignoreCase: this.#ignoreCase };
  }

  /** The first pattern that matches a text. Only whole streams could tell for fetches; operators give texts. */
  #find(text: string): MapEntry | undefined {
    const cast = castBetween('str', this.#matcher.in);
    const value = cast ? cast(text) : text;
    const stream = undefined as unknown as Stream;
    if (value === undefined || !this.test(value, stream)) return undefined;
    const scope = this.#silent(() => {});
    for (const entry of this.#file.entries()) {
      if (this.#compile([this.#text(entry.key)], scope)?.(value, stream)) return entry;
    }
    return undefined;
  }

  #settle(): void {
    this.#isSettled = true;
    const scope = this.#silent(() => {});
    if (this.#isStale || this.#pending.length > PENDING_MAX + (this.#file.size >> 3)) {
      const patterns = Array.from(this.#file.entries(), ({ key }) => this.#text(key));
      this.#whole = this.#compile(patterns, scope) ?? (() => false);
      this.#pending = [];
      this.#isStale = false;
    }
    const texts = this.#pending.map(({ key }) => this.#text(key));
    this.#extra = texts.length > 0 ? this.#compile(texts, scope) : undefined;
  }

  #text(value: string): ArgText {
    return { value, range: this.#range };
  }

  #silent(hear: (message: string) => void): Scope {
    const report: Scope['report'] = (_code, _range, message) => hear(message);
    return Object.create(this.#scope, { report: { value: report } }) as Scope;
  }
}
