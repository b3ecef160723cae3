/** Authentication of clients (manual 7.3.6, 12.2): `http_auth*`. */
import { isKnownHash } from '../../../base/crypt.js';
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { ArgText } from '../../../catalog/text.js';
import type { Stream } from '../../../model/stream.js';
import { USE_REQUEST } from '../../../model/use.js';
import type { UserlistUser } from '../../../model/userlist.js';
import { type Credentials, credentialsOf, parseBearer } from './credentials.js';
import { requestOf } from './message.js';
import { isPasswordOf } from './password.js';

const userlist: ArgKind<ArgText> = {
  ...{ label: 'userlist', type: 'user list', expects: 'the name of a userlist', optional: false },
  parse: (text) => text,
};

/** Under `option http-use-proxy-header` requests of proxies are told by their target (manual 4.2). */
function fieldOf(stream: Stream, uri: string): string {
  if (!stream.frontend.config.options.get('http-use-proxy-header')) return 'authorization';
  return uri.startsWith('/') || uri === '*' ? 'authorization' : 'proxy-authorization';
}

function credentials(stream: Stream): Credentials | undefined {
  const request = requestOf(stream);
  return request === undefined ? undefined : credentialsOf(request, fieldOf(stream, request.uri));
}

type Users = ReadonlyMap<string, UserlistUser>;

/** The users of a list; undefined after a report. */
function resolveUsers(name: ArgText, site: CompileSite): Users | undefined {
  const section = site.sectionNamed('userlist', name.value);
  if (!section) {
    site.report('expr/unknown-userlist', name.range, `unable to find userlist '${name.value}'`);
    return undefined;
  }
  const users = (section.get('users') as Users | undefined) ?? new Map<string, UserlistUser>();
  for (const user of users.values()) {
    if (!user.encrypted || user.password === undefined || isKnownHash(user.password)) continue;
    const message = `userlist '${name.value}': the hash of user '${user.name}' is none of $1$ (MD5), $5$ (SHA-256), $6$ (SHA-512)`;
    site.report('expr/refused', name.range, message);
    return undefined;
  }
  return users;
}

function authenticated(stream: Stream, users: Users): UserlistUser | undefined {
  const given = credentials(stream);
  const user = given?.type === 'Basic' ? users.get(given.user) : undefined;
  return user && given?.type === 'Basic' && isPasswordOf(user, given.password) ? user : undefined;
}

const row = plainFetches('7.3.6', USE_REQUEST);
const shared = { since: '1.4', support: 'full', use: USE_REQUEST } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'http_auth', doc: '7.3.6#http_auth', out: 'bool' },
    brief: 'Whether user and password of the request are in a userlist.',
    args: [userlist],
    compile: ([name], site) => {
      const list = resolveUsers(name, site);
      return (
        list &&
        ((stream) => {
          const given = credentials(stream);
          return given?.type === 'Basic' ? isPasswordOf(list.get(given.user), given.password) : undefined;
        })
      );
    },
  }),
  define.fetch({
    ...{ ...shared, name: 'http_auth_group', doc: '7.3.6#http_auth_group', out: 'str' },
    brief: 'Name of the user if the password is right; as an ACL, whether that user is in one of the groups.',
    args: [userlist],
    compile: ([name], site) => {
      const list = resolveUsers(name, site);
      return list && ((stream) => authenticated(stream, list)?.name);
    },
  }),
  row(
    'http_auth_type',
    'str',
    'Scheme of the credentials of the request: Basic or Bearer.',
    (stream) => credentials(stream)?.type,
    { since: '2.5' },
  ),
  row(
    'http_auth_user',
    'str',
    'User name of the request.',
    (stream) => {
      const given = credentials(stream);
      return given?.type === 'Basic' ? given.user : undefined;
    },
    { since: '2.5' },
  ),
  row(
    'http_auth_pass',
    'str',
    'Password of the request.',
    (stream) => {
      const given = credentials(stream);
      return given?.type === 'Basic' ? given.password : undefined;
    },
    { since: '2.5' },
  ),
  define.fetch({
    ...{ ...shared, name: 'http_auth_bearer', doc: '7.3.6#http_auth_bearer', since: '2.5', out: 'str' },
    brief: 'Token of the request; with a field named, the token in that field, empty if there is none.',
    args: [arg.opt(arg.str('header'))],
    compile: ([header]) => {
      if (header === undefined) {
        return (stream) => {
          const given = credentials(stream);
          return given?.type === 'Bearer' ? given.token : undefined;
        };
      }
      const field = header.toLowerCase();
      return (stream) => {
        const request = requestOf(stream);
        const value = request?.fields.first(field);
        if (request === undefined) return undefined;
        return value === undefined ? '' : (parseBearer(value) ?? '');
      };
    },
  }),
];
