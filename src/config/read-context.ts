/** What is shared by everything that reads one configuration. */
import type { Catalog } from '../catalog/create-catalog.js';
import type { ProxyDraft } from '../catalog/draft.js';
import type { Environment, HasAccount, HasFile, Report } from '../catalog/site.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { HostUse } from '../model/config/host-use.js';
import type { ProxyKind } from '../model/config/proxy.js';
import type { ReadBytes } from './files.js';

/** A `defaults` section that was read. */
export interface DefaultsSection {
  /** undefined = anonymous. */
  readonly name: string | undefined;
  readonly draft: ProxyDraft;
}

export interface ReadContext {
  readonly catalog: Catalog;
  readonly diagnostics: Diagnostics;
  readonly global: GlobalConfig;
  readonly defaults: DefaultsSection[];
  readonly proxies: ProxyDraft[];
  /** By `kind name`. */
  readonly sections: Map<string, Map<string, unknown>>;
  readonly readBytes: ReadBytes;
  readonly environment: Environment;
  readonly hasAccount: HasAccount;
  readonly hasFile: HasFile;
  /** Reports to `diagnostics`; shared by all lines. */
  readonly report: Report;
  /** Sides that proxies with rules from a `defaults` section have. */
  readonly sidesOfRules: Map<ProxyDraft, Set<ProxyKind>>;
  /** Names of hosts that lines use. */
  readonly hosts: HostUse[];
  /** Words whose lack of support was said already: each is said once. */
  readonly noticed: Set<string>;
}
