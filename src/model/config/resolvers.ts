/** Typed `resolvers` sections (manual 5.3.2). */
import type { ServerTlsConfig } from './server.js';

/** Answers that a server's state is held for; `valid` and `obsolete` are about answers themselves. */
export type HoldKind = 'valid' | 'nx' | 'refused' | 'timeout' | 'other' | 'obsolete';

export interface NameserverConfig {
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** Local end of `source`. */
  readonly source: { readonly host: string; readonly port: number } | undefined;
  readonly tls: ServerTlsConfig | undefined;
  /** TCP connections at a time; 0 = no limit. */
  readonly maxconn: number;
  readonly file: string;
  readonly line: number;
}

export interface ResolversConfig {
  readonly name: string;
  readonly nameservers: NameserverConfig[];
  readonly holdMs: Record<HoldKind, number>;
  retries: number;
  /** Time between two resolutions of a name, and between two queries for it. */
  resolveMs: number;
  retryMs: number;
  payloadBytes: number;
}

/** A section before any line was read. */
export function initialResolvers(name: string): ResolversConfig {
  return {
    name,
    nameservers: [],
    holdMs: { valid: 10_000, nx: 30_000, refused: 30_000, timeout: 30_000, other: 30_000, obsolete: 0 },
    retries: 3,
    resolveMs: 1000,
    retryMs: 1000,
    payloadBytes: 512,
  };
}
