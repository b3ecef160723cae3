/** Slots of captures that rules name by number (manual 4.4 `capture`). */
import { rangeOf } from '../../../grammar/config/ast.js';
import type { ProxyDraft, RuleDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { GlobalConfig } from '../../model/config/global.js';
import { typeOf } from '../proxy-type.js';

/** Number of the slot that a rule names, or undefined. */
function slotOf({ words }: RuleDraft): number | undefined {
  const at = words.findLastIndex(({ value }) => value === 'id');
  const text = words[at + 1]?.value ?? '';
  return at < 0 || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** Where the number stands. */
function idRange({ words, range }: RuleDraft): SourceRange {
  const word = words[words.findLastIndex(({ value }) => value === 'id') + 1];
  return word ? rangeOf(word) : range;
}

function isRequest({ ruleset }: RuleDraft): boolean {
  return ruleset === 'http-request' || ruleset === 'tcp-request content';
}

/** Longest captured cookie where `tune.http.cookielen` says nothing else (manual 3.2). */
const COOKIE_LENGTH = 63;

/** `capture cookie` keeps no more than `tune.http.cookielen` lets it. */
function limitCookie({ config, range }: ProxyDraft, { tune }: GlobalConfig, report: Report): void {
  const { captures } = config;
  const limit = Number(tune.get('tune.http.cookielen') ?? COOKIE_LENGTH);
  if (captures.cookie === undefined || captures.cookie.length <= limit || !range) return;
  const what = `capture length to ${limit} bytes for ${typeOf(config)} '${config.name}'`;
  report('capture/length', range, `truncating ${what}`, {
    remedy: "raise 'tune.http.cookielen' in the global section",
  });
  captures.cookie = { ...captures.cookie, length: limit };
}

/** Reports rules whose slot nobody reserves. Backends write to the slots of the frontend that a request comes from. */
export function checkCaptures(draft: ProxyDraft, global: GlobalConfig, report: Report): void {
  const { config, rules } = draft;
  if (config.kind === 'backend') return;
  limitCookie(draft, global, report);
  const captures = rules.filter(({ entry }) => entry.name === 'capture');
  const slots = { request: config.captures.request.length, response: config.captures.response.length };
  for (const rule of captures) {
    const slot = slotOf(rule);
    const side = isRequest(rule) ? 'request' : 'response';
    if (slot === undefined || slot < slots[side]) continue;
    const message = `Proxy '${config.name}': unable to find capture id '${slot}' of '${rule.ruleset} capture'`;
    report('capture/unknown', idRange(rule), message, { remedy: `add 'declare capture ${side} len <length>'` });
  }
}
