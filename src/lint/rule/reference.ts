/** Backends and stick tables that nothing refers to (manual 4.2, 11.1); unknown ones are errors and found elsewhere. */
import { callsOf, expressionsIn } from '../expression.js';
import type { LintRule } from '../rule.js';
import { headerWord } from '../rule.js';
import type { LintLine, LintSection, LintView } from '../view.js';

/** Follow-up noise is worse than silence: a misspelt name makes the right one look unused. */
const DOUBTFUL =
  /^(?:backend\/|acl\/unknown|expr\/|word\/|block\/|condition\/|section\/|rule\/action|keyword\/(?:unknown|removed))/;

/** All names that lines mention, with the section that mentions them. `except`: keywords whose lines do not count. */
function mentions(view: LintView, except = /^$/): ReadonlyMap<string, ReadonlySet<LintSection>> {
  const found = new Map<string, Set<LintSection>>();
  for (const section of view.sections) {
    for (const { words, keyword } of section.lines) {
      for (const { value } of except.test(keyword) ? [] : words.slice(1)) {
        for (const name of value.split(/[(),|/\s[\]%]+/)) {
          const users = found.get(name);
          if (users) users.add(section);
          else found.set(name, new Set([section]));
        }
      }
    }
  }
  return found;
}

function isMentioned(names: ReadonlyMap<string, ReadonlySet<LintSection>>, section: LintSection): boolean {
  return [...(names.get(section.name) ?? [])].some((user) => user !== section);
}

function hasTable({ lines }: LintSection): boolean {
  return lines.some(({ keyword }) => keyword === 'stick-table');
}

const unusedBackend: LintRule = {
  code: 'lint/unused-backend',
  check(view, report) {
    const lines = view.sections.flatMap((section) => section.lines);
    const dynamic = lines.some(({ keyword, args }) => keyword === 'use_backend' && args[0]?.value.includes('%['));
    const entries = view.proxies.some(({ draft }) => draft?.config.kind !== 'backend');
    // Scripts choose backends by name.
    const scripted = lines.some(({ keyword }) => keyword.startsWith('lua-load'));
    if (dynamic || scripted || !entries || view.has(DOUBTFUL)) return;
    const names = mentions(view);
    // Files of SPOE engines name the backends of their agents.
    const hasAgents = lines.some(({ keyword, args }) => keyword === 'filter' && args[0]?.value === 'spoe');
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (config?.kind !== 'backend' || hasTable(section) || isMentioned(names, section)) continue;
      if (hasAgents && config.mode !== 'http') continue;
      report(headerWord(section), `nothing leads to the backend '${section.name}'`);
    }
  },
};

/** Rules and words that answer a request without a server. */
function answers({ keyword, ruleset, action, words }: LintLine): boolean {
  if (ruleset) return /^(?:return|redirect|deny|reject|tarpit|use-service|silent-drop|auth)$/.test(action);
  if (/^(?:server|server-template|redirect|stats|dispatch|monitor-uri|stick-table)$/.test(keyword)) return true;
  return keyword === 'option' && /^(?:transparent|http_proxy)$/.test(words[1]?.value ?? '');
}

const emptyBackend: LintRule = {
  code: 'lint/empty-backend',
  check(view, report) {
    if (view.has(/^(?:word\/|block\/|keyword\/|server\/|arg\/|section\/|source\/)/)) return;
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (config?.kind !== 'backend' || config.disabled || config.servers.length > 0) continue;
      if (section.lines.some(answers) || section.defaults?.lines.some(answers)) continue;
      report(headerWord(section), `the backend '${section.name}' has no server`);
    }
  },
};

/** Words of a line that use a table of the section they stand in, or of another one. */
const TRACKING = /^(?:track-sc\d*|sc-\w+)$/;

function usesOwnTable(line: LintLine, view: LintView): boolean {
  if (line.keyword === 'stick') return true;
  if (line.ruleset && TRACKING.test(line.action)) return true;
  const calls = expressionsIn(line, view.catalog).flatMap(callsOf);
  return calls.some(({ name }) => /^(?:sc\d*_|src_|table_|in_table)/.test(name));
}

const unusedTable: LintRule = {
  code: 'lint/unused-table',
  check(view, report) {
    if (view.has(DOUBTFUL)) return;
    const names = mentions(view, /^(?:use_backend|default_backend)$/);
    for (const section of view.proxies) {
      const line = section.lines.find(({ keyword }) => keyword === 'stick-table');
      if (!line || isMentioned(names, section)) continue;
      const own = section.lines.some((each) => each !== line && usesOwnTable(each, view));
      if (!own) report(line, `nothing reads or fills the table of '${section.name}'`);
    }
  },
};

/** Rules about references between sections. */
export const referenceRules: readonly LintRule[] = [unusedBackend, emptyBackend, unusedTable];
