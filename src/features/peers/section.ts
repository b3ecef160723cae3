/** The draft of a peers section, made when its first word is read. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { PeersSection } from '../../model/config/peers.js';

/** The section that the statement stands in. */
export function openSection(site: DirectiveSite): PeersSection {
  const known = site.sectionData.get('peers') as PeersSection | undefined;
  if (known) return known;
  // From here on `localpeer` comes too late.
  site.global.flags.set('peers', true);
  const section: PeersSection = {
    ...{ name: site.sectionName ?? '', range: site.keyword, enabled: true, shards: 0, bind: undefined, lines: [] },
  };
  site.sectionData.set('peers', section);
  return section;
}
