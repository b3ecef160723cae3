/** Rights and limits of the process: chroot, user, groups, descriptors. Node's own calls where it has them. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { callNative } from './native.js';
import type { Outcome } from './outcome.js';
import { attempt, notHere, success } from './outcome.js';

const RLIMIT_NOFILE = 7;
const PR_SET_DUMPABLE = 4;
const PR_SET_KEEPCAPS = 8;
/** _LINUX_CAPABILITY_VERSION_3. */
const CAPABILITY_VERSION = 0x20080522;
const PR_SET_NO_NEW_PRIVS = 38;

/** Soft and hard limit of open descriptors. */
export interface DescriptorLimit {
  readonly soft: number;
  readonly hard: number;
}

/** Moves the root of the file system to a folder and enters it. */
export function changeRoot(folder: string): Outcome<number> {
  const outcome = callNative((libc) => libc.chroot(folder));
  if (!outcome.ok) return outcome;
  return attempt(() => {
    process.chdir('/');
    return 0;
  });
}

/** As {@link changeRoot}, into a folder that has no name and nothing in it, and cannot be written to. */
export function changeRootToNowhere(): Outcome<number> {
  const made = attempt(() => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'haproxy-'));
    fs.chmodSync(folder, 0o500);
    process.chdir(folder);
    fs.rmdirSync(folder);
    return 0;
  });
  return made.ok ? changeRoot('.') : made;
}

/** Lets descriptor `to` be what `from` is, such as /dev/null. */
export function redirectDescriptor(from: number, to: number): Outcome<number> {
  return callNative((libc) => libc.dup2(from, to));
}

/** Gives up every supplementary group, or takes exactly these. */
export function setSupplementaryGroups(gids: readonly number[]): Outcome<number> {
  const { setgroups } = process;
  if (setgroups)
    return attempt(() => {
      setgroups.call(process, [...gids]);
      return 0;
    });
  const list = Buffer.alloc(Math.max(4, gids.length * 4));
  gids.forEach((gid, index) => {
    list.writeUInt32LE(gid, index * 4);
  });
  return callNative((libc) => libc.setgroups(gids.length, list));
}

/** Becomes this group, real and effective. */
export function becomeGroup(gid: number): Outcome<number> {
  const { setgid } = process;
  if (!setgid) return notHere('this system has no groups');
  return attempt(() => {
    setgid.call(process, gid);
    return 0;
  });
}

/** Becomes this user, real and effective. Groups come first: afterwards the right to change them is gone. */
export function becomeUser(uid: number): Outcome<number> {
  const { setuid } = process;
  if (!setuid) return notHere('this system has no users');
  return attempt(() => {
    setuid.call(process, uid);
    return 0;
  });
}

/** Reads the limit of open descriptors. "Unlimited" reads as Infinity. */
export function readDescriptorLimit(): Outcome<DescriptorLimit> {
  const limits = Buffer.alloc(16);
  const outcome = callNative((libc) => libc.getrlimit(RLIMIT_NOFILE, limits));
  if (!outcome.ok) return outcome;
  return success({ soft: readLimit(limits, 0), hard: readLimit(limits, 8) });
}

/** Sets the limit of open descriptors; raising the hard one needs the right to. */
export function setDescriptorLimit(limit: DescriptorLimit): Outcome<number> {
  const limits = Buffer.alloc(16);
  writeLimit(limits, 0, limit.soft);
  writeLimit(limits, 8, limit.hard);
  return callNative((libc) => libc.setrlimit(RLIMIT_NOFILE, limits));
}

/** Lets the calling thread keep its capabilities when it becomes another user. */
export function keepCapabilities(): Outcome<number> {
  return callNative((libc) => libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
}

/** Leaves the calling thread these capabilities (capabilities(7), by number) and no other one. */
export function setCapabilities(numbers: readonly number[]): Outcome<number> {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(CAPABILITY_VERSION);
  // Effective, permitted and inheritable ones below 32, then those from 32 on.
  const data = Buffer.alloc(24);
  const mask = numbers.reduce((all, number) => all | (1 << number), 0) >>> 0;
  data.writeUInt32LE(mask, 0);
  data.writeUInt32LE(mask, 4);
  return callNative((libc) => libc.capset(header, data));
}

/** Lets a core be written even after the user changed (`set-dumpable`). */
export function setDumpable(): Outcome<number> {
  return callNative((libc) => libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

/** From now on no program that is started gains rights by who owns its file. It cannot be undone. */
export function refuseNewRights(): Outcome<number> {
  return callNative((libc) => libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

function readLimit(limits: Buffer, offset: number): number {
  const value = limits.readBigUInt64LE(offset);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

function writeLimit(limits: Buffer, offset: number, value: number): void {
  limits.writeBigUInt64LE(Number.isFinite(value) ? BigInt(Math.floor(value)) : 0xffff_ffff_ffff_ffffn, offset);
}
