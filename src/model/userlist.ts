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
