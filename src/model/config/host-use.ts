/** Names of hosts that must have an address before the proxy starts (manual 5.2 `init-addr`). */
import type { DiagnosticCode } from '../../diag/code.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { ServerConfig } from './server.js';

/** A name where it is used, and what is to be said if nobody knows it. */
export interface HostUse {
  readonly host: string;
  /** 0 = any family. */
  readonly family: 0 | 4 | 6;
  readonly range: SourceRange;
  readonly code: Extract<DiagnosticCode, `${string}/unresolved`>;
  readonly message: string;
  /** The server that is reached by the name: it may have other ways to start (`init-addr`). */
  readonly server?: ServerConfig;
}
