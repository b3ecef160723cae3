/** The socket of a service manager (sd_notify(3)): what services tell of themselves. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { native } from '../../src/libc/native.js';
import { encodeUnixAddress } from '../../src/libc/socket-address.js';
import { temporaryFolder } from './hawser.js';

const AF_UNIX = 1;
const SOCK_DGRAM_NONBLOCK = 2 | 0o4000;

/** Why there is none here, or false. */
export const withoutDatagrams: string | false = ((libc) => (libc.ok ? false : libc.reason))(native());

export interface NotifySocket {
  readonly path: string;
  /** All messages so far. */
  messages(): readonly string[];
}

export function openNotifySocket(t: TestContext): NotifySocket {
  const libc = native();
  assert.ok(libc.ok);
  const file = path.join(temporaryFolder(t), 'notify');
  const address = encodeUnixAddress(file)!;
  const fd = libc.value.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK, 0);
  assert.equal(libc.value.bind(fd, address.bytes, address.bytes.length), 0);
  t.after(() => libc.value.close(fd));
  const got: string[] = [];
  const bytes = Buffer.alloc(4096);
  const messages = () => {
    for (;;) {
      try {
        got.push(bytes.toString('latin1', 0, fs.readSync(fd, bytes)));
      } catch {
        return got;
      }
    }
  };
  return { path: file, messages };
}
