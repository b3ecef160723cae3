/** Addresses as the kernel wants them (sockaddr_in, sockaddr_in6, sockaddr_un of Linux). */
import net from 'node:net';

const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

/** Longest path of a unix socket in bytes. */
export const UNIX_PATH_MAX = 108;

/** An encoded address with its family. */
export interface SocketAddress {
  readonly family: number;
  readonly bytes: Buffer;
}

/** Encodes a numeric IPv4 or IPv6 address (with an optional `%scope` number); undefined if it is neither. */
export function encodeInetAddress(address: string, port: number): SocketAddress | undefined {
  const [host = '', scope = '0'] = address.split('%', 2);
  const bytes = encodeIp(host);
  if (bytes === undefined) return undefined;
  if (bytes.length === 4) {
    const sockaddr = Buffer.alloc(16);
    sockaddr.writeUInt16LE(AF_INET, 0);
    sockaddr.writeUInt16BE(port, 2);
    bytes.copy(sockaddr, 4);
    return { family: AF_INET, bytes: sockaddr };
  }
  const sockaddr = Buffer.alloc(28);
  sockaddr.writeUInt16LE(AF_INET6, 0);
  sockaddr.writeUInt16BE(port, 2);
  bytes.copy(sockaddr, 8);
  sockaddr.writeUInt32LE(Number(scope) >>> 0, 24);
  return { family: AF_INET6, bytes: sockaddr };
}

/** Encodes a path (latin1 carrier); a leading NUL makes it an abstract name. Undefined if it is too long. */
export function encodeUnixAddress(path: string): SocketAddress | undefined {
  const abstract = path.startsWith('\0');
  if (path.length > UNIX_PATH_MAX - (abstract ? 0 : 1)) return undefined;
  const sockaddr = Buffer.alloc(2 + path.length + (abstract ? 0 : 1));
  sockaddr.writeUInt16LE(AF_UNIX, 0);
  sockaddr.write(path, 2, 'latin1');
  return { family: AF_UNIX, bytes: sockaddr };
}

/** The 4 or 16 bytes of a numeric address; undefined if it is not one. */
export function encodeIp(host: string): Buffer | undefined {
  if (net.isIPv4(host)) return Buffer.from(host.split('.').map(Number));
  return net.isIPv6(host) ? encodeIpv6(host) : undefined;
}

function encodeIpv6(host: string): Buffer {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  const text = dotted
    ? `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
    : host;
  const [head = '', tail] = text.split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const bytes = Buffer.alloc(16);
  first.forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  });
  last.forEach((group, index) => {
    bytes.writeUInt16BE(Number.parseInt(group, 16), 16 - (last.length - index) * 2);
  });
  return bytes;
}
