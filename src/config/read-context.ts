/** What is shared by everything that reads one configuration. */
import type { Catalog } from '../catalog/create-catalog.js';
import type { SectionSite } from '../catalog/directive-site.js';
import type { ProxyDraft } from '../catalog/draft.js';
import type { SectionEntry } from '../catalog/entry.js';
import type { Environment, FindFile, HasAccount, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
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

/** Kinds of files that lines name and that have sections of their own. */
export type OtherFile = NonNullable<SectionEntry['file']>;

/** The text of such a file. */
export interface OtherText {
  readonly name: string;
  readonly text: string;
  readonly kind: OtherFile;
  /** Only what stands behind the line `[scope]` counts; undefined where the file must have no such lines. */
  readonly scope: string | undefined;
}

/** A section that must be there when all files were read. */
export interface SectionReference {
  readonly section: string;
  readonly name: ArgText;
  /** What wants it, for the message. */
  readonly user: string;
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
  readonly findFile: FindFile;
  /** Reports to `diagnostics`; shared by all lines. */
  readonly report: Report;
  /** Sides that proxies with rules from a `defaults` section have. */
  readonly sidesOfRules: Map<ProxyDraft, Set<ProxyKind>>;
  /** Names of hosts that lines use. */
  readonly hosts: HostUse[];
  /** Sections that lines refer to. */
  readonly references?: SectionReference[];
  /** Drafts of sections that are no proxies and have words of proxies in them. */
  readonly others?: ProxyDraft[];
  /** Reads a file of another kind. */
  readonly readOther?: (file: OtherText) => readonly SectionSite[];
  /** Files of other kinds that were read. */
  readonly otherFiles?: Map<string, readonly SectionSite[]>;
  /** Words whose lack of support was said already: each is said once. */
  readonly noticed: Set<string>;
}
