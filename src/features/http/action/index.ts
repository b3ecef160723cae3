/** Actions of http-request, http-response and http-after-response rules. */
import type { Entry } from '../../../catalog/entry.js';
import { entries as field } from './field.js';
import { entries as fieldBlock } from './field-block.js';
import { entries as normalizeUri } from './normalize-uri.js';
import { entries as redirect } from './redirect.js';
import { entries as refused } from './refused.js';
import { entries as replaceField } from './replace-field.js';
import { entries as reply } from './reply.js';
import { entries as requestLine } from './request-line.js';
import { entries as response } from './response.js';
import { entries as timeout } from './timeout.js';
import { entries as wait } from './wait.js';

export const entries: readonly Entry[] = [
  ...field,
  ...fieldBlock,
  ...replaceField,
  ...requestLine,
  ...normalizeUri,
  ...redirect,
  ...reply,
  ...response,
  ...wait,
  ...timeout,
  ...refused,
];
