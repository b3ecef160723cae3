/** Words of ACLs that stand for a fetch of TLS and a match method (manual 7.3.4). */
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';

export const entries: readonly Entry[] = (['end', 'reg'] as const).map((match) =>
  define.aclWord({
    ...{ name: `ssl_fc_sni_${match}`, fetch: 'ssl_fc_sni', match, since: '1.5', support: 'full' },
    doc: '7.3.4#ssl_fc_sni',
    brief: `ssl_fc_sni compared by the method ${match}.`,
  }),
);
