/** Copies what servers take from `default-server`: parts that words change in place are copied too. */
import type { ServerConfig } from '../../model/config/server.js';

/** A copy that shares no part that may change. */
export function copyServer(server: Partial<ServerConfig>): Partial<ServerConfig> {
  const { agent, check, tls } = server;
  return {
    ...server,
    agent: agent && { ...agent },
    check: check && { ...check },
    tls: tls && { ...tls, switchable: tls.enabled },
  };
}
