/** What the kernel measures of a TCP connection: TCP_INFO (struct tcp_info of Linux, tcp(7)). */
import { callNative } from './native.js';
import type { Outcome } from './outcome.js';
import { success } from './outcome.js';

const SOL_TCP = 6;
const TCP_INFO = 11;

/** Where each number begins; all are unsigned numbers of 32 bits. */
const OFFSETS = {
  unacked: 24,
  sacked: 28,
  lost: 32,
  retrans: 36,
  fackets: 40,
  rttUs: 68,
  rttVarUs: 72,
  reordering: 88,
};
const INFO_BYTES = 104;

/** Counts of segments; the round trip time and its variation in microseconds. */
export type TcpInfo = Readonly<Record<keyof typeof OFFSETS, number>>;

/** Asks for the measures of a connected TCP socket; sockets of other kinds have none. */
export function readTcpInfo(fd: number): Outcome<TcpInfo> {
  const info = Buffer.alloc(INFO_BYTES);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(INFO_BYTES);
  const outcome = callNative((libc) => libc.getsockopt(fd, SOL_TCP, TCP_INFO, info, length));
  if (!outcome.ok) return outcome;
  const numbers = Object.entries(OFFSETS).map(([name, offset]) => [name, info.readUInt32LE(offset)]);
  return success(Object.fromEntries(numbers) as TcpInfo);
}
