/** A column of `show stat` or a field of `show info`, as typed output shows it (management.txt 9.2). */

/** Types of values in typed output. */
export type StatType = 's32' | 'u32' | 'u64' | 'str';

/** Origin, nature, scope and persistence (management.txt 9.2), one letter each. */
export type StatTags = string;

export interface StatColumn {
  readonly name: string;
  readonly tags: StatTags;
  readonly type: StatType;
  readonly brief: string;
  /** Where backends differ. */
  readonly backendTags?: StatTags;
}
