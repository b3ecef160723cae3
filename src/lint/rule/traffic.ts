/** Timeouts, limits and checks that will be missed when traffic comes (manual 3.2, 4.2, 5.2). */
import { parseTime } from '../../../grammar/literal/time.js';
import type { ServerConfig } from '../../model/config/server.js';
import type { LintRule } from '../rule.js';
import { headerWord } from '../rule.js';
import type { LintSection } from '../view.js';

const FORWARDING = /^(?:x-forwarded-for|x-real-ip|x-client-ip|forwarded|true-client-ip|cf-connecting-ip)$/i;

/** The address of the client in the value of a field. */
const ADDRESS = /%\[\s*(?:src|fc_src|bc_src)\b|%(?:\{[^}]*\})?ci\b/;

function setsAddress(section: LintSection | undefined): boolean {
  const lines = section?.lines ?? [];
  return lines.some(({ ruleset, action, args }) => {
    if (ruleset !== 'http-request' || !/^(?:set|add|replace)-(?:header|value)$/.test(action)) return false;
    return FORWARDING.test(args[0]?.value ?? '') || args.slice(1).some(({ value }) => ADDRESS.test(value));
  });
}

function tellsAddress(section: LintSection): boolean {
  const config = section.draft?.config;
  if (config?.forwardFor || config?.forwarded) return true;
  return setsAddress(section) || setsAddress(section.defaults);
}

/** Servers that are told with the connection, or by a parameter of FastCGI. */
function learnsAddress({ sendProxy, usesrc, protocol }: ServerConfig): boolean {
  return sendProxy !== undefined || usesrc !== undefined || protocol === 'fcgi';
}

const missingForwardfor: LintRule = {
  code: 'lint/missing-forwardfor',
  check(view, report) {
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (config?.mode !== 'http' || config.disabled || config.servers.length === 0) continue;
      if (tellsAddress(section) || config.usesrc !== undefined) continue;
      if (config.servers.every(learnsAddress)) continue;
      if ([...view.waysTo(section.name)].every(tellsAddress)) continue;
      report(headerWord(section), `the servers of '${section.name}' do not learn the addresses of clients`);
    }
  },
};

const missingRequestTimeout: LintRule = {
  code: 'lint/missing-http-request-timeout',
  check(view, report) {
    if (view.has(/^(?:word\/|keyword\/unknown|arg\/)/)) return;
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (config?.mode !== 'http' || config.disabled || config.binds.length === 0) continue;
      if (config.timeouts.httpRequestMs !== undefined) continue;
      report(headerWord(section), `'${section.name}' has no 'timeout http-request'`);
    }
  },
};

function isWatched({ check, agentCheck, track, disabled }: ServerConfig): boolean {
  return check?.enabled === true || agentCheck || track !== undefined || disabled;
}

const uncheckedServers: LintRule = {
  code: 'lint/unchecked-servers',
  check(view, report) {
    for (const section of view.proxies) {
      const config = section.draft?.config;
      if (!config || config.servers.length < 2 || (config.mode !== 'http' && config.mode !== 'tcp')) continue;
      const blind = config.servers.filter((server) => !isWatched(server));
      if (blind.length === 0) continue;
      if (blind.length === config.servers.length) {
        report(headerWord(section), `none of the ${blind.length} servers of '${section.name}' is checked`);
        continue;
      }
      for (const { name, line } of blind) {
        const found = section.lines.find((each) => each.statement.line === line && each.keyword.startsWith('server'));
        if (found) report(found.words[1]!, `server '${name}' is not checked, others of '${section.name}' are`);
      }
    }
  },
};

const maxconnSum: LintRule = {
  code: 'lint/maxconn-sum',
  check(view, report) {
    const lines = view.sections.flatMap((section) => (section.kind === 'global' ? section.lines : []));
    const own = lines.find(({ keyword }) => keyword === 'maxconn');
    const { maxconn } = view.config.global;
    if (!own || maxconn === 0) return;
    const frontends = view.config.proxies.filter(({ config }) => config.kind !== 'backend' && !config.disabled);
    const sum = frontends.reduce((total, { config }) => total + config.maxconn, 0);
    if (sum <= maxconn) return;
    report(own, `the frontends allow ${sum} connections together, the process ${maxconn}`);
  },
};

/** Lines with one time: keyword, or keyword and first argument, and where the time stands. */
function timeOf(words: readonly { readonly value: string }[]): number | undefined {
  const [first = '', second = ''] = words.map(({ value }) => value);
  if (first === 'timeout') return 2;
  if (first === 'stats' && second === 'timeout') return 2;
  if (/^tcp-(?:request|response)$/.test(first) && second === 'inspect-delay') return 2;
  return first === 'hard-stop-after' ? 1 : undefined;
}

const SHORT_MS = 100;
const DAY_MS = 86_400_000;

const suspiciousTime: LintRule = {
  code: 'lint/suspicious-time',
  check(view, report) {
    for (const { words } of view.sections.flatMap(({ lines }) => lines)) {
      const word = words[timeOf(words) ?? -1];
      if (!word || view.hasAt(word, /interval|timeout|time\b/)) continue;
      const parsed = parseTime(word.value, 'ms');
      if (!parsed.ok) continue;
      if (/^\d+$/.test(word.value) && parsed.value > 0 && parsed.value < SHORT_MS) {
        report(word, `'${word.value}' without a unit is ${word.value} milliseconds`, {
          remedy: `write '${word.value}s' for seconds, '${word.value}ms' if it is meant`,
        });
      } else if (parsed.value > DAY_MS && words[1]?.value !== 'tunnel') {
        report(word, `'${word.value}' is longer than a day`);
      }
    }
  },
};

/** Rules about traffic. */
export const trafficRules: readonly LintRule[] = [
  missingForwardfor,
  missingRequestTimeout,
  uncheckedServers,
  maxconnSum,
  suspiciousTime,
];
