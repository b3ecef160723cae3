/** Users of a `userlist` section (manual 12.2). */

export interface UserlistUser {
  readonly name: string;
  /** undefined = nobody can log in as this user. */
  password: string | undefined;
  /** A hash in the format of crypt(3); otherwise clear text. */
  encrypted: boolean;
  /** Groups as named on the user's line. */
  groups: readonly string[];
}

/** A userlist, as `http_auth` and the stats page look users up. */
export interface Userlist {
  readonly name: string;
  readonly users: ReadonlyMap<string, UserlistUser>;
  /** Members by group, from `group ... users` lines. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}
