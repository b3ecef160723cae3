/** Stick tables (manual 11.1): tables and rules that use them, actions, fetches, converters, commands of the runtime API. */
import type { Entry } from '../../catalog/entry.js';
import { entries as action } from './action.js';
import { entries as cli } from './cli.js';
import { entries as convert } from './convert.js';
import { entries as declaration } from './declaration.js';
import { entries as fetch } from './fetch.js';
import { entries as stickRule } from './stick-rule.js';

export const entries: readonly Entry[] = [...action, ...cli, ...convert, ...declaration, ...fetch, ...stickRule];
