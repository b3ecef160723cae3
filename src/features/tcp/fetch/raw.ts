/** Bytes of a stream in mode tcp, and how a fetch says that it needs more of them. */
import type { ChannelView, Stream } from '../../../model/stream.js';

export type ChannelOf = (stream: Stream) => ChannelView;

export const requestChannel: ChannelOf = (stream) => stream.requestChannel;
export const responseChannel: ChannelOf = (stream) => stream.responseChannel;

/** Whether a stream carries bytes and not HTTP messages. */
export function isRaw({ frontend }: Stream): boolean {
  return frontend.config.mode !== 'http';
}

/** What was said may change when more bytes come, unless there will be none. */
export function waitForMore(stream: Stream, channel: ChannelView): void {
  if (!channel.closed) stream.mayChange = true;
}
