/** Own answers to errors: errorfile, errorloc, http-error and http-errors sections (manual 4.2, 12.4). */
import type { Entry } from '../../catalog/entry.js';
import { errorFileEntries } from './errorfile.js';
import { httpErrorEntries } from './http-error.js';

export const entries: readonly Entry[] = [...errorFileEntries, ...httpErrorEntries];
