/** Words that still work and have a successor: rows of the catalog that say so, and names that the manual calls deprecated. */
import type { Catalog } from '../../catalog/create-catalog.js';
import { callsOf, expressionsIn, rangeOfCall } from '../expression.js';
import type { LintRule } from '../rule.js';
import type { LintLine } from '../view.js';

/** Aliases of fetches that the manual marks as deprecated (7.3.5, 7.3.6), with their names of today. */
const FETCHES: Readonly<Record<string, string>> = {
  payload: 'req.payload',
  payload_lv: 'req.payload_lv',
  req_len: 'req.len',
  req_proto_http: 'req.proto_http',
  req_rdp_cookie: 'req.rdp_cookie',
  rdp_cookie: 'req.rdp_cookie',
  rdp_cookie_cnt: 'req.rdp_cookie_cnt',
  req_ssl_hello_type: 'req.ssl_hello_type',
  req_ssl_sni: 'req.ssl_sni',
  req_ssl_ver: 'req.ssl_ver',
  rep_ssl_hello_type: 'res.ssl_hello_type',
  cookie: 'req.cook',
  cook: 'req.cook',
  cook_cnt: 'req.cook_cnt',
  cook_val: 'req.cook_val',
  hdr_cnt: 'req.hdr_cnt',
  hdr_ip: 'req.hdr_ip',
  hdr_val: 'req.hdr_val',
  req_ver: 'req.ver',
  resp_ver: 'res.ver',
  scook: 'res.cook',
  scook_cnt: 'res.cook_cnt',
  scook_val: 'res.cook_val',
  'set-cookie': 'res.cook',
  shdr: 'res.hdr',
  shdr_cnt: 'res.hdr_cnt',
  shdr_ip: 'res.hdr_ip',
  shdr_val: 'res.hdr_val',
};

/** Keywords, options and actions (manual 3.2, 4.2, 4.4, 9.2). */
const WORDS: Readonly<Record<string, string>> = {
  'option accept-invalid-http-request': 'option accept-unsafe-violations-in-http-request',
  'option accept-invalid-http-response': 'option accept-unsafe-violations-in-http-response',
  'tune.ssl.capture-cipherlist-size': 'tune.ssl.capture-buffer-size',
  'tune.ssl.ocsp-update.maxdelay': 'ocsp-update.maxdelay',
  'tune.ssl.ocsp-update.mindelay': 'ocsp-update.mindelay',
  'compression direction': 'filter comp-req / filter comp-res',
  'filter compression': 'filter comp-req / filter comp-res',
};

const ACTIONS: Readonly<Record<string, string>> = { 'set-mark': 'set-fc-mark', 'set-tos': 'set-fc-tos' };

/** The name of a line's keyword and its successor, if it has one. */
function keywordOf(line: LintLine, catalog: Catalog): { readonly name: string; readonly use: string } | undefined {
  const { keyword, args, ruleset, action } = line;
  if (ruleset) {
    const row = catalog.named('action', action).find(({ rulesets }) => rulesets.includes(ruleset));
    const use = row?.deprecated?.use ?? ACTIONS[action];
    return use === undefined ? undefined : { name: action, use };
  }
  const two = `${keyword} ${args[0]?.value ?? ''}`;
  const row = keyword === 'option' ? catalog.find('option', args[0]?.value ?? '') : catalog.find('directive', keyword);
  const use = WORDS[two] ?? WORDS[keyword] ?? row?.deprecated?.use;
  return use === undefined ? undefined : { name: WORDS[two] || keyword === 'option' ? two : keyword, use };
}

/** Rule about deprecated words. */
export const deprecatedRules: readonly LintRule[] = [
  {
    code: 'lint/deprecated-word',
    check(view, report) {
      for (const { lines } of view.sections) {
        for (const line of lines) {
          const first = line.words.find(({ value }) => value === line.keyword) ?? line.words[0]!;
          const found = view.hasAt(first, /^keyword\//) ? undefined : keywordOf(line, view.catalog);
          if (found) report(line, `'${found.name}' is deprecated`, { remedy: `write '${found.use}'` });
          for (const placed of expressionsIn(line, view.catalog)) {
            for (const [index, call] of callsOf(placed).entries()) {
              const row =
                index === 0 ? view.catalog.find('fetch', call.name) : view.catalog.find('converter', call.name);
              const use = row?.deprecated?.use ?? (index === 0 ? FETCHES[call.name] : undefined);
              if (use === undefined || use === call.name) continue;
              const range = rangeOfCall(call, placed.word);
              report(range, `'${call.name}' is deprecated`, { remedy: `write '${use}'` });
            }
          }
        }
      }
    },
  },
];
