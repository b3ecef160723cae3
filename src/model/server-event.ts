/** Changes of servers and proxies that are told to the process's own log and to the `log` targets (manual 4.2 `log`). */

/** What a health check found, as it is told. */
export interface CheckReport {
  /** `Layer4 connection problem`. */
  readonly description: string;
  /** Status of the answer, where there was one. */
  readonly code: number | undefined;
  /** Text of the failure or of the answer; empty for none. */
  readonly info: string;
  /** Negative: nothing was measured. */
  readonly durationMs: number;
}

/** Why a server changed; a check is not repeated under `option log-health-checks`. */
export type ServerEventCause =
  | { readonly kind: 'none' }
  | { readonly kind: 'check'; readonly report: CheckReport }
  | { readonly kind: 'cli' }
  /** What an earlier process left (`load-server-state-from-file`). */
  | { readonly kind: 'state-file' }
  /** Name servers say so: what they found. */
  | { readonly kind: 'resolution'; readonly reason: string }
  /** `track`: the server (`be/s1`) whose state was taken over. */
  | { readonly kind: 'tracked'; readonly via: string };

/** What became of a server. */
export type ServerChange =
  | { readonly to: 'down' }
  | { readonly to: 'up' }
  /** Soft stop by a check (`http-check disable-on-404`) or from the CLI. */
  | { readonly to: 'stopping' }
  | { readonly to: 'maintenance'; readonly wasDown: boolean }
  | { readonly to: 'leave-maintenance'; readonly forced: boolean; readonly up: boolean; readonly drain: boolean }
  /** Its name has an address again. */
  | { readonly to: 'resolves'; readonly fqdn: string; readonly up: boolean; readonly drain: boolean }
  | { readonly to: 'drain' }
  | { readonly to: 'remain-drain' }
  | { readonly to: 'leave-drain'; readonly up: boolean };

export interface ServerEvent {
  readonly backend: string;
  readonly server: string;
  /** Whether it is a `backup` server. */
  readonly backup: boolean;
  readonly change: ServerChange;
  readonly cause: ServerEventCause;
  /** It took no new traffic before: going down is then no alert. */
  readonly wasStopping: boolean;
  /** Servers of the backend that are usable after the change. */
  readonly activeLeft: number;
  readonly backupLeft: number;
  /** Streams on this server; moved from its queue (or to it); waiting in the backend. */
  readonly sessions: number;
  readonly requeued: number;
  readonly queued: number;
}

/** What an operator does to a frontend: `disable`, `enable`, `shutdown`. */
export type FrontendEvent = 'paused' | 'resumed' | 'stopped';
