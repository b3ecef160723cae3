/** Words of proxies that went away: time-outs, options, addresses on the line of the section, persistence. */
import { PAGE_STATUSES } from '../../model/reason.js';
import { modeOf, type OldSection, statementsWith } from '../old-file.js';
import { type MigrationRule, type Outcome, PROXIES, type RuleSite, rawText, spell, statementOf } from '../rule.js';
import { NOT_IN_DEFAULTS } from './line-pattern.js';

const TIMEOUTS: Readonly<Record<string, string>> = {
  clitimeout: 'client',
  contimeout: 'connect',
  srvtimeout: 'server',
};

/** Options that once were words of their own. */
const BARE_OPTIONS: Readonly<Record<string, string>> = {
  redispatch: 'redispatch',
  redisp: 'redispatch',
  httplog: 'httplog',
  tcplog: 'tcplog',
  dontlognull: 'dontlognull',
  forwardfor: 'forwardfor',
  httpclose: 'httpclose',
  httpchk: 'httpchk',
  smtpchk: 'smtpchk',
  'ssl-hello-chk': 'ssl-hello-chk',
};

function no({ isNegated }: RuleSite): string {
  return isNegated ? 'no' : '';
}

const timeoutRules = Object.entries(TIMEOUTS).map(
  ([name, modern]): MigrationRule => ({
    ...{ name, removed: '2.1', brief: `Time-out of old versions: timeout ${modern}.`, sections: PROXIES },
    words: [[name], ['timeout', name]],
    migrate: ({ args }) => ({ lines: [statementOf('timeout', modern, rawText(args))] }),
    example: { from: `${name} 5000\ntimeout ${name} 5s`, to: `timeout ${modern} 5000\ntimeout ${modern} 5s` },
  }),
);

const bareOptionRules = Object.entries(BARE_OPTIONS).map(
  ([name, option]): MigrationRule => ({
    ...{ name, removed: '2.1', brief: `A word of its own once: option ${option}.`, sections: PROXIES, words: [[name]] },
    migrate: (site) => ({ lines: [statementOf(no(site), 'option', option, rawText(site.args))] }),
    example: { from: name, to: `option ${option}` },
  }),
);

function removedOption(name: string, removed: string, brief: string, review?: string): MigrationRule {
  return {
    ...{ name: `option ${name}`, removed, brief, sections: PROXIES, words: [['option', name]] },
    migrate: ({ isNegated }) => ({ lines: [], review: isNegated ? undefined : review }),
    example: { from: `option ${name}`, to: '' },
  };
}

function renamedOption(name: string, removed: string, modern: string, brief: string): MigrationRule {
  return {
    ...{ name: `option ${name}`, removed, brief, sections: PROXIES, words: [['option', name]] },
    migrate: (site) => ({ lines: [statementOf(no(site), 'option', modern, rawText(site.args))] }),
    example: { from: `option ${name}\nno option ${name}`, to: `option ${modern}\nno option ${modern}` },
  };
}

function personRule(name: string, removed: string, brief: string, text: string, from: string): MigrationRule {
  return {
    ...{ name, removed, brief, sections: PROXIES, words: [name.split(' ')] },
    migrate: ({ isNegated }) => (isNegated ? { lines: [] } : { person: text }),
    example: { from, to: null },
  };
}

/** Addresses behind the name of a section; `from` is what 2.4 put there. */
function listenAddress({ args, statement }: RuleSite): Outcome {
  const [name, addresses, ...rest] = args;
  if (!name || !addresses || addresses.value === 'from' || rest[0]?.value === 'from') return undefined;
  if (!/[:/@]/.test(addresses.value) && !addresses.isOpaque) return undefined;
  return { lines: [statementOf(statement.words[0]!.raw, name.raw), statementOf('bind', addresses.raw, rawText(rest))] };
}

const listenRule: MigrationRule = {
  ...{ name: 'listen address', removed: '2.1', onHeader: true, sections: ['listen', 'frontend'] },
  brief: 'Addresses on the line of a section: a bind line.',
  words: [['listen'], ['frontend']],
  migrate: listenAddress,
  example: { from: 'listen web 0.0.0.0:80,:8080', to: 'listen web\n    bind 0.0.0.0:80,:8080' },
};

