/** Health checks that would not do what their lines say (manual 4.2 `option tcp-check`, 3.1 `insecure-fork-wanted`). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { GlobalConfig } from '../../model/config/global.js';
import { typeOf } from '../proxy-type.js';

/** Warns of rules of checks that are not used and of programs that may not be started. */
export function checkHealthChecks({ config, extra, range }: ProxyDraft, global: GlobalConfig, report: Report): void {
  if (config.kind === 'frontend' || !range) return;
  const kind = config.check?.kind;
  const rules = extra.get('check rules') as ReadonlySet<string> | undefined;
  const name = `${typeOf(config)} '${config.name}'`;
  if (rules?.has('tcp-check') && kind !== 'tcp-check') {
    const message = `${name} uses tcp-check rules without 'option tcp-check', so the rules are ignored`;
    report('check/rules-unused', range, message);
  }
  if (rules?.has('http-check') && kind !== 'http') {
    const message = `${name} uses http-check rules without 'option httpchk', so the rules are ignored`;
    report('check/rules-unused', range, message);
  }
  if (kind !== 'external' || global.flags.get('insecure-fork-wanted') || global.externalCheck === false) return;
  const message = `Proxy '${config.name}' : 'insecure-fork-wanted' is not enabled in the global section`;
  report('check/fork-not-allowed', range, message, { remedy: "'option external-check' will likely fail" });
}
