/** `set-status` (manual 4.4). */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { reasonOf } from '../../../model/reason.js';
import { Verdict } from '../../../model/verdict.js';
import { headRoom } from './room.js';

function compile(site: ActionSite): Action | undefined {
  const status = site.words.expect(arg.sint('status', { min: 100, max: 999 }));
  if (status === undefined) return undefined;
  const custom = site.words.take('reason') ? site.words.expect(arg.nonEmpty('reason')) : reasonOf(status);
  if (custom === undefined) return undefined;
  const room = headRoom(site);
  return (stream) => {
    const { response } = stream;
    if (response === undefined) return Verdict.Continue;
    if (!room.admits(stream, custom.length - response.reason.length, 0)) return room.fail(stream);
    response.status = status;
    response.reason = custom;
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-status',
    doc: '4.4#set-status',
    brief: 'Gives the response another status.',
    since: '1.6',
    support: 'full',
    rulesets: ['http-response', 'http-after-response'],
    usage: 'set-status <status> [reason <str>]',
    compile,
  }),
];