function block({ args, section }: RuleSite): Outcome {
  if (section.kind === 'defaults') return { person: NOT_IN_DEFAULTS };
  return { lines: [statementOf('http-request deny', rawText(args))], ruleset: 'http-request', phase: 'block' };
}

/** Answered before anything else, and never logged. */
function monitorNet({ args, section }: RuleSite): Outcome {
  const [network] = args;
  if (!network) return { person: 'it names no network' };
  if (section.kind === 'defaults') return { person: 'put it into the frontends: anonymous defaults cannot hold rules' };
  const source = `{ src ${network.raw} }`;
  if (modeOf(section) !== 'http') return { lines: [`tcp-request connection reject if ${source}`] };
  const lines = [`http-request set-log-level silent if ${source}`, `http-request return status 200 if ${source}`];
  return { lines, ruleset: 'http-request', phase: 'monitor' };
}

function hasServers(section: OldSection): boolean {
  return statementsWith(section, 'server').length > 0;
}

function dispatch({ args, section }: RuleSite): Outcome {
  const [address] = args;
  if (!address) return { person: 'it names no address' };
  if (hasServers(section)) {
    return {
      person:
        'it was used next to servers for requests without a cookie: write a backend with the address as its server',
    };
  }
  return { lines: [statementOf('server dispatch', address.raw)] };
}

/** Connections go where the client wanted to: a server without an address of its own. */
function transparent({ isNegated, section }: RuleSite): Outcome {
  if (isNegated) return { lines: [] };
  if (section.kind === 'defaults' || hasServers(section)) {
    return {
      person: 'write "server transparent *" into the backends that send connections where the client wanted to',
    };
  }
  return { lines: ['server transparent *'] };
}

/** `mode health` answered every connection. */
function modeHealth(): Outcome {
  return {
    lines: ['mode http', 'http-request return status 200'],
    review: 'answers requests now, not mere connections',
  };
}

const NO_COOKIE =
  'it stored cookies of applications; use "cookie <name> insert indirect nocache", or "stick-table type string len 52 size 100k expire 3h" with "stick store-response res.cook(<name>)" and "stick match req.cook(<name>)"';

/** A session is found by its cookie, or where applications write it into addresses. */
function appsession({ args, section }: RuleSite): Outcome {
  const [name, ...rest] = args.map(({ value }) => value);
  const words = [...rest];
  const length = takeValue(words, 'len');
  const time = takeValue(words, 'timeout');
  const mode = takeValue(words, 'mode') ?? 'path-parameters';
  const learns = words.indexOf('request-learn') >= 0;
  const isPlain = words.every((word) => word === 'request-learn') && /^(?:path-parameters|query-string)$/.test(mode);
  const isAlone = statementsWith(section, 'stick-table').length + statementsWith(section, 'appsession').length === 1;
  const isKnown = name !== undefined && /^[\w.-]+$/.test(name) && length !== undefined && time !== undefined;
  if (!isKnown || !isPlain || !isAlone || !/^(?:backend|listen)$/.test(section.kind)) return { person: NO_COOKIE };
  const parameter = mode === 'query-string' ? `url_param(${name})` : `url_param(${name},;)`;
  return {
    lines: [
      `stick-table type string len ${length} size 200k expire ${time}`,
      `stick store-response res.cook(${name})`,
      `stick ${learns ? 'on' : 'match'} req.cook(${name})`,
      `stick match ${parameter}`,
    ],
    review: 'the table holds 200000 sessions: see whether that is enough',
  };
}

/** Takes a word and its value out of a list. */
function takeValue(words: string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words.splice(at, 2)[1];
}

/** Words that old versions passed over: the length of statements that take no more, keyword included. */
const LENGTHS: Readonly<Record<string, number>> = {
  'stats enable': 2,
  'stats hide-version': 2,
  'stats uri': 3,
  'stats realm': 3,
  'stats auth': 3,
  'stats scope': 3,
  'stats refresh': 3,
};

function overlooked({ statement, isNegated }: RuleSite): Outcome {
  const { words, body } = statement;
  const length = LENGTHS[`${words[0]!.value} ${words[1]?.value ?? ''}`];
  if (isNegated || length === undefined || words.length <= length) return undefined;
  const rest = body.slice(words[length - 1]!.end).trim();
  return { lines: [body.slice(0, words[length - 1]!.end)], review: `old versions passed over '${rest}'` };
}

