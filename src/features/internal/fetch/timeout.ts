/** Timeouts and retries (manual 7.3.2, 7.3.3): as configured, and as they are for this stream. In milliseconds; 0 = none. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Proxy } from '../../../model/proxy.js';
import { USE_BACKEND, USE_CLIENT, USE_FRONTEND } from '../../../model/use.js';

const frontend = plainFetches('7.3.3', USE_FRONTEND);
const backend = plainFetches('7.3.3', USE_BACKEND);
const client = plainFetches('7.3.3', USE_CLIENT);

type Name = 'clientMs' | 'serverMs' | 'connectMs' | 'queueMs' | 'tarpitMs' | 'tunnelMs';

function configured({ config }: Proxy, name: Name): number {
  return config.timeouts[name] ?? 0;
}

/** A frontend that answers by itself stands where the backend would, and has none of its limits. */
function ofBackend(proxy: Proxy, name: Name): number {
  return proxy.config.kind === 'frontend' ? 0 : configured(proxy, name);
}

const v3 = { since: '3.0' } as const;

export const entries: readonly Entry[] = [
  frontend('fe_client_timeout', 'sint', 'timeout client of the frontend.', (stream) => {
    return configured(stream.frontend, 'clientMs');
  }),
  frontend('fe_tarpit_timeout', 'sint', 'timeout tarpit of the frontend.', (stream) => {
    return configured(stream.frontend, 'tarpitMs');
  }),
  backend('be_server_timeout', 'sint', 'timeout server of the backend.', (stream) => {
    return ofBackend(stream.backend, 'serverMs');
  }),
  backend('be_tunnel_timeout', 'sint', 'timeout tunnel of the backend.', (stream) => {
    return ofBackend(stream.backend, 'tunnelMs');
  }),
  backend(
    'be_connect_timeout',
    'sint',
    'timeout connect of the backend.',
    (stream) => ofBackend(stream.backend, 'connectMs'),
    v3,
  ),
  backend(
    'be_queue_timeout',
    'sint',
    'timeout queue of the backend.',
    (stream) => ofBackend(stream.backend, 'queueMs'),
    v3,
  ),
  backend(
    'be_tarpit_timeout',
    'sint',
    'timeout tarpit of the backend.',
    (stream) => configured(stream.backend, 'tarpitMs'),
    v3,
  ),
  backend('be_max_retries', 'sint', 'retries of the backend.', (stream) => stream.backend.config.retries, v3),
  frontend('cur_client_timeout', 'sint', 'Timeout of the client for this stream.', (stream) => {
    return stream.timeoutClientMs ?? configured(stream.frontend, 'clientMs');
  }),
  client(
    'cur_tarpit_timeout',
    'sint',
    'Timeout of tarpits for this stream.',
    (stream) => stream.timeoutTarpitMs ?? configured(stream.backend, 'tarpitMs'),
    v3,
  ),
  // The timeout of the server counts from the connection on.
  backend('cur_server_timeout', 'sint', 'Timeout of the server for this stream.', (stream) => {
    return stream.timeoutServerMs ?? (stream.connectAtMs < 0 ? 0 : configured(stream.backend, 'serverMs'));
  }),
  backend('cur_tunnel_timeout', 'sint', 'Timeout of tunnels as set for this stream.', (stream) => {
    return stream.timeoutTunnelMs ?? 0;
  }),
  backend(
    'cur_connect_timeout',
    'sint',
    'Timeout of connections to servers for this stream.',
    (stream) => stream.timeoutConnectMs ?? configured(stream.backend, 'connectMs'),
    v3,
  ),
  backend(
    'cur_queue_timeout',
    'sint',
    'Timeout of queues for this stream.',
    (stream) => stream.timeoutQueueMs ?? configured(stream.backend, 'queueMs'),
    v3,
  ),
  backend(
    'cur_max_retries',
    'sint',
    'Retries for this stream.',
    (stream) => stream.retriesMax ?? stream.backend.config.retries,
    v3,
  ),
];
