/** Actions of tcp-request and tcp-response rules, and those that TCP and HTTP rulesets share. */
import type { Entry } from '../../../catalog/entry.js';
import { entries as address } from './address.js';
import { entries as capture } from './capture.js';
import { entries as refused } from './refused.js';
import { entries as socket } from './socket.js';
import { entries as streamSetting } from './stream-setting.js';
import { entries as switchMode } from './switch-mode.js';
import { entries as verdict } from './verdict.js';

export const entries: readonly Entry[] = [
  ...verdict,
  ...address,
  ...capture,
  ...streamSetting,
  ...socket,
  ...switchMode,
  ...refused,
];
