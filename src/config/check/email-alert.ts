/** `email-alert` takes three words and a section of mail servers (manual 4.2, 12.3). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { typeOf } from '../proxy-type.js';
import type { TypedConfig } from '../typed-config.js';

const NEEDED = ['from', 'to', 'mailers'] as const;

/** Warns of incomplete words, and reports sections that are missing. @returns the section that is used */
function checkAlerts({ config, extra, range }: ProxyDraft, typed: TypedConfig, report: Report): string | undefined {
  const given = extra.get('email-alert') as readonly string[] | undefined;
  if (!given || !range) return undefined;
  const lacking = NEEDED.filter((word) => !given.includes(word));
  if (lacking.length > 0) {
    const message = `'email-alert' will be ignored for ${typeOf(config)} '${config.name}'`;
    report('proxy/mode', range, message, { remedy: `add 'email-alert ${lacking.join("', 'email-alert ")}'` });
    return undefined;
  }
  const name = extra.get('email-alert mailers') as ArgText | undefined;
  if (!name) return undefined;
  if (!typed.sections.has(`mailers ${name.value}`)) {
    report('section/missing', name.range, `Proxy '${config.name}': unable to find the mailers section '${name.value}'`);
  }
  return name.value;
}

/** Looks at the words of all proxies. */
export function checkEmailAlerts(typed: TypedConfig, report: Report): void {
  for (const draft of typed.proxies) checkAlerts(draft, typed, report);
}
