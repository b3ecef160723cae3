/** Drafts of proxy sections: new ones, and what they take from their `defaults`. */
import type { ProxyDraft } from '../catalog/draft.js';
import type { SourceRange } from '../diag/source-text.js';
import { initialSettings, type ProxyConfig, type ProxyKind } from '../model/config/proxy.js';
import { deepCopy } from './deep-copy.js';

/** Where a draft stands. */
export interface DraftPlace {
  readonly kind: ProxyKind;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly range: SourceRange;
}

/** A draft before its statements are read, with everything that `defaults` hand down. */
export function newDraft(place: DraftPlace, defaults: ProxyDraft | undefined): ProxyDraft {
  const config = (defaults ? inherit(defaults.config) : initialSettings()) as ProxyConfig;
  config.kind = place.kind;
  config.name = place.name;
  config.id = undefined;
  config.disabled = defaults?.config.disabled ?? false;
  config.guid = undefined;
  config.file = place.file;
  config.line = place.line;
  config.binds = [];
  config.servers = [];
  config.description = undefined;
  return {
    config,
    // Rules of a defaults section go with its ACLs; nothing else sees those (manual 4.2 `acl`).
    acls: [],
    rules: [...(defaults?.rules ?? [])],
    switches: [],
    formats: {
      logFormat: defaults?.formats.logFormat,
      logFormatSd: defaults?.formats.logFormatSd,
      errorLogFormat: defaults?.formats.errorLogFormat,
      uniqueIdFormat: defaults?.formats.uniqueIdFormat,
    },
    extra: deepCopy(defaults?.extra ?? new Map<string, unknown>()),
    range: place.range,
  };
}

/** Settings that hold something which may change: the others need no copy of their own. By `defaults` section. */
const HOLDERS = new WeakMap<ProxyConfig, readonly (keyof ProxyConfig)[]>();

/** What a proxy takes over. A `defaults` section no longer changes once another section has begun. */
function inherit(config: ProxyConfig): ProxyConfig {
  let holders = HOLDERS.get(config);
  if (!holders) {
    const keys = Object.keys(config) as (keyof ProxyConfig)[];
    holders = keys.filter((key) => typeof config[key] === 'object' && config[key] !== null);
    HOLDERS.set(config, holders);
  }
  const copy: Record<string, unknown> = { ...config };
  for (const key of holders) copy[key] = deepCopy(config[key]);
  return copy as unknown as ProxyConfig;
}
