/** Kinds of arguments: one parser and one "expects ..." text each, used by every row of the catalog. */

import { group, user } from './kind/account.js';
import { address, resolvedAddress } from './kind/address.js';
import { namedFile } from './kind/file.js';
import { guid } from './kind/guid.js';
import type { ArgKind } from './kind/kind.js';
import { ip, ipv4, ipv6, mask4, mask6, network } from './kind/network.js';
import { int64, percent, sint, size, timeMs, uint } from './kind/number.js';
import {
  any,
  bool,
  enumeration,
  fieldName,
  list,
  listOf,
  name,
  nonEmpty,
  onOff,
  regex,
  str,
  varName,
} from './kind/text.js';

export type { ArgKind, Values } from './kind/kind.js';

/** The same kind, but the argument may be absent. */
function opt<T>(kind: ArgKind<T>): ArgKind<T | undefined> {
  return { ...kind, optional: true };
}

/**
 * Constructors of kinds. `label` is the name of the argument in usage lines.
 * Names of proxies, servers, tables and userlists are only taken as text; they are resolved when compiled.
 */
export const arg = {
  opt,
  ...{ str, nonEmpty, any, enumeration, onOff, bool, list, listOf, varName, regex, fieldName },
  ...{ sint, int64, uint, timeMs, size, percent },
  ...{ ip, ipv4, ipv6, mask4, mask6, network, address, resolvedAddress, guid },
  ...{ user, group, namedFile },
  backend: (label = 'backend') => name(label, 'backend'),
  frontend: (label = 'frontend') => name(label, 'frontend'),
  /** `backend/server` or `server`. */
  server: (label = 'server') => name(label, 'server'),
  table: (label = 'table') => name(label, 'table'),
  userlist: (label = 'userlist') => name(label, 'user list'),
} as const;
