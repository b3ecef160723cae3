/** Sample fetches of the TLS layer (manual 7.3.4). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as aclWord } from './acl-word.js';
import { entries as certificate } from './certificate.js';
import { entries as clientHello } from './client-hello.js';
import { entries as connection } from './connection.js';
import { entries as refused } from './refused.js';
import { entries as verification } from './verification.js';

export const entries: readonly Entry[] = [
  ...connection,
  ...certificate,
  ...verification,
  ...clientHello,
  ...aclWord,
  ...refused,
];
