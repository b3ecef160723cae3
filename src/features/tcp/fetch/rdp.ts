/** The cookie in the first packet of RDP (manual 7.3.5): a TPKT and an X.224 head, then `Cookie: name=value` and CR LF. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Stream } from '../../../model/stream.js';
import { USE_REQUEST } from '../../../model/use.js';
import { isRaw, waitForMore } from './raw.js';

/** 4 bytes of TPKT, 7 of X.224. */
const HEAD_SIZE = 11;
const MARK = 'cookie:';

/** Value of the cookie; without a name, of whichever there is. */
function readCookie(stream: Stream, name: string): string | undefined {
  if (!isRaw(stream)) return undefined;
  const channel = stream.requestChannel;
  const bytes = channel.bytes();
  const text = bytes.toString('latin1', HEAD_SIZE, Math.min(bytes.length, HEAD_SIZE + 1024));
  const shared = text.slice(0, MARK.length).toLowerCase();
  if (shared !== MARK.slice(0, shared.length)) return undefined;
  const end = text.indexOf('\r');
  if (end < 0) {
    waitForMore(stream, channel);
    return undefined;
  }
  const found = /^ *([^=;]*)=(.*)$/s.exec(text.slice(MARK.length, end));
  if (!found || (name !== '' && found[1]!.toLowerCase() !== name)) return undefined;
  return found[2];
}

const shared = { since: '1.5', support: 'full', use: USE_REQUEST } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'req.rdp_cookie', aliases: ['rdp_cookie'], doc: '7.3.5#req.rdp_cookie', out: 'str' },
    brief: 'Value of the cookie of an RDP client.',
    args: [arg.opt(arg.str('name'))],
    compile: ([name = '']) => {
      const wanted = name.toLowerCase();
      return (stream) => readCookie(stream, wanted);
    },
  }),
  define.fetch({
    ...{ ...shared, name: 'req.rdp_cookie_cnt', aliases: ['rdp_cookie_cnt'], doc: '7.3.5#req.rdp_cookie_cnt' },
    brief: 'Number of cookies of an RDP client.',
    out: 'sint',
    args: [arg.opt(arg.str('name'))],
    compile: ([name = '']) => {
      const wanted = name.toLowerCase();
      return (stream) => (readCookie(stream, wanted) === undefined ? 0 : 1);
    },
  }),
];
