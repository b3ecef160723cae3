/** Sample fetches of the TLS layer (manual 7.3.4). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as aclWord } from './acl-word.js';
import { entries as connection } from './connection.js';

export const entries: readonly Entry[] = [...connection, ...aclWord];
