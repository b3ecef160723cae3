/** Sample fetches of HTTP messages (manual 7.3.6). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as aclWord } from './acl-word.js';
import { entries as auth } from './auth.js';
import { entries as body } from './body.js';
import { entries as capture } from './capture.js';
import { entries as cookie } from './cookie.js';
import { entries as headText } from './head-text.js';
import { entries as header } from './header.js';
import { entries as parameter } from './parameter.js';
import { entries as refused } from './refused.js';
import { entries as requestLine } from './request-line.js';
import { entries as response } from './response.js';
import { entries as transaction } from './transaction.js';

export const entries: readonly Entry[] = [
  ...requestLine,
  ...header,
  ...headText,
  ...cookie,
  ...parameter,
  ...body,
  ...auth,
  ...capture,
  ...transaction,
  ...response,
  ...aclWord,
  ...refused,
];
