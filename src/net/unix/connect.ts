/** Connecting to unix sockets: paths and abstract names as they stand in `server` lines (configuration.txt 11.1). */
import net from 'node:net';
import type { Outcome } from '../../libc/outcome.js';
import { success } from '../../libc/outcome.js';
import { connectUnix } from '../../libc/socket.js';
import { UNIX_PATH_MAX } from '../../libc/socket-address.js';
import { osPath } from './listen.js';

/**
 * Begins to connect. The path is a latin1 carrier; with a leading NUL it is an abstract name. Abstract names that do not
 * fill the field go through the C library, and such a socket is connected at once: it emits no `connect`.
 */
export function connectToUnix(path: string): Outcome<net.Socket> {
  const short = path.startsWith('\0') && path.length < UNIX_PATH_MAX;
  if (!short) return success(net.connect({ path: osPath(path) }));
  const opened = connectUnix(path);
  return opened.ok ? success(new net.Socket({ fd: opened.value.fd })) : opened;
}
