/** Sample fetches of HTTP messages (manual 7.3.6). */
import type { Entry } from '../../../catalog/entry.js';
import { entries as aclWord } from './acl-word.js';
import { entries as cookie } from './cookie.js';
import { entries as headText } from './head-text.js';
import { entries as header } from './header.js';
import { entries as parameter } from './parameter.js';
import { entries as requestLine } from './request-line.js';
import { entries as response } from './response.js';

export const entries: readonly Entry[] = [
  ...requestLine,
  ...header,
  ...headText,
  ...cookie,
  ...parameter,
  ...response,
  ...aclWord,
];