/** The delay is for the whole process now, and before another moment. */
function grace({ args }: RuleSite): Outcome {
  return {
    lines: [],
    review: `waiting before a soft stop is for the process now: "grace ${args[0]?.value ?? ''}" in global`,
  };
}

/** Statuses without an answer of their own were passed over with a warning. */
function errorAnswer({ args }: RuleSite): Outcome {
  const status = args[0]?.value ?? '';
  if (!/^\d{3}$/.test(status) || PAGE_STATUSES.has(Number(status))) return undefined;
  return { lines: [], review: `no own answer can be given for status ${status}; old versions passed over the line` };
}

function filterWords(name: string, brief: string, text: string): MigrationRule {
  return personRule(name, '2.1', brief, text, `${name} ^x`);
}

const others: readonly MigrationRule[] = [
  {
    ...{ name: 'block', removed: '2.1', brief: 'Refuses requests: http-request deny.', sections: PROXIES },
    ...{ words: [['block']], migrate: block },
    example: { from: 'block if { path /x } or y', to: 'http-request deny if { path /x } or y' },
  },
  {
    ...{ name: 'monitor-net', removed: '2.2', sections: PROXIES, words: [['monitor-net']], migrate: monitorNet },
    brief: 'Answers a network without a word in the log: http-request return, with the log silent.',
    example: {
      from: 'mode http\nmonitor-net 192.0.2.0/24',
      to: 'mode http\nhttp-request set-log-level silent if { src 192.0.2.0/24 }\nhttp-request return status 200 if { src 192.0.2.0/24 }',
    },
  },
  {
    ...{ name: 'dispatch', removed: '3.3', sections: PROXIES, words: [['dispatch']], migrate: dispatch },
    brief: 'The only address of a proxy: a server.',
    example: { from: 'dispatch 192.0.2.7:80', to: 'server dispatch 192.0.2.7:80' },
  },
  {
    ...{ name: 'mode health', removed: '2.2', sections: PROXIES, words: [['mode', 'health']], migrate: modeHealth },
    brief: 'Answers everything with success: http-request return.',
    example: { from: 'mode health', to: 'mode http\nhttp-request return status 200' },
  },
  {
    ...{ name: 'grace', removed: '2.5', sections: PROXIES, words: [['grace']], migrate: grace },
    brief: 'A delay of proxies before they stop: a delay of the process.',
    example: { from: 'grace 5000', to: '' },
  },
  {
    ...{ name: 'option transparent', removed: '3.3', sections: PROXIES, migrate: transparent },
    brief: 'The address that the client wanted: a server without one.',
    words: [['option', 'transparent'], ['option', 'transparent_proxy'], ['transparent']],
    example: { from: 'option transparent', to: 'server transparent *' },
  },
  {
    ...{ name: 'appsession', removed: '1.6', sections: ['backend', 'listen', 'frontend', 'defaults'] },
    ...{ words: [['appsession']], migrate: appsession },
    brief: 'Persistence by cookies of applications: a stick table.',
    example: {
      from: 'appsession JSESSIONID len 52 timeout 3h request-learn',
      to: 'stick-table type string len 52 size 200k expire 3h\nstick store-response res.cook(JSESSIONID)\nstick on req.cook(JSESSIONID)\nstick match url_param(JSESSIONID,;)',
    },
  },
  {
    ...{ name: 'stats words', removed: '3.5', sections: PROXIES, words: [['stats']], migrate: overlooked },
    brief: 'Words of stats lines that old versions passed over.',
    example: {
      from: 'stats realm HAProxy Statistics\nstats admin if TRUE',
      to: 'stats realm HAProxy\nstats admin if TRUE',
    },
  },
  {
    ...{ name: 'timeout appsession', removed: '1.6', sections: PROXIES, words: [['timeout', 'appsession']] },
    brief: 'Went with appsession.',
    migrate: () => ({ lines: [] }),
    example: { from: 'timeout appsession 30m', to: '' },
  },
  {
    ...{ name: 'error status', removed: '2.2', sections: PROXIES, migrate: errorAnswer },
    brief: 'Answers for statuses that the proxy never gives.',
    words: ['errorloc', 'errorloc302', 'errorloc303', 'errorfile'].map((name) => [name]),
    example: { from: 'errorloc 303 /x\nerrorloc 503 /x', to: 'errorloc 503 /x' },
  },
  personRule(
    'option http_proxy',
    '2.5',
    'Forwards to the address in the request.',
    'use http-request do-resolve and set-dst with a server 0.0.0.0:0',
    'option http_proxy',
  ),
  filterWords('cliexp', 'Replaced header lines of requests in 1.1.', 'write it as http-request replace-header'),
  filterWords('srvexp', 'Replaced header lines of responses in 1.1.', 'write it as http-response replace-header'),
  renamedOption('forceclose', '2.0', 'httpclose', 'Closed connections actively, as option httpclose does today.'),
  renamedOption('independant-streams', '1.5', 'independent-streams', 'A spelling of old versions.'),
  removedOption('http-use-htx', '2.1', 'Chose the internal form of messages; there is one left.'),
  removedOption('tcpsplice', '1.5', 'Needed a patched kernel.'),
  removedOption(
    'http-tunnel',
    '2.1',
    'Only the first request of a connection was looked at; now all are.',
    'every request of a connection goes through the rules now, not only the first one',
  ),
  ...['bind-process', 'stats bind-process'].map(
    (name): MigrationRule => ({
      ...{ name, removed: '2.7', brief: 'Tied a proxy to processes; there is one left.', sections: PROXIES },
      words: [name.split(' ')],
      migrate: () => ({ lines: [] }),
      example: { from: `${name} 1`, to: '' },
    }),
  ),
];

