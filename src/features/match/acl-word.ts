/** Words of ACLs that stand for a fetch with a match method: `path_beg` = path -m beg (manual 7.1, `-dKacl`). */
import type { AclWordEntry, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';

/** Methods that a word has a suffix for; the word alone is `str`. */
const SUFFIXES = ['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub'] as const;

/** Words with all suffixes, and the fetch that they stand for. */
const FAMILIES: readonly (readonly [word: string, fetch: string])[] = [
  ['base', 'base'],
  ['cook', 'req.cook'],
  ['hdr', 'req.hdr'],
  ['path', 'path'],
  ['scook', 'res.cook'],
  ['shdr', 'res.hdr'],
  ['url', 'url'],
  ['urlp', 'urlp'],
];

const OTHERS: readonly Pick<AclWordEntry, 'name' | 'fetch' | 'match' | 'runs'>[] = [
  { name: 'http_auth_group', fetch: 'http_auth_group', match: 'str', runs: 'group' },
  { name: 'method', fetch: 'method', match: 'str', runs: 'method' },
  { name: 'payload', fetch: 'req.payload', match: 'bin' },
  { name: 'payload_lv', fetch: 'req.payload_lv', match: 'bin' },
  { name: 'req.ssl_ver', fetch: 'req.ssl_ver', match: 'int', runs: 'dotted' },
  { name: 'req_ssl_ver', fetch: 'req.ssl_ver', match: 'int', runs: 'dotted' },
  { name: 'req_rdp_cookie', fetch: 'req.rdp_cookie', match: 'str' },
  { name: 'req_rdp_cookie_cnt', fetch: 'req.rdp_cookie_cnt', match: 'int' },
  { name: 'req_ssl_sni', fetch: 'req.ssl_sni', match: 'str' },
  { name: 'req_ver', fetch: 'req.ver', match: 'str' },
  { name: 'resp_ver', fetch: 'res.ver', match: 'str' },
  { name: 'ssl_fc_sni_end', fetch: 'ssl_fc_sni', match: 'end' },
  { name: 'ssl_fc_sni_reg', fetch: 'ssl_fc_sni', match: 'reg' },
];

function row(word: Pick<AclWordEntry, 'name' | 'fetch' | 'match' | 'runs'>): Entry {
  const { name, fetch, match } = word;
  const brief = `The fetch ${fetch}, matched by method ${match}.`;
  return define.aclWord({ ...word, brief, doc: `7.3#${name}`, since: '1.5', support: 'full' });
}

export const entries: readonly Entry[] = [
  ...FAMILIES.flatMap(([word, fetch]) => [
    row({ name: word, fetch, match: 'str' }),
    ...SUFFIXES.map((match) => row({ name: `${word}_${match}`, fetch, match })),
  ]),
  ...OTHERS.map(row),
];
