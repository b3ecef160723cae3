/** Fetches of TLS that are known and not run: secrets of connections and names of offered ciphers. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { refusedFetch } from '../../../catalog/fetch-row.js';
import { USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';

const SECRET = 'Secrets of TLS connections are not kept.';

const SECRETS = [
  'client_early_traffic_secret',
  'client_handshake_traffic_secret',
  'server_handshake_traffic_secret',
  'client_traffic_secret_0',
  'server_traffic_secret_0',
  'exporter_secret',
  'early_exporter_secret',
] as const;

export const entries: readonly Entry[] = [
  ...(['ssl_fc', 'ssl_bc'] as const).flatMap((prefix) => [
    ...SECRETS.map((secret) =>
      refusedFetch({
        ...{
          name: `${prefix}_${secret}`,
          out: 'str',
          use: USE_SESSION,
          doc: `7.3.4#${prefix}_${secret}`,
          since: '2.2',
        },
        brief: 'A secret of the key schedule of TLS 1.3.',
        why: SECRET,
      }),
    ),
    ...(['client_random', 'server_random'] as const).map((random) =>
      refusedFetch({
        ...{ name: `${prefix}_${random}`, out: 'bin', doc: `7.3.4#${prefix}_${random}`, since: '1.9', why: SECRET },
        use: prefix === 'ssl_fc' ? USE_SESSION : USE_SERVER_SIDE,
        brief: 'Random bytes of a hello.',
      }),
    ),
  ]),
  refusedFetch({
    ...{ name: 'ssl_fc_cipherlist_str', out: 'str', use: USE_SESSION, doc: '7.3.4#ssl_fc_cipherlist_str' },
    brief: 'Names of the ciphers that the client offers.',
    since: '1.8',
    why: 'Numbers of ciphers are not translated to names; ssl_fc_cipherlist_hex gives the numbers.',
    args: [arg.opt(arg.uint('filter'))],
  }),
  refusedFetch({
    ...{ name: 'ssl_fc_cipherlist_xxh', out: 'sint', use: USE_SESSION, doc: '7.3.4#ssl_fc_cipherlist_xxh' },
    brief: 'Hash of the ciphers that the client offers.',
    since: '1.8',
    why: 'Use ssl_fc_cipherlist_bin,xxh64 instead.',
  }),
];
