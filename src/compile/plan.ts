/** The plan: closures in the order in which they run. All the engine knows of a configuration. */

import type { Addition } from '../config/read-addition.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { HealthCheckConfig } from '../model/config/health-check.js';
import type { ServerConfig } from '../model/config/server.js';
import type { Filter } from '../model/filter.js';
import type { MapStore } from '../model/map-store.js';
import type { NameLookups } from '../model/name-lookup.js';
import type { Proxy } from '../model/proxy.js';
import type { Ruleset } from '../model/ruleset.js';
import type { ProcessFigures } from '../model/runtime.js';
import type { Services } from '../model/service.js';
import type { StickTable, StickTables } from '../model/stick-table.js';
import type { Stream } from '../model/stream.js';
import type { VarStore } from '../model/vars.js';
import type { Reply } from '../model/verdict.js';
import type { CheckProgram } from './check-program.js';
import type { Action, Balancer, Condition, Expression, Format } from './closures.js';
import type { PeersPlan } from './peers.js';

/** One compiled rule. */
export interface Rule {
  /** Undefined = always. `unless` is folded in. */
  readonly condition: Condition | undefined;
  readonly run: Action;
  /** `http-request deny`, for traces and stats. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** `use_backend`: the first whose condition holds gives the name of the backend. */
export interface SwitchRule {
  readonly condition: Condition | undefined;
  /** A constant name, or a format when it is computed per request. */
  readonly target: string | Format;
  readonly line: number;
}

/** `force-persist` / `ignore-persist`. */
export interface PersistRule {
  readonly kind: 'force' | 'ignore';
  readonly condition: Condition;
}

/** `stick on`, `stick match`, `stick store-request`, `stick store-response`. */
export interface StickRule {
  readonly condition: Condition | undefined;
  readonly key: Expression;
  readonly table: StickTable;
  readonly isMatch: boolean;
  readonly isStore: boolean;
}

/** All that runs for one proxy. Empty lists where it has no rules. */
export interface ProxyPlan {
  readonly proxy: Proxy;
  readonly rules: Readonly<Record<Ruleset, readonly Rule[]>>;
  /** `redirect` lines, behind the rules of `http-request`. */
  readonly redirects?: readonly Rule[] | undefined;
  readonly useBackend: readonly SwitchRule[];
  readonly useServer: readonly SwitchRule[];
  /** `force-be-switch`: backends are chosen even if they are disabled or not published. */
  readonly forceSwitch?: readonly Condition[];
  readonly persist: readonly PersistRule[];
  /** Rules of stickiness that see the request, in their order, and those that see the response. */
  readonly stickRequest?: readonly StickRule[];
  readonly stickResponse?: readonly StickRule[];
  readonly monitorFail: readonly Condition[];
  /** `stats admin`: who may change things on the statistics page; undefined = nobody. */
  readonly statsAdmin?: Condition | undefined;
  /** `persist rdp-cookie`: value of the cookie. */
  readonly rdpCookie?: Expression | undefined;
  /** `stats http-request`: who may see it; undefined = everybody who has a password. */
  readonly statsRules?: readonly Rule[] | undefined;
  /** Built-in or `log-format`; undefined only for pure backends. */
  readonly logFormat: Format | undefined;
  /**
   * When the line is written (manual 8.2.1, 8.3.2). `start`: the built-in default line, when the stream begins; `response`:
   * the format needs nothing that is only known at the end (no bytes, timers of the end, counts, states), so that it is
   * written when the response head came (TCP: when the server connected); `end` if undefined.
   */
  readonly logMoment?: 'start' | 'response' | 'end';
  readonly errorLogFormat: Format | undefined;
  readonly logFormatSd: Format | undefined;
  readonly uniqueIdFormat: Format | undefined;
  readonly balancer: Balancer | undefined;
  /** `sni` of servers, by server name; `source ... usesrc hdr_ip` and others later. */
  readonly serverSni: ReadonlyMap<string, Expression>;
  /** `pool-conn-name` of servers, by server name. */
  readonly serverPoolName?: ReadonlyMap<string, Expression>;
  /** Rules of health checks in force, in order; empty for mere connections and protocols that need no rules. */
  readonly check?: CheckProgram;
  /** `http-error` lines made of parts, by status; undefined where there is none. */
  readonly errorReplies?: ReadonlyMap<number, (stream: Stream) => Reply> | undefined;
  /** `set-proxy-v2-tlv-fmt` of servers, by server name. */
  readonly serverTlvs?: ReadonlyMap<string, readonly ServerTlv[]> | undefined;
  /** `option forwarded`; undefined = off. */
  readonly forwarded?: ForwardedPlan | undefined;
  /** Filters in the order of their lines; undefined where there is none. */
  readonly filters?: readonly Filter[] | undefined;
  readonly captures: { readonly request: readonly number[]; readonly response: readonly number[] };
}

/** A server that may join its backend. */
export interface AddedServer {
  readonly config: ServerConfig;
  readonly sni: Expression | undefined;
}

/** A backend as `add backend` names it. */
export interface BackendRequest {
  readonly name: string;
  /** Number of the proxy. */
  readonly id: number;
  readonly defaults: string;
  readonly mode: string | undefined;
  readonly guid: string | undefined;
}

/** Reads and compiles what is added; nothing joins anything here. */
export interface Additions {
  server(backend: Proxy, preset: Partial<ServerConfig>, name: string, words: readonly string[]): Addition<AddedServer>;
  backend(request: BackendRequest): Addition<ProxyPlan>;
  /** A backend is gone: its name means nothing any more. */
  removed(proxy: Proxy): void;
  /** Names of `defaults` sections that backends may be made from. */
  readonly defaults: readonly string[];
  /** Sets a variable of the process, `proc.name`, to the value of a text. */
  variable(kind: 'expression' | 'format', name: string, text: string): Addition<undefined>;
  /** Words that `add server` takes, with their arguments. */
  serverWords(): readonly string[];
}

/** A field of PROXY headers to a server. */
export interface ServerTlv {
  readonly type: number;
  readonly value: Format;
}

/** One end that `option forwarded` names: the end of the connection itself, or what an expression gives. */
export interface ForwardedNode {
  readonly name: 'own' | Expression;
  readonly port: 'own' | Expression | undefined;
}

/** What `option forwarded` writes. */
export interface ForwardedPlan {
  readonly proto: boolean;
  readonly host: 'own' | Expression | undefined;
  readonly by: ForwardedNode | undefined;
  readonly for: ForwardedNode | undefined;
}

/** Checks that stand in a section of their own. */
export interface CheckPlan {
  readonly config: HealthCheckConfig;
  readonly program: CheckProgram;
}

export interface Plan {
  readonly global: GlobalConfig;
  readonly proxies: readonly ProxyPlan[];
  readonly processVars: VarStore;
  /** Maps of the configuration, for `map` commands of the runtime API. */
  readonly maps: MapStore;
  /** Stick tables by name, for `table` commands of the runtime API. */
  readonly tables?: StickTables;
  /** Peers sections with the tables that they exchange. */
  readonly peers?: readonly PeersPlan[];
  /** `healthcheck` sections by name. */
  readonly healthchecks?: ReadonlyMap<string, CheckPlan>;
  /** Compiles what is added while running; absent where nothing can be. */
  readonly additions?: Additions;
  /** Names that rules look up: the engine hands in its resolvers. */
  readonly lookups?: NameLookups;
  /** Services that rules let answer: those who run the plan hand them in. */
  readonly services?: Services;
  /** Hands in what the engine counts, for fetches such as act_conn and for log lines. */
  readonly attachFigures: (figures: ProcessFigures) => void;
}
