/** `userlist` sections (manual 12.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { UserlistUser } from '../../model/userlist.js';

type Users = Map<string, UserlistUser>;

function usersOf({ sectionData }: DirectiveSite): Users {
  const users = (sectionData.get('users') as Users | undefined) ?? new Map<string, UserlistUser>();
  sectionData.set('users', users);
  return users;
}

function groupsOf({ sectionData }: DirectiveSite): Map<string, readonly string[]> {
  const groups = (sectionData.get('groups') as Map<string, readonly string[]> | undefined) ?? new Map();
  sectionData.set('groups', groups);
  return groups;
}

function addUser(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('username'));
  if (name === undefined) return;
  const users = usersOf(site);
  if (users.has(name)) site.report('section/duplicate', site.words.last, `user '${name}' is in this userlist already`);
  const user: UserlistUser = { name, password: undefined, encrypted: true, groups: [] };
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (word.value === 'password' || word.value === 'insecure-password') {
      user.password = site.words.expect(arg.nonEmpty('password'));
      user.encrypted = word.value === 'password';
    } else if (word.value === 'groups') {
      user.groups = [...(site.words.expect(arg.list('groups')) ?? [])];
    } else {
      site.report(
        'arg/unexpected',
        word.range,
        `'user' takes 'password', 'insecure-password' and 'groups', not '${word.value}'`,
      );
      site.words.rest();
    }
  }
  users.set(name, user);
}

function addGroup(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('groupname'));
  if (name === undefined) return;
  const groups = groupsOf(site);
  if (groups.has(name))
    site.report('section/duplicate', site.words.last, `group '${name}' is in this userlist already`);
  const members = site.words.take('users') ? site.words.expect(arg.list('users')) : [];
  groups.set(name, members ?? []);
}

const head = { since: '1.4', support: 'full', sections: ['userlist'] } as const;

export const entries: readonly Entry[] = [
  define.section({
    ...{ name: 'userlist', doc: '12.2', brief: 'Users, groups and passwords.', since: '1.4' },
    ...{ support: 'full', naming: 'required', repeatable: false },
  }),
  define.directive({
    ...{ ...head, name: 'user', doc: '12.2#user', brief: 'A user with password and groups.', parse: addUser },
    usage: 'user <username> [password|insecure-password <password>] [groups <group>,...]',
  }),
  define.directive({
    ...{ ...head, name: 'group', doc: '12.2#group', brief: 'A group of users.', parse: addGroup },
    usage: 'group <groupname> [users <user>,...]',
  }),
];
