/** Passwords, statistics and the runtime API within everybody's reach (manual 3.1, 4.2 `stats`, 12.2). */
import type { SocketAddress } from '../../model/config/address.js';
import type { BindConfig } from '../../model/config/bind.js';
import { criteriaOf } from '../expression.js';
import type { LintRule } from '../rule.js';
import { headerWord } from '../rule.js';
import type { LintSection, LintView } from '../view.js';

const cleartextPassword: LintRule = {
  code: 'lint/cleartext-password',
  check(view, report) {
    for (const { kind, lines } of view.sections) {
      for (const { keyword, words } of lines) {
        const at = words.findIndex(({ value }) => value === 'insecure-password');
        if (kind === 'userlist' && keyword === 'user' && at > 0) {
          report(words[at]!, `the password of user '${words[1]?.value}' stands here as clear text`);
        } else if (keyword === 'stats' && words[1]?.value === 'auth' && words[2]) {
          const [user] = words[2].value.split(':');
          report(words[2], `the password of '${user}' for the statistics stands here as clear text`);
        }
      }
    }
  },
};

/** Whether only this machine reaches an address. */
function isLocal({ kind, host }: SocketAddress): boolean {
  if (kind !== 'tcp' && kind !== 'udp') return true;
  return /^127\./.test(host) || host === '::1' || host === 'localhost';
}

function listensLocally(binds: readonly BindConfig[]): boolean {
  return binds.length > 0 && binds.every(({ addresses }) => addresses.every(isLocal));
}

/** Rules that can keep somebody from the page. */
function refuses({ lines }: LintSection): boolean {
  return lines.some(({ keyword, words, ruleset, action }) => {
    if (keyword === 'stats') return words[1]?.value === 'http-request' || words[1]?.value === 'auth';
    return ruleset !== undefined && /^(?:deny|auth|reject|silent-drop|tarpit)$/.test(action);
  });
}

/** Whether every way into a backend asks for an address or is not open to the network. */
function isGuarded(view: LintView, backend: string): boolean {
  return [...view.waysTo(backend)].every((section) => {
    const { draft } = section;
    if (!draft || listensLocally(draft.config.binds) || refuses(section)) return true;
    if (draft.config.defaultBackend === backend) return false;
    const lines = section.lines.filter(({ keyword, args }) => keyword === 'use_backend' && args[0]?.value === backend);
    return lines.every((line) => criteriaOf(line).some(({ fetch }) => /^(?:src|http_auth)/.test(fetch.name)));
  });
}

const statsOpen: LintRule = {
  code: 'lint/stats-open',
  check(view, report) {
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (!config?.stats?.enabled || config.stats.auth.length > 0 || config.disabled) continue;
      if (refuses(section) || (section.defaults && refuses(section.defaults))) continue;
      if (config.kind === 'backend' ? isGuarded(view, config.name) : listensLocally(config.binds)) continue;
      const own = section.lines.filter(({ keyword }) => keyword === 'stats');
      const inherited = section.defaults?.lines.filter(({ keyword }) => keyword === 'stats') ?? [];
      const spot = own[0] ?? inherited[0] ?? headerWord(section);
      const admin = [...own, ...inherited].some(({ words }) => words[1]?.value === 'admin');
      const what = admin ? 'page, which can also stop servers,' : 'page';
      report(spot, `the statistics ${what} of '${config.name}' asks nobody for a password`);
    }
  },
};

const runtimeApiOpen: LintRule = {
  code: 'lint/runtime-api-open',
  check(view, report) {
    for (const { level, addresses, file, line } of view.config.global.statsSockets) {
      if (level !== 'admin' || addresses.every(isLocal)) continue;
      const lines = view.sections.flatMap((section) => (section.kind === 'global' ? section.lines : []));
      const found = lines.find(({ words, statement }) => words[0]!.source.name === file && statement.line === line);
      if (found) report(found, `whoever reaches '${addresses[0]?.text}' can do anything to this process`);
    }
  },
};

/** Rules about what is open. */
export const exposureRules: readonly LintRule[] = [cleartextPassword, statsOpen, runtimeApiOpen];
