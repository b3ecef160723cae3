/** `userlist` sections (manual 12.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite, SectionSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { SourceRange } from '../../diag/source-text.js';
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

/** Names of groups behind `groups`, of users behind `users`; they may be declared on later lines. */
interface Members {
  readonly kind: 'groups' | 'users';
  readonly owner: string;
  readonly names: readonly string[];
  readonly range: SourceRange;
}

/** Takes a list of names that must be in the list in the end. */
function readMembers(site: DirectiveSite, kind: Members['kind'], owner: string): readonly string[] {
  const names = site.words.expect(arg.list(kind)) ?? [];
  const lists = (site.sectionData.get('members') as readonly Members[] | undefined) ?? [];
  site.sectionData.set('members', [...lists, { kind, owner, names, range: site.words.last }]);
  return names;
}

/** Where one name of a list stands; the whole list if it is not written plainly. */
function rangeOfName(list: SourceRange, names: readonly string[], name: string): SourceRange {
  const { source, start, end } = list;
  if (source.text.slice(start, end) !== names.join(',')) return list;
  const from = start + names.slice(0, names.indexOf(name)).reduce((length, { length: one }) => length + one + 1, 0);
  return { source, start: from, end: from + name.length };
}

/** Users are in groups of their list, and groups have users of it (manual 12.2). */
function finish({ name, data, report }: SectionSite): void {
  // Taken out: a userlist that goes on in another section comes here again.
  const members = (data.get('members') as Members[] | undefined)?.splice(0) ?? [];
  for (const { kind, owner, names, range } of members) {
    const known = data.get(kind) as ReadonlyMap<string, unknown> | undefined;
    const [what, of] = kind === 'groups' ? ['group', 'user'] : ['user', 'group'];
    for (const member of names) {
      if (known?.has(member)) continue;
      report(
        'userlist/unknown',
        rangeOfName(range, names, member),
        `userlist '${name ?? ''}': ${of} '${owner}' names the unknown ${what} '${member}'`,
      );
    }
  }
}

function addUser(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('username'));
  if (name === undefined) return;
  const users = usersOf(site);
  const isRepeated = users.has(name);
  if (isRepeated) site.report('userlist/repeated', site.words.last, `user '${name}' is in this userlist already`);
  const user: UserlistUser = { name, password: undefined, encrypted: true, groups: [] };
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (word.value === 'password' || word.value === 'insecure-password') {
      user.password = site.words.expect(arg.nonEmpty('password'));
      user.encrypted = word.value === 'password';
    } else if (word.value === 'groups') {
      user.groups = [...readMembers(site, 'groups', name)];
    } else {
      site.report(
        'arg/unexpected',
        word.range,
        `'user' takes 'password', 'insecure-password' and 'groups', not '${word.value}'`,
      );
      site.words.rest();
    }
  }
  if (!isRepeated) users.set(name, user);
}

function addGroup(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('groupname'));
  if (name === undefined) return;
  const groups = groupsOf(site);
  const isRepeated = groups.has(name);
  if (isRepeated) site.report('userlist/repeated', site.words.last, `group '${name}' is in this userlist already`);
  const members = site.words.take('users') ? readMembers(site, 'users', name) : [];
  if (!isRepeated) groups.set(name, members);
}

const head = { since: '1.4', support: 'full', sections: ['userlist'] } as const;

export const entries: readonly Entry[] = [
  define.section({
    ...{ name: 'userlist', doc: '12.2', brief: 'Users, groups and passwords.', since: '1.4' },
    ...{ support: 'full', naming: 'required', repeatable: 'warned', finish },
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
