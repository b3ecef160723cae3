/** Health checks that would not do what their lines say (manual 4.2 `option tcp-check`, 3.1 `insecure-fork-wanted`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { ProxyConfig } from '../../model/config/proxy.js';
import { typeOf } from '../proxy-type.js';

/** Warns of rules of checks that are not used and of programs that may not be started. */
export function checkHealthChecks({ config, extra, range }: ProxyDraft, global: GlobalConfig, report: Report): void {
  if (config.kind === 'frontend' || !range) return;
  const kind = config.check?.kind;
  const rules = extra.get('check rules') as ReadonlySet<string> | undefined;
  const replaced = extra.get('replaced check rules') as ReadonlySet<string> | undefined;
  const name = `${typeOf(config)} '${config.name}'`;
  for (const [rule, option] of [['tcp-check', 'tcp-check'] as const, ['http-check', 'httpchk'] as const]) {
    if (kind === (option === 'httpchk' ? 'http' : option) || !(rules?.has(rule) || replaced?.has(rule))) continue;
    const message = `${name} uses ${rule} rules without 'option ${option}', so the rules are ignored`;
    report('check/rules-unused', range, message, rules?.has(rule) ? {} : { severity: 'notice' });
  }
  const { command, path } = config.externalCheck ?? {};
  if (kind === 'external') checkExternal(config, global, range, report);
  else {
    for (const [word, value] of [['command', command] as const, ['path', path] as const]) {
      if (value === undefined) continue;
      const message = `'external-check ${word}' will be ignored for ${name} (requires 'option external-check')`;
      report('check/setting-unused', range, message);
    }
  }
  if (command === undefined || command.startsWith('/') || path) return;
  const message = `Proxy '${config.name}': 'external-check command' is no full path and 'external-check path' is not set`;
  report('check/external', range, message);
}

function checkExternal(
  { name, externalCheck }: ProxyConfig,
  global: GlobalConfig,
  range: SourceRange,
  report: Report,
): void {
  const forks = global.flags.get('insecure-fork-wanted') === true;
  if (!global.externalCheck && !forks) {
    const message = `Proxy '${name}' : 'option external-check' unable to find required 'global.external-check'`;
    report('check/external', range, message);
  }
  if (!forks) {
    const message = `Proxy '${name}' : 'insecure-fork-wanted' is not enabled in the global section`;
    report('check/fork-not-allowed', range, message, { remedy: "'option external-check' will likely fail" });
  }
  if (externalCheck?.command === undefined) {
    const message = `Proxy '${name}' : 'option external-check' unable to find required 'external-check command'`;
    report('check/external', range, message);
  }
}
