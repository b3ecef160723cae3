/** Bytes of a stream in mode tcp, and how a fetch says that it needs more of them. */
import type { ChannelView, Stream } from '../../../model/stream.js';

export type ChannelOf = (stream: Stream) => ChannelView;

export const requestChannel: ChannelOf = (stream) => stream.requestChannel;
export const responseChannel: ChannelOf = (stream) => stream.responseChannel;

/** Whether a stream carries bytes and not HTTP messages. Health checks do in every mode, unless they ask in HTTP. */
export function isRaw(stream: Stream): boolean {
  if (stream.frontend.config.mode !== 'http') return true;
  return stream.request === undefined && stream.response === undefined && stream.vars('check') !== undefined;
}

/** What was said may change when more bytes come, unless there will be none. */
export function waitForMore(stream: Stream, channel: ChannelView): void {
  if (!channel.closed) stream.mayChange = true;
}
