/** Typed `peers` sections (manual 11.2). */
import type { SourceRange } from '../../diag/source-text.js';
import type { BindConfig } from './bind.js';
import type { ServerConfig } from './server.js';

/** A `peer` or `server` line. */
export interface PeerLine {
  /** Name, transport words and shard; the address means nothing unless `hasAddress`. */
  readonly server: ServerConfig;
  readonly hasAddress: boolean;
  readonly range: SourceRange;
}

/** A section as it was read: who is local is known when all is read. */
export interface PeersSection {
  readonly name: string;
  readonly range: SourceRange;
  enabled: boolean;
  /** Peers that keys are shared out to; 0 = all get everything. */
  shards: number;
  /** Words of `default-bind` and `bind`, and the address of the latter. */
  bind: BindConfig | undefined;
  readonly lines: PeerLine[];
}

/** Another process that tables are exchanged with, or this one under its own name. */
export interface PeerConfig {
  readonly name: string;
  readonly local: boolean;
  /** Address, TLS, source, shard. */
  readonly server: ServerConfig;
}

/** A section that is executed. */
export interface PeersConfig {
  readonly name: string;
  readonly localName: string;
  readonly enabled: boolean;
  readonly shards: number;
  /** Where the others connect to; undefined: nowhere. */
  readonly bind: BindConfig | undefined;
  readonly peers: readonly PeerConfig[];
}
