/** The typed configuration: what the config stage makes of the syntax tree. Frozen; live state sits in the engine. */
import type { ProxyDraft } from '../catalog/draft.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { HostUse } from '../model/config/host-use.js';
import type { ReadContext } from './read-context.js';

/** What is needed to read more lines later, as these were read. */
export type Reading = Pick<
  ReadContext,
  'defaults' | 'sections' | 'findFile' | 'readBytes' | 'environment' | 'hasAccount'
>;

export interface TypedConfig {
  readonly global: GlobalConfig;
  /** Frontends, backends and listens in order of the files, `log global` resolved. */
  readonly proxies: readonly ProxyDraft[];
  /** Data of sections without a type of their own here, by `kind name` (userlists, http-errors, ...). */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  /** Sections that are no proxies and have words of proxies in them; their parts are only checked. */
  readonly others?: readonly ProxyDraft[] | undefined;
  /** Names of hosts that must have addresses when the process starts. */
  readonly hosts: readonly HostUse[];
  readonly reading: Reading;
}
