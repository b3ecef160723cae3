/** Matching that single ACL words have for themselves: HTTP methods, and groups of a userlist (manual 7.3.6). */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import type { UserlistUser } from '../../model/userlist.js';
import { Method } from '../../model/value.js';

/** Names of all users that are in a group, by either way to say so. */
function membersOf(
  group: string,
  groups: ReadonlyMap<string, readonly string[]>,
  users: ReadonlyMap<string, UserlistUser>,
): readonly string[] {
  const own = [...users.values()].filter((user) => user.groups.includes(group)).map(({ name }) => name);
  return [...(groups.get(group) ?? []), ...own];
}

/** The fetch's argument is the word with its place. */
function nameOf(userlist: unknown): string {
  return typeof userlist === 'string' ? userlist : (userlist as ArgText).value;
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>();

export const entries: readonly Entry[] = [
  define.matcher({
    name: 'method',
    brief: 'The method is one of the patterns, in any case.',
    doc: '7.3.6#method',
    since: '1.5',
    support: 'full',
    in: 'meth',
    words: ['method'],
    compile: ({ patterns }) => {
      const known = new Set(patterns.flatMap(({ value }) => [value, value.toUpperCase()]));
      return (value) => value instanceof Method && (known.has(value.name) || known.has(value.name.toUpperCase()));
    },
  }),
  define.matcher({
    name: 'group',
    brief: 'The user is in one of the groups.',
    doc: '7.3.6#http_auth_group',
    since: '1.5',
    support: 'full',
    in: 'str',
    words: ['http_auth_group'],
    compile: ({ patterns }, site, [userlist]) => {
      const section = site.sectionNamed('userlist', nameOf(userlist));
      const groups = (section?.get('groups') as ReadonlyMap<string, readonly string[]> | undefined) ?? EMPTY;
      const users = (section?.get('users') as ReadonlyMap<string, UserlistUser> | undefined) ?? EMPTY;
      const members = new Set<string>();
      let ok = true;
      for (const { value, range } of patterns) {
        if (groups.has(value)) for (const name of membersOf(value, groups, users)) members.add(name);
        else {
          site.report('acl/bad-pattern', range, `invalid group '${value}'`);
          ok = false;
        }
      }
      return ok ? (value) => members.has(value as string) : undefined;
    },
  }),
];
