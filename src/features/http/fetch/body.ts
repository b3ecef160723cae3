/** Bodies as far as they were received (manual 7.3.6): `req.body*`, `res.body*`. `option http-buffer-request` waits for more. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { RequestHead, ResponseHead } from '../../../model/message.js';
import type { UsePoint } from '../../../model/ruleset.js';
import type { ChannelView, Stream } from '../../../model/stream.js';
import { USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';
import { type ParameterSearch, parameterValue, someParameter } from './parameter-value.js';

/** A message and what waits of its body. */
interface Side {
  readonly head: (stream: Stream) => RequestHead | ResponseHead | undefined;
  readonly channel: (stream: Stream) => ChannelView;
}

const REQUEST: Side = { head: ({ request }) => request, channel: ({ requestChannel }) => requestChannel };
const RESPONSE: Side = { head: ({ response }) => response, channel: ({ responseChannel }) => responseChannel };

/** The declared length, or what is there of a body without one. */
function bodySize(head: RequestHead | ResponseHead, channel: ChannelView): number {
  if (head.bodyKind === 'length') return head.contentLength;
  return head.bodyKind === 'none' ? 0 : channel.bytes().length;
}

function rowsOf(prefix: 'req' | 'res', { head, channel }: Side, use: readonly UsePoint[]): Entry[] {
  const what = prefix === 'req' ? 'request' : 'response';
  const row = plainFetches('7.3.6', use);
  const since = prefix === 'req' ? '1.6' : '2.7';
  return [
    row(
      `${prefix}.body`,
      'bin',
      `Body of the ${what} as far as it was received.`,
      (stream) => {
        return head(stream) === undefined ? undefined : new Binary(channel(stream).bytes().toString('latin1'));
      },
      { since },
    ),
    row(
      `${prefix}.body_len`,
      'sint',
      `Bytes of the body of the ${what} that were received.`,
      (stream) => (head(stream) === undefined ? undefined : channel(stream).bytes().length),
      { since },
    ),
    row(
      `${prefix}.body_size`,
      'sint',
      `Declared length of the body of the ${what}, or what was received of it.`,
      (stream) => {
        const message = head(stream);
        return message === undefined ? undefined : bodySize(message, channel(stream));
      },
      { since },
    ),
  ];
}

const AMPERSAND = 38;

function bodyText(stream: Stream): string | undefined {
  return stream.request === undefined ? undefined : stream.requestChannel.bytes().toString('latin1');
}

function searchOf(name: string, letterCase: string | undefined): ParameterSearch {
  return { name, ignoreCase: letterCase === 'i', delimiter: AMPERSAND };
}

export const entries: readonly Entry[] = [
  ...rowsOf('req', REQUEST, USE_REQUEST),
  ...rowsOf('res', RESPONSE, USE_RESPONSE),
  define.fetch({
    name: 'req.body_param',
    doc: '7.3.6#req.body_param',
    brief: 'Value of the first parameter of a name in a form, as far as it was received.',
    since: '1.6',
    support: 'full',
    args: [arg.opt(arg.str('name')), arg.opt(arg.str('case'))],
    out: 'bin',
    use: USE_REQUEST,
    compile: ([name = '', letterCase]) => {
      const search = searchOf(name, letterCase);
      return (stream) => {
        const text = bodyText(stream);
        const value = text === undefined ? undefined : parameterValue(text, 0, search);
        return value === undefined ? undefined : new Binary(value);
      };
    },
    compileEach: ([name = '', letterCase]) => {
      const search = searchOf(name, letterCase);
      return (stream, test) => {
        const text = bodyText(stream);
        return text !== undefined && someParameter(text, 0, search, (value) => test(new Binary(value), stream));
      };
    },
  }),
];
