/** Kernel buffers of connections: `tune.rcvbuf.*`, `tune.sndbuf.*`, `tune.notsent-lowat.*` (manual 3.2). */
import type { GlobalConfig } from '../model/config/global.js';
import type { SocketOptions } from '../net/tcp/index.js';

/** What the sockets of one side get; empty where the kernel tunes them itself. */
export function bufferOptions({ tune }: Pick<GlobalConfig, 'tune'>, side: 'client' | 'server'): SocketOptions {
  const receive = tune.get(`tune.rcvbuf.${side}`);
  const send = tune.get(`tune.sndbuf.${side}`);
  const notSent = tune.get(`tune.notsent-lowat.${side}`);
  return {
    ...(isSet(receive) ? { 'receive-buffer': receive } : {}),
    ...(isSet(send) ? { 'send-buffer': send } : {}),
    ...(isSet(notSent) ? { 'not-sent-low-water': notSent } : {}),
  };
}

/** 0 is as good as nothing. */
function isSet(bytes: unknown): bytes is number {
  return typeof bytes === 'number' && bytes > 0;
}
