/**
 * Groups of listening sockets that share a port through SO_REUSEPORT, and which of them new connections go to. Used when a
 * process hands its listeners over: what sits in the queue of a socket is reset when the socket is closed, so it has to get
 * nothing new before.
 *
 * As Linux keeps a group (net/core/sock_reuseport.c, checked by the tests): sockets stand in the order in which they began
 * to listen; when one closes, the last one takes its place; a program that names a place that is empty counts as none, and
 * then the hash of the addresses decides. A program stays with the group after the socket that brought it is closed.
 */
import fs from 'node:fs';
import { callNative } from './native.js';
import { attempt, type Outcome } from './outcome.js';
import { encodeIp } from './socket-address.js';

const SOL_SOCKET = 1;
const SO_ATTACH_REUSEPORT_CBPF = 51;
const SO_DETACH_REUSEPORT_BPF = 68;
/** BPF_RET | BPF_K: the result is the constant of the instruction. */
const RETURN = 0x06;
const TCP_LISTEN = '0A';
const CHUNK_BYTES = 65_536;

/** Sends all new connections of the group of a socket to the one at a place (from 0). */
export function steerReusePort(fd: number, index: number): Outcome<number> {
  // struct sock_filter { u16 code; u8 jt; u8 jf; u32 k }
  const filter = Buffer.allocUnsafeSlow(8).fill(0);
  filter.writeUInt16LE(RETURN, 0);
  filter.writeUInt32LE(index, 4);
  // struct sock_fprog { u16 len; struct sock_filter *filter }
  const program = Buffer.alloc(16);
  program.writeUInt16LE(1, 0);
  return callNative((libc) => {
    program.writeBigUInt64LE(libc.address(filter), 8);
    return libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program, program.length);
  });
}

/** Lets the hash of the addresses decide again. Fails with ENOENT if nothing else decided. */
export function releaseReusePort(fd: number): Outcome<number> {
  const nothing = Buffer.alloc(4);
  return callNative((libc) => libc.setsockopt(fd, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, nothing, nothing.length));
}

/**
 * Inodes of the sockets that listen on exactly this address and port, of all processes of the network namespace, in the
 * order in which they began to. Empty where the system does not tell.
 */
export function reusePortGroup(address: string, port: number): readonly number[] {
  const bytes = encodeIp(address.split('%', 1)[0] ?? '');
  if (bytes === undefined) return [];
  const isV6 = bytes.length === 16;
  const wanted = `${bytes.swap32().toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  const inodes: number[] = [];
  for (const [, local, , state, , , , , , inode] of readTable(isV6 ? '/proc/self/net/tcp6' : '/proc/self/net/tcp')) {
    if (state !== TCP_LISTEN) break;
    if (local === wanted) inodes.push(Number(inode));
  }
  // The kernel puts new sockets in front for IPv4, and behind for IPv6.
  return isV6 ? inodes : inodes.reverse();
}

const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'] as const;
type Table = (typeof TABLES)[number];

/** Tables that stay open, as a chroot puts them out of reach. */
const kept = new Map<Table, number>();

/** To be called before a chroot: without the tables no listener could be handed over. */
export function keepSocketTables(): void {
  for (const file of TABLES) {
    const opened = attempt(() => fs.openSync(file, 'r'));
    if (opened.ok) kept.set(file, opened.value);
  }
}

/** Rows of a table of sockets. Those that listen come first, so that busy machines need not write all of it. */
function* readTable(file: Table): Generator<readonly string[]> {
  const open = kept.get(file);
  const opened = attempt(() => open ?? fs.openSync(file, 'r'));
  if (!opened.ok) return;
  const fd = opened.value;
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let size = 1, at = 0; size > 0; at += size) {
      size = fs.readSync(fd, chunk, 0, CHUNK_BYTES, at);
      const lines = (rest + chunk.toString('latin1', 0, size)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (/^ *\d+:/.test(line)) yield line.trim().split(/ +/);
    }
  } finally {
    if (open === undefined) fs.closeSync(fd);
  }
}
