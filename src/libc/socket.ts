/**
 * Sockets that are made ready before Node takes them: listeners with SO_REUSEPORT (several processes and threads share a
 * port, so that `-sf` never refuses a connection) and client sockets whose options must be set before they connect.
 */
import type { Native } from './native.js';
import { callNative, lastFailure, native } from './native.js';
import type { Failure, Outcome } from './outcome.js';
import { failureOfErrno, success } from './outcome.js';
import type { SocketAddress } from './socket-address.js';
import { AF_INET, AF_INET6, encodeInetAddress, encodeUnixAddress } from './socket-address.js';
import type { SocketOptionName, SocketOptions } from './socket-option.js';
import { setSocketOptions } from './socket-option.js';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const EINVAL = 22;
const ENAMETOOLONG = 36;

/** A socket ready for `server.listen({ fd })` or `new net.Socket({ fd })`; the one who takes it closes it. */
export interface OpenSocket {
  readonly fd: number;
  /** Options that the system refused; the socket works without them. */
  readonly refused: readonly { readonly name: SocketOptionName; readonly failure: Failure }[];
}

/** Which call of opening a listener failed, in the order in which they are made. */
export type SocketStep = 'load' | 'address' | 'socket' | 'bind' | 'listen' | 'connect';

/** A failure with the step at which it happened. */
export interface SocketFailure extends Failure {
  readonly step: SocketStep;
}

export interface ListenRequest {
  /** Numeric IPv4 or IPv6 address. */
  readonly address: string;
  readonly port: number;
  readonly backlog: number;
  /** Besides SO_REUSEADDR and SO_REUSEPORT, which are always set. */
  readonly options?: SocketOptions;
}

/** Opens a TCP listener whose port other sockets of this user may share. */
export function listenTcp(request: ListenRequest): Outcome<OpenSocket> | SocketFailure {
  const address = encodeInetAddress(request.address, request.port);
  if (address === undefined) return at('address', failureOfErrno(EINVAL));
  return openListener(address, request.backlog, { 'reuse-address': 1, 'reuse-port': 1, ...request.options });
}

/** Opens a unix stream listener; a leading NUL makes the name abstract. The path is a latin1 carrier. */
export function listenUnix(path: string, backlog: number): Outcome<OpenSocket> | SocketFailure {
  const address = encodeUnixAddress(path);
  if (address === undefined) return at('address', failureOfErrno(ENAMETOOLONG));
  return openListener(address, backlog, {});
}

/** Connects a unix stream socket, for names that Node cannot write: abstract ones that are not padded (`abnsz@`). */
export function connectUnix(path: string): Outcome<OpenSocket> | SocketFailure {
  const libc = native();
  if (!libc.ok) return at('load', libc);
  const address = encodeUnixAddress(path);
  if (address === undefined) return at('address', failureOfErrno(ENAMETOOLONG));
  const fd = newSocket(libc.value, address.family, SOCK_STREAM);
  if (fd < 0) return at('socket', lastFailure(libc.value));
  if (libc.value.connect(fd, address.bytes, address.bytes.length) < 0) return giveUp(libc.value, fd, 'connect');
  return success({ fd, refused: [] });
}

/** Opens a TCP socket that is not connected yet: give it to `new net.Socket({ fd })` and call `connect` there. */
export function openTcpClient(
  family: 4 | 6,
  options: SocketOptions,
  source?: { readonly address: string; readonly port: number },
): Outcome<OpenSocket> | SocketFailure {
  const libc = native();
  if (!libc.ok) return at('load', libc);
  const from = source && encodeInetAddress(source.address, source.port);
  if (source && !from) return at('address', failureOfErrno(EINVAL));
  const fd = newSocket(libc.value, family === 4 ? AF_INET : AF_INET6, SOCK_STREAM);
  if (fd < 0) return at('socket', lastFailure(libc.value));
  const refused = setSocketOptions(fd, options);
  if (from && libc.value.bind(fd, from.bytes, from.bytes.length) < 0) return giveUp(libc.value, fd, 'bind');
  return success({ fd, refused });
}

/** Opens a datagram socket that is connected to an address; used by {@link ../libc/datagram.ts}. */
export function connectDatagram(address: SocketAddress): Outcome<number> {
  const libc = native();
  if (!libc.ok) return libc;
  const fd = newSocket(libc.value, address.family, SOCK_DGRAM);
  if (fd < 0) return lastFailure(libc.value);
  if (libc.value.connect(fd, address.bytes, address.bytes.length) < 0) return giveUp(libc.value, fd, 'connect');
  return success(fd);
}

/** Two unix stream sockets that are connected to each other; who takes them closes them. */
export function openPair(): Outcome<readonly [number, number]> {
  const pair = Buffer.alloc(8);
  const opened = callNative((libc) => libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair));
  return opened.ok ? success([pair.readInt32LE(0), pair.readInt32LE(4)] as const) : opened;
}

/** Closes a descriptor that was opened here. */
export function closeDescriptor(fd: number): Outcome<number> {
  return callNative((libc) => libc.close(fd));
}

function openListener(
  address: SocketAddress,
  backlog: number,
  options: SocketOptions,
): Outcome<OpenSocket> | SocketFailure {
  const libc = native();
  if (!libc.ok) return at('load', libc);
  const fd = newSocket(libc.value, address.family, SOCK_STREAM);
  if (fd < 0) return at('socket', lastFailure(libc.value));
  const refused = setSocketOptions(fd, options);
  if (libc.value.bind(fd, address.bytes, address.bytes.length) < 0) return giveUp(libc.value, fd, 'bind');
  if (libc.value.listen(fd, backlog) < 0) return giveUp(libc.value, fd, 'listen');
  return success({ fd, refused });
}

function newSocket(libc: Native, family: number, type: number): number {
  return libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/** Remembers errno before close() overwrites it. */
function giveUp(libc: Native, fd: number, step: SocketStep): SocketFailure {
  const failure = lastFailure(libc);
  libc.close(fd);
  return at(step, failure);
}

function at(step: SocketStep, failure: Failure): SocketFailure {
  return { ...failure, step };
}
