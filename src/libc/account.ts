/** Users and groups by name, from /etc/passwd and /etc/group (passwd(5), group(5)); no library is needed for them. */
import fs from 'node:fs';
import type { Outcome } from './outcome.js';
import { attempt, success } from './outcome.js';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** Finds a user by name; the value is undefined if there is none. */
export function findUser(name: string, file = '/etc/passwd'): Outcome<User | undefined> {
  const text = attempt(() => fs.readFileSync(file, 'latin1'));
  return text.ok ? success(parseUsers(text.value).find((user) => user.name === name)) : text;
}

/** Finds a group by name; the value is undefined if there is none. */
export function findGroup(name: string, file = '/etc/group'): Outcome<Group | undefined> {
  const text = attempt(() => fs.readFileSync(file, 'latin1'));
  return text.ok ? success(parseGroups(text.value).find((group) => group.name === name)) : text;
}

/** The users of a passwd file; lines that are not entries are left out. */
export function parseUsers(text: string): User[] {
  return entries(text).flatMap(([name = '', , uid = '', gid = '']) =>
    /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [],
  );
}

/** The groups of a group file. */
export function parseGroups(text: string): Group[] {
  return entries(text).flatMap(([name = '', , gid = '', members = '']) =>
    /^\d+$/.test(gid)
      ? [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== '') }]
      : [],
  );
}

function entries(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}
