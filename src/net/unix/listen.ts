/**
 * Listening on unix sockets as HAProxy does (configuration.txt 4, `unix-bind`, and 5.1 `mode`, `uid`, `gid`): the socket
 * is bound under a temporary name, gets its owner and rights, and is renamed over an old one, so that a path never
 * vanishes and a socket of a process that died is no obstacle.
 */
import fs from 'node:fs';
import type net from 'node:net';
import nodePath from 'node:path';
import { findGroup, findUser } from '../../libc/account.js';
import type { Failure, Outcome } from '../../libc/outcome.js';
import { attempt, failureOfErrno, failureOfError, success } from '../../libc/outcome.js';
import { listenUnix } from '../../libc/socket.js';
import { UNIX_PATH_MAX } from '../../libc/socket-address.js';

const ENOENT = 2;
const ENAMETOOLONG = 36;

/** Owner and rights of the file; what is undefined stays as the system made it. */
export interface UnixRights {
  /** Permission bits, such as 0o660. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Names count where there is no number. */
  readonly user?: string;
  readonly group?: string;
}

export interface UnixListenRequest extends UnixRights {
  /** Latin1 carrier; a leading NUL makes the name abstract ({@link padAbstractName}). */
  readonly path: string;
  readonly backlog: number;
}

/** Step at which it failed; HAProxy words its messages by it. */
export type UnixStep = 'name' | 'bind' | 'rights' | 'rename';

/** Why a path is not listened on. */
export interface UnixFailure extends Failure {
  readonly step: UnixStep;
}

/** Lets `server` listen on a path. The promise never rejects. */
export async function listenOnUnix(
  server: net.Server,
  request: UnixListenRequest,
): Promise<Outcome<true> | UnixFailure> {
  if (request.path.startsWith('\0')) return listenOnAbstract(server, request);
  const temporary = `${request.path}.${process.pid}.tmp`;
  // The kernel counts the ending NUL; so does the room that the temporary name takes.
  if (temporary.length >= UNIX_PATH_MAX) return at('name', failureOfErrno(ENAMETOOLONG));
  fs.rmSync(osPath(temporary), { force: true });
  const bound = await listen(server, { path: osPath(temporary), backlog: request.backlog });
  if (!bound.ok) return at('bind', isFolderMissing(temporary) ? failureOfErrno(ENOENT) : bound);
  const ready = moveIntoPlace(temporary, request);
  if (ready.ok) return ready;
  server.close();
  fs.rmSync(osPath(temporary), { force: true });
  return ready;
}

/** The name of an `abns@` address: it fills the whole field, as HAProxy's does, so that both find each other. */
export function padAbstractName(name: string): string {
  return `\0${name}`.padEnd(UNIX_PATH_MAX, '\0').slice(0, UNIX_PATH_MAX);
}

/** Node writes paths in UTF-8; a latin1 carrier holds the bytes. */
export function osPath(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/** Node tells of missing folders as of missing rights. */
function isFolderMissing(path: string): boolean {
  return !fs.existsSync(osPath(nodePath.dirname(path)));
}

function moveIntoPlace(temporary: string, request: UnixListenRequest): Outcome<true> | UnixFailure {
  const rights = attempt(() => {
    applyRights(osPath(temporary), request);
    return true as const;
  });
  if (!rights.ok) return at('rights', rights);
  const renamed = attempt(() => {
    fs.renameSync(osPath(temporary), osPath(request.path));
    return true as const;
  });
  return renamed.ok ? renamed : at('rename', renamed);
}

/** The number of an owner; what has no such name was reported when the line was read. */
function ownerOf({ uid, gid, user, group }: UnixRights): { readonly uid?: number; readonly gid?: number } {
  const named = uid === undefined && user !== undefined ? findUser(user) : undefined;
  const namedGroup = gid === undefined && group !== undefined ? findGroup(group) : undefined;
  return {
    uid: uid ?? (named?.ok ? named.value?.uid : undefined),
    gid: gid ?? (namedGroup?.ok ? namedGroup.value?.gid : undefined),
  };
}

function applyRights(path: string, rights: UnixRights): void {
  const owner = fs.statSync(path);
  const { mode } = rights;
  const { uid, gid } = ownerOf(rights);
  if (uid !== undefined || gid !== undefined) fs.chownSync(path, uid ?? owner.uid, gid ?? owner.gid);
  if (mode !== undefined) fs.chmodSync(path, mode);
}

/** Names that fill the field are Node's own business; shorter ones (`abnsz@`) need the C library. */
async function listenOnAbstract(server: net.Server, request: UnixListenRequest): Promise<Outcome<true> | UnixFailure> {
  const { path, backlog } = request;
  if (path.length > UNIX_PATH_MAX) return at('name', failureOfErrno(ENAMETOOLONG));
  if (path.length === UNIX_PATH_MAX) {
    const bound = await listen(server, { path: osPath(path), backlog });
    return bound.ok ? bound : at('bind', bound);
  }
  const opened = listenUnix(path, backlog);
  if (!opened.ok) return at('bind', opened);
  const taken = await listen(server, { fd: opened.value.fd }, backlog);
  return taken.ok ? taken : at('bind', taken);
}

/** Node takes the backlog of a descriptor only as an argument of its own. */
function listen(
  server: net.Server,
  options: net.ListenOptions & { fd?: number },
  backlog?: number,
): Promise<Outcome<true>> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve(failureOfError(error));
    server.once('error', fail);
    server.listen(options, backlog, () => {
      server.removeListener('error', fail);
      resolve(success(true));
    });
  });
}

function at(step: UnixStep, failure: Failure): UnixFailure {
  return { ok: false, code: failure.code, reason: failure.reason, step };
}
