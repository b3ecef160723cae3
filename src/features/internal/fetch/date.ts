/** Dates and times (manual 7.3.2, 7.3.3): now, and when the client and its request came. */
import { nowMs, wallNowMs, wallNowUs } from '../../../base/clock.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { USE_ANYWHERE, USE_CLIENT, USE_STREAM } from '../../../model/use.js';

const unit = arg.opt(arg.enumeration('unit', ['s', 'ms', 'us']));
type Unit = 's' | 'ms' | 'us';

/** Whole seconds, milliseconds or microseconds of a date in microseconds. */
function inUnit(dateUs: number, wanted: Unit): number {
  return Math.trunc(dateUs / (wanted === 's' ? 1_000_000 : wanted === 'ms' ? 1000 : 1));
}

const shared = { since: '1.5', support: 'full', out: 'sint' } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ ...shared, name: 'date', doc: '7.3.2#date', use: USE_ANYWHERE },
    brief: 'Current date since 1970, with an offset, both in seconds unless another unit is named.',
    args: [arg.opt(arg.sint('offset')), unit],
    compile: ([offset = 0, wanted = 's']) => {
      if (wanted === 's') return () => Math.trunc(wallNowMs() / 1000) + offset;
      if (wanted === 'ms') return () => wallNowMs() + offset;
      return () => wallNowUs() + offset;
    },
  }),
  define.fetch({
    ...{ ...shared, name: 'accept_date', doc: '7.3.3#accept_date', since: '2.6', use: USE_CLIENT },
    brief: 'When the client was accepted, since 1970, in seconds or the unit that is named.',
    args: [unit],
    compile:
      ([wanted = 's']) =>
      ({ session }) =>
        inUnit(session.acceptDateMs * 1000, wanted),
  }),
  define.fetch({
    ...{ ...shared, name: 'request_date', doc: '7.3.6#request_date', since: '2.6', use: USE_STREAM },
    brief: 'When the first byte of the request came, since 1970, in seconds or the unit that is named.',
    args: [unit],
    compile:
      ([wanted = 's']) =>
      (stream) =>
        inUnit(stream.acceptDateMs * 1000, wanted),
  }),
  define.fetch({
    ...{ ...shared, name: 'uptime', doc: '7.3.2#uptime', since: '3.2', use: USE_ANYWHERE },
    brief: 'Seconds since the process started.',
    args: [],
    compile:
      (_, { live }) =>
      () =>
        Math.trunc((nowMs() - live.process().startMs) / 1000),
  }),
];
