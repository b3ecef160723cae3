/** Drafts of proxy sections: new ones, and what they take from their `defaults`. */
import type { ProxyDraft } from '../catalog/draft.js';
import type { SourceRange } from '../diag/source-text.js';
import { initialSettings, type ProxyKind } from '../model/config/proxy.js';
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
  const { kind, name, file, line, range } = place;
  const inherited = defaults && deepCopy(defaults.config);
  return {
    config: {
      ...initialSettings(),
      ...inherited,
      ...{ kind, name, id: undefined, disabled: inherited?.disabled ?? false, guid: undefined, file, line },
      ...{ binds: [], servers: [], description: undefined },
    },
    acls: [...(defaults?.acls ?? [])],
    rules: [...(defaults?.rules ?? [])],
    switches: [],
    formats: {
      logFormat: defaults?.formats.logFormat,
      logFormatSd: defaults?.formats.logFormatSd,
      errorLogFormat: defaults?.formats.errorLogFormat,
      uniqueIdFormat: defaults?.formats.uniqueIdFormat,
    },
    extra: deepCopy(defaults?.extra ?? new Map<string, unknown>()),
    range,
  };
}
