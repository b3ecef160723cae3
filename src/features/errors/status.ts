/** Status codes that HAProxy itself answers with. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ArgText } from '../../catalog/text.js';
import type { ErrorMessage } from '../../model/config/proxy.js';
import { PAGE_STATUSES } from '../../model/reason.js';

/** The code of a word; undefined after a report. */
export function readStatus(site: DirectiveSite, text: ArgText | undefined, label: string): number | undefined {
  if (!text) {
    site.report('arg/missing', site.words.last, `'${label}' expects a status code`);
    return undefined;
  }
  const code = Number(text.value);
  if (/^\d{3}$/.test(text.value) && PAGE_STATUSES.has(code)) return code;
  const message = `'${label}' : no own answer can be given for status '${text.value}'`;
  site.report('http/status', text.range, message, { remedy: `one of ${[...PAGE_STATUSES].join(', ')}` });
  return undefined;
}

/** Messages of the place that a statement stands in: a proxy or an http-errors section. */
export function messagesOf(site: DirectiveSite): Map<number, ErrorMessage> {
  if (site.proxy) return site.proxy.config.errors;
  const messages = (site.sectionData.get('errors') as Map<number, ErrorMessage> | undefined) ?? new Map();
  site.sectionData.set('errors', messages);
  return messages;
}
