/** Slots of captures that rules name by number (manual 4.4 `capture`). */
import type { ProxyDraft, RuleDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';

/** Number of the slot that a rule names, or undefined. */
function slotOf({ words }: RuleDraft): number | undefined {
  const at = words.findLastIndex(({ value }) => value === 'id');
  const text = words[at + 1]?.value ?? '';
  return at < 0 || !/^\d+$/.test(text) ? undefined : Number(text);
}

function isRequest({ ruleset }: RuleDraft): boolean {
  return ruleset === 'http-request' || ruleset === 'tcp-request content';
}

/** Reports rules whose slot nobody reserves. Backends write to the slots of the frontend that a request comes from. */
export function checkCaptures({ config, rules }: ProxyDraft, report: Report): void {
  if (config.kind === 'backend') return;
  const captures = rules.filter(({ entry }) => entry.name === 'capture');
  const own = captures.filter((rule) => isRequest(rule) && slotOf(rule) === undefined).length;
  const slots = { request: config.captures.request.length + own, response: config.captures.response.length };
  for (const rule of captures) {
    const slot = slotOf(rule);
    const side = isRequest(rule) ? 'request' : 'response';
    if (slot === undefined || slot < slots[side]) continue;
    const message = `Proxy '${config.name}': unable to find capture id '${slot}' of '${rule.ruleset} capture'`;
    report('capture/unknown', rule.range, message, { remedy: `add 'declare capture ${side} len <length>'` });
  }
}
