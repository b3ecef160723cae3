/** Checks of passwords against a userlist (manual 12.2): in clear text, or as hashes of crypt(3). */
import { createHash } from 'node:crypto';
import { matchesHash } from '../../../base/crypt.js';
import type { UserlistUser } from '../../../model/userlist.js';

/** Passwords that were right, by their digest: hashes are slow on purpose, and clients send them with every request. */
const right = new Map<string, string>();
const MANY = 1000;

function matchesEncrypted(password: string, hashed: string): boolean {
  const digest = createHash('sha256').update(hashed).update('\0').update(password, 'latin1').digest('hex');
  if (right.get(digest) === hashed) return true;
  if (!matchesHash(password, hashed)) return false;
  if (right.size >= MANY) right.clear();
  right.set(digest, hashed);
  return true;
}

/** Whether a user may log in with a password. */
export function isPasswordOf(user: UserlistUser | undefined, password: string): boolean {
  if (user?.password === undefined) return false;
  return user.encrypted ? matchesEncrypted(password, user.password) : user.password === password;
}
