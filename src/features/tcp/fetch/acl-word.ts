/** Words of ACLs that stand for a fetch of raw bytes and a match method (manual 7.3.5). */
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';

const WORDS: readonly (readonly [name: string, fetch: string, match: string])[] = [
  ['payload', 'req.payload', 'bin'],
  ['payload_lv', 'req.payload_lv', 'bin'],
  ['req.ssl_ver', 'req.ssl_ver', 'int'],
  ['req_rdp_cookie', 'req.rdp_cookie', 'str'],
  ['req_rdp_cookie_cnt', 'req.rdp_cookie_cnt', 'int'],
  ['req_ssl_sni', 'req.ssl_sni', 'str'],
  ['req_ssl_ver', 'req.ssl_ver', 'int'],
];

export const entries: readonly Entry[] = WORDS.map(([name, fetch, match]) =>
  define.aclWord({
    ...{ name, fetch, match, since: '1.5', support: 'full', doc: `7.3.5#${fetch}` },
    brief: `${fetch} compared by the method ${match}.`,
  }),
);
