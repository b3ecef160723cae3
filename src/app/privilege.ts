/** Rights and limits of the process: `ulimit-n`, `maxconn`, `chroot`, `user`, `group`, `uid`, `gid` (manual 3.1). */
import { findGroup, findUser } from '../libc/account.js';
import type { Outcome } from '../libc/outcome.js';
import {
  becomeGroup,
  becomeUser,
  changeRoot,
  changeRootToNowhere,
  type DescriptorLimit,
  keepCapabilities,
  readDescriptorLimit,
  setCapabilities,
  setDescriptorLimit,
  setSupplementaryGroups,
} from '../libc/process.js';
import type { GlobalConfig } from '../model/config/global.js';

/** Says what could not be done; `fatal` means that the process must not run. */
export interface PrivilegeProblem {
  readonly fatal: boolean;
  readonly text: string;
}

/** Descriptors beside the two per connection: listeners, checks, logs, files. */
const SPARE_DESCRIPTORS = 100;

/** Descriptors that `maxconn` connections need on both sides. */
function neededDescriptors(global: GlobalConfig): number {
  if (global.ulimitN > 0) return global.ulimitN;
  return global.maxconn > 0 ? global.maxconn * 2 + SPARE_DESCRIPTORS : 0;
}

/**
 * Raises the limit of open files to what the configuration wants, and computes `maxconn` from the limit where the
 * configuration does not set it.
 * @returns the process-wide maximum of connections, and what could not be done
 */
export function applyLimits(global: GlobalConfig): { maxconn: number; problems: PrivilegeProblem[] } {
  const problems: PrivilegeProblem[] = [];
  const needed = neededDescriptors(global);
  const limit = readDescriptorLimit();
  if (!limit.ok) {
    if (needed > 0) problems.push({ fatal: false, text: `cannot read the limit of open files: ${limit.reason}` });
    return { maxconn: global.maxconn || 2000, problems };
  }
  let { soft } = limit.value;
  let { maxconn } = global;
  if (needed === 0) soft = lowerTo(global, limit.value);
  else if (needed > soft) {
    const raised = setDescriptorLimit({ soft: needed, hard: Math.max(needed, limit.value.hard) });
    if (raised.ok) soft = needed;
    else {
      // Node takes connections that there is no descriptor for and closes them: they wait in the backlog instead.
      maxconn = Math.min(maxconn || fittingConnections(soft), fittingConnections(soft));
      const text = `cannot raise the limit of open files from ${soft} to ${needed}: ${raised.reason}`;
      // `strict-limits` (manual 3.1) is on unless it is negated.
      const fatal = global.flags.get('strict-limits') !== false;
      problems.push({ fatal, text: fatal ? text : `${text}; connections are limited to ${maxconn}` });
    }
  }
  return { maxconn: maxconn || fittingConnections(soft), problems };
}

/** Connections that a limit of descriptors allows; where it is very low, half of it is for them. */
function fittingConnections(soft: number): number {
  const spare = Math.min(SPARE_DESCRIPTORS, Math.floor(soft / 2));
  return Math.max(1, Math.floor((Math.min(soft, 1_000_000) - spare) / 2));
}

/** What a system that permits millions of files is taken to permit (manual 3.1 `fd-hard-limit`). */
const MOST_DESCRIPTORS = 1_048_576;

/** The limit of a process whose configuration names none: that of the system, but `fd-hard-limit` at most. */
function lowerTo({ tune }: GlobalConfig, { soft, hard }: DescriptorLimit): number {
  const own = tune.get('fd-hard-limit');
  const most = typeof own === 'number' && own > 0 ? own : MOST_DESCRIPTORS;
  if (soft <= most) return soft;
  return own === most && setDescriptorLimit({ soft: most, hard }).ok ? most : Math.min(soft, most);
}

interface Account {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Looks names up before chroot: afterwards /etc/passwd is out of reach. */
function resolveAccount(global: GlobalConfig, problems: PrivilegeProblem[]): Account {
  let { uid, gid } = global;
  if (global.user !== undefined) {
    const user = findUser(global.user);
    if (user.ok && user.value) uid = user.value.uid;
    else problems.push({ fatal: true, text: `cannot find user '${global.user}'` });
  }
  if (global.group !== undefined) {
    const group = findGroup(global.group);
    if (group.ok && group.value) gid = group.value.gid;
    else problems.push({ fatal: true, text: `cannot find group '${global.group}'` });
  }
  return { uid, gid };
}

/** Enters the chroot and gives up rights, once all sockets and files are open. */
export function dropPrivileges(global: GlobalConfig): PrivilegeProblem[] {
  const problems: PrivilegeProblem[] = [];
  const { uid, gid } = resolveAccount(global, problems);
  const attempt = (what: string, outcome: Outcome<number>) => {
    if (!outcome.ok) problems.push({ fatal: true, text: `cannot ${what}: ${outcome.reason}` });
  };
  if (problems.length > 0) return problems;
  const { chroot } = global;
  if (chroot !== undefined) {
    attempt(`chroot to '${chroot}'`, chroot === 'auto' ? changeRootToNowhere() : changeRoot(chroot));
  }
  const changesGroup = gid !== undefined && gid !== process.getgid?.();
  const changesUser = uid !== undefined && uid !== process.getuid?.();
  if (changesGroup || changesUser)
    attempt('give up supplementary groups', setSupplementaryGroups(gid === undefined ? [] : [gid]));
  if (changesGroup) attempt(`become group ${gid}`, becomeGroup(gid));
  const { capabilities } = global;
  if (capabilities.length > 0 && changesUser) attempt('keep capabilities', keepCapabilities());
  if (changesUser) attempt(`become user ${uid}`, becomeUser(uid));
  if (capabilities.length > 0) {
    const kept = setCapabilities(capabilities);
    if (!kept.ok) problems.push({ fatal: false, text: `cannot keep the capabilities of 'setcap': ${kept.reason}` });
  }
  return problems;
}
