/** Words of ACLs that stand for a fetch of HTTP and a match method (manual 7.3.6 "ACL derivatives"). */
import type { AclWordEntry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';

function word(name: string, fetch: string, match: string): AclWordEntry {
  return define.aclWord({
    ...{ name, fetch, match, since: '1.3', support: 'full', doc: `7.3.6#${fetch}` },
    brief: `${fetch} compared by the method ${match}.`,
  });
}

/** `path_beg` and its like, and the bare name where HAProxy lists it. */
function family(name: string, fetch: string, bare: boolean): AclWordEntry[] {
  const words = ['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub'].map((match) =>
    word(`${name}_${match}`, fetch, match),
  );
  return bare ? [word(name, fetch, 'str'), ...words] : words;
}

export const entries: readonly AclWordEntry[] = [
  ...family('base', 'base', true),
  ...family('cook', 'req.cook', true),
  ...family('hdr', 'req.hdr', true),
  ...family('path', 'path', true),
  ...family('scook', 'res.cook', true),
  ...family('shdr', 'res.hdr', true),
  ...family('url', 'url', true),
  ...family('urlp', 'urlp', true),
  word('http_auth_group', 'http_auth_group', 'str'),
  word('method', 'method', 'str'),
  word('req_ver', 'req.ver', 'str'),
  word('resp_ver', 'res.ver', 'str'),
];
