/** `http-check send-state`: what servers are told about themselves (manual 4.2). */
import os from 'node:os';
import type { Server } from '../../model/server.js';

function stateWords(server: Server): string {
  const { rise, fall } = server.config.check ?? { rise: 1, fall: 1 };
  const { health } = server;
  if (server.state === 'stopped') return health > 0 ? `DOWN ${health}/${rise}` : 'DOWN';
  const word = server.state === 'stopping' ? 'NOLB' : 'UP';
  return health < rise + fall - 1 ? `${word} ${health - rise + 1}/${fall}` : word;
}

/** The value of X-Haproxy-Server-State. */
export function renderServerState(server: Server, node: string | undefined): string {
  const { proxy, address, port, config } = server;
  const isUnix = config.address.kind !== 'tcp';
  const total = proxy.servers.reduce((sum, { served }) => sum + served, 0);
  const weight = server.usable ? server.weight : 0;
  const farm = proxy.activeServers > 0 ? proxy.activeWeight : proxy.backupWeight;
  return [
    stateWords(server),
    `address=${isUnix ? 'unix' : address}`,
    `port=${isUnix ? 'unix' : port}`,
    `name=${proxy.name}/${server.name}`,
    `node=${node ?? os.hostname()}`,
    `weight=${weight}/${farm}`,
    `scur=${server.served}/${total}`,
    `qcur=${server.queued}`,
  ].join('; ');
}
