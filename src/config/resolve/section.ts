/** Sections that lines refer to by name (`cache-use`, `use-fcgi-app`, `email-alert mailers`, ...). */
import { suggest } from '../../catalog/derive/suggest.js';
import type { Report } from '../../catalog/site.js';
import type { SectionReference } from '../read-context.js';
import type { TypedConfig } from '../typed-config.js';

/** Names of all sections of a kind. */
function namesOf({ sections, proxies }: TypedConfig, kind: string): readonly string[] {
  if (kind === 'backend') return proxies.flatMap(({ config }) => (config.kind === 'frontend' ? [] : [config.name]));
  return [...sections.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1));
}

/** Reports every name that no section of its kind has. */
export function resolveSections(references: readonly SectionReference[], config: TypedConfig, report: Report): void {
  for (const { section, name, user } of references) {
    const names = namesOf(config, section);
    if (names.includes(name.value)) continue;
    const near = suggest(name.value, names);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    report('section/missing', name.range, `${user}: unable to find the ${section} section '${name.value}'${hint}`);
  }
}
