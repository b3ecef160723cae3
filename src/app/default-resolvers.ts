/** `resolvers` sections that no line fills, and the one called `default` that is always there (manual 5.3.2). */
import fs from 'node:fs';
import { rangeOf } from '../../grammar/config/ast.js';
import { parseResolvConf, RESOLV_CONF } from '../features/resolve/resolv-conf.js';
import { initialResolvers } from '../model/config/resolvers.js';
import type { Loaded } from './load.js';

const DEFAULT = 'default';

/**
 * Reports sections without a name server, and adds the one that the system has.
 * @param read reads the file of the system; undefined where nobody will ask its name servers
 */
export function completeResolvers({ tree, config, diagnostics }: Loaded, read: (() => string) | undefined): void {
  const { resolvers } = config.global;
  for (const { kind, header } of tree.sections) {
    const name = header.words[1];
    if (kind !== 'resolvers' || name === undefined) continue;
    const known = resolvers.find((section) => section.name === name.value);
    if (known === undefined) resolvers.push(initialResolvers(name.value));
    else if (known.nameservers.length > 0) continue;
    const range = rangeOf(name);
    const place = `${range.source.name}:${header.line}`;
    diagnostics.report('resolvers/empty', range, `resolvers '${name.value}' [${place}] has no nameservers configured!`);
  }
  if (read === undefined || resolvers.some(({ name }) => name === DEFAULT)) return;
  const section = initialResolvers(DEFAULT);
  section.nameservers.push(...parseResolvConf(read(), RESOLV_CONF, 0));
  if (section.nameservers.length > 0) resolvers.push(section);
}

/** The file of the system; nothing is said where there is none. */
export function readSystem(): string {
  try {
    return fs.readFileSync(RESOLV_CONF, 'latin1');
  } catch {
    return '';
  }
}