/** `option httpchk` with a request that goes on behind the version, CRLF and all. */
function httpchk({ args, isNegated, section }: RuleSite): Outcome {
  if (isNegated || args.length === 0) return undefined;
  const text = args.map(({ value }) => value).join(' ');
  const at = text.search(/[\r\n]/);
  if (at < 0 && !args.some(({ value }) => value.includes(' '))) return undefined;
  if (args.some(({ isOpaque }) => isOpaque))
    return { person: 'write the fields as http-check send hdr <name> <value>' };
  const [line = '', ...rest] = text.split(/\r\n|\n|\r/);
  const [method, uri, version, ...extra] = line.split(' ').filter((word) => word !== '');
  if (!method || !uri || extra.length > 0) return { person: 'its request line is not <method> <uri> <version>' };
  const blank = rest.indexOf('');
  const body = blank < 0 ? '' : rest.slice(blank + 1).join('\r\n');
  const fields = (blank < 0 ? rest : rest.slice(0, blank)).map((field) => /^([\w-]+):[ \t]*(.*)$/.exec(field));
  if (fields.some((field) => field === null))
    return { person: 'write the fields as http-check send hdr <name> <value>' };
  // the length of a body is told without being asked
  const told = fields.filter((field) => body === '' || field![1]!.toLowerCase() !== 'content-length');
  const send = told.map((field) => `hdr ${field![1]!} ${spell(field![2]!.trim().replaceAll('%', '%%'))}`);
  if (body !== '') send.push(`body ${spell(body.replaceAll('%', '%%'))}`);
  const words = [method, uri, version ?? ''].filter((word) => word !== '').map(spell);
  const check = statementOf('option httpchk', ...words);
  // Fields and body of an `http-check send` of the section have taken their place since 2.2.
  const isReplaced = statementsWith(section, 'http-check', 'send').length > 0;
  return { lines: send.length > 0 && !isReplaced ? [check, `http-check send ${send.join(' ')}`] : [check] };
}

const httpchkRule: MigrationRule = {
  ...{ name: 'option httpchk', removed: '2.7', sections: PROXIES, words: [['option', 'httpchk']], migrate: httpchk },
  brief: 'Fields behind the version of a check: http-check send.',
  example: {
    from: 'option httpchk GET /x HTTP/1.1\\r\\nHost:\\ www\\r\\nUser-Agent:\\ a\\ b',
    to: "option httpchk GET /x HTTP/1.1\nhttp-check send hdr Host www hdr User-Agent 'a b'",
  },
};

export const proxyRules: readonly MigrationRule[] = [
  listenRule,
  ...timeoutRules,
  ...bareOptionRules,
  ...others,
  httpchkRule,
];
