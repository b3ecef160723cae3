/**
 * More about codes than a line of output has room for: chapter of the manual, what to do, an example. Loaded by
 * `hawser check` and `hawser explain-code` only. What a row of the table of codes says itself comes first.
 */
import { CODES, type DiagnosticCode } from './code.js';
import type { CodeEntry } from './diagnostic.js';

/** What is known of a code. */
export interface CodeGuide {
  /** Chapter of the manual, with the keyword behind `#`. */
  readonly doc: string;
  /** Why it matters and what to do. */
  readonly help: string;
  /** A line with the problem and the same without. */
  readonly example?: { readonly wrong: string; readonly right: string };
}

/** What holds for all codes of an area, the word in front of the slash. */
const AREAS: Readonly<Record<string, CodeGuide>> = {
  source: { doc: '2.1', help: 'Look at the file itself: its name, its rights and its last bytes.' },
  word: { doc: '2.2', help: 'Quote or escape the characters that are meant as text.' },
  line: { doc: '2.1', help: 'Split the statement, or move its values to a file.' },
  block: {
    doc: '2.4',
    help: 'Conditional blocks are written with .if .elif .else .endif; .diag .notice .warning .alert print a message.',
  },
  expr: {
    doc: '7.1',
    help: 'Expressions are a fetch and converters, joined by commas without blanks: req.hdr(host),lower.',
  },
  condition: {
    doc: '7.2',
    help: 'Conditions are "if" or "unless" with names of ACLs or anonymous ones in braces; "or" separates alternatives.',
  },
  acl: { doc: '7.1', help: 'ACLs are "acl NAME CRITERION [FLAGS] [PATTERNS]"; flags stand in front of patterns.' },
  format: {
    doc: '8.2.6',
    help: 'Formats mix text, aliases such as %ci and expressions in %[...]; %% is a percent sign.',
  },
  arg: { doc: '4.2', help: 'Look up in the manual what the word takes, and correct the argument.' },
  keyword: { doc: '4.1', help: 'The matrix of keywords shows which word goes into which section.' },
  section: {
    doc: '2.1',
    help: 'Sections begin with a word such as global, defaults, frontend, backend or listen and last up to the next one.',
  },
  proxy: { doc: '4.1', help: 'Correct the settings of the section that the message names.' },
  defaults: { doc: '4', help: 'Name each defaults section once and say "from NAME" behind the name of the proxy.' },
  name: { doc: '4', help: 'Use letters, digits, "-", "_", "." and ":" only.' },
  log: { doc: '8.1', help: 'Give the section a "log" line, or "log global" and the global section one.' },
  check: {
    doc: '4.2#option httpchk',
    help: 'One kind of check is used per backend: the last "option ...chk" line wins.',
  },
  address: { doc: '4.2#bind', help: 'Write an address or a name that has one.' },
  backend: { doc: '4.2#use_backend', help: 'Correct the name, or add the section. Names are case-sensitive.' },
  bind: { doc: '4.2#bind', help: 'Correct the address of the listener.' },
  server: { doc: '5.2', help: 'Correct the server line that the message names.' },
  rule: { doc: '4.4', help: 'Rules of one list run from top to bottom up to the first final action.' },
  file: {
    doc: '3.1#default-path',
    help: 'Correct the name. Relative names count from the folder where the process starts, unless "default-path" says otherwise; "hawser check --assume-files" checks without the files.',
  },
  http: { doc: '4.2#errorfile', help: 'Use one of the status codes that the proxy itself answers with.' },
  user: {
    doc: '3.1#user',
    help: 'Create the account, or correct the name; "hawser check --assume-files" checks without it.',
  },
  lua: { doc: '3.1#lua-load', help: 'Set "tune.lua.bool-sample-conversion" to normal in the global section.' },
  peers: { doc: '11.2', help: 'Peers take the words of servers and bind lines that concern the connection only.' },
  table: { doc: '11.1', help: 'Tables have the name of the section that declares them with "stick-table".' },
  regex: { doc: '7.1.4', help: 'The syntax is that of PCRE2.' },
  config: { doc: '2.1', help: 'The message says what is wrong.' },
  compile: { doc: '2.1', help: 'The message says what is wrong.' },
  app: { doc: '2.1', help: 'The message says what is wrong.' },
  ignore: { doc: '2.1', help: '"hawser explain-code" lists all codes.' },
};

const ELSEWHERE: CodeGuide = { doc: '2.1', help: 'The message says what is wrong.' };

/** What is particular to a code. */
const OWN: { readonly [code in DiagnosticCode]?: Partial<CodeGuide> } = {
  'source/unreadable': { help: 'Correct the name or the rights of the file; folders stand for the *.cfg in them.' },
  'source/nul-byte': { help: 'The file is damaged or no text: save it again as plain text.' },
  'block/bad-condition': { example: { wrong: '.if version_atleast 2.4', right: '.if version_atleast(2.4)' } },
  'word/unterminated-quote': { example: { wrong: 'log-format "%ci', right: 'log-format "%ci"' } },
  'expr/missing-comma': { example: { wrong: 'req.hdr(host)lower', right: 'req.hdr(host),lower' } },
  'expr/unknown-fetch': {
    doc: '7.3.2',
    example: { wrong: 'acl a req.header(host) x', right: 'acl a req.hdr(host) x' },
  },
  'expr/unknown-converter': { doc: '7.3.1', example: { wrong: '%[src,tolower]', right: '%[src,lower]' } },
  'expr/missing-argument': {
    doc: '7.3',
    help: 'Write the arguments in parentheses right behind the name, without a blank.',
  },
  'expr/excess-argument': { doc: '7.3', help: 'Remove the arguments that are too many.' },
  'expr/bad-argument': { doc: '7.3', help: 'Look up in the manual what the argument may be.' },
  'expr/unknown-proxy': { doc: '7.3.2', help: 'Correct the name of the frontend or backend in the parentheses.' },
  'expr/unknown-server': { doc: '7.3.2', help: 'Servers are named as backend/server.' },
  'expr/unknown-userlist': { doc: '12.2', help: 'Add the userlist section, or correct its name.' },
  'expr/not-available': {
    doc: '7.3',
    example: {
      wrong: 'http-response set-header X %[req.hdr(host)]',
      right: 'http-request set-var(txn.host) req.hdr(host) ... http-response set-header X %[var(txn.host)]',
    },
  },
  'expr/refused': { doc: '7.3', help: 'HAProxy runs it; Hawser does not. SUPPORT.md says why.' },
  'acl/unknown': {
    doc: '7.2',
    example: { wrong: 'http-request deny if bad_bot', right: 'acl bad_bot req.hdr(user-agent) -m sub evil' },
  },
  'acl/never-matches': {
    help: 'Use a fetch that exists where the condition is evaluated, or keep the value in a variable.',
  },
  'acl/bad-pattern': {
    help: 'Numbers, addresses and regular expressions must be written as their method expects them.',
  },
  'acl/incompatible-method': { help: 'Convert the value first, or name a method that fits its type.' },
  'condition/stray-brace': { example: { wrong: 'deny if {path /x}', right: 'deny if { path /x }' } },
  'condition/missing-word': { example: { wrong: 'use_backend app is_app', right: 'use_backend app if is_app' } },
  'arg/out-of-range': { help: 'Use a number within the limits that the message names.' },
  'arg/missing': { help: 'Add what the message names. An empty variable also makes a word disappear.' },
  'arg/unexpected': { help: 'Remove the words that are too many, or quote what belongs together.' },
  'keyword/unknown': { example: { wrong: 'timout client 30s', right: 'timeout client 30s' } },
  'keyword/removed': {
    doc: '4.1',
    help: 'Write the line that the message names; "hawser migrate" rewrites whole files.',
    example: { wrong: 'reqadd X-A:\\ b', right: 'http-request add-header X-A b' },
  },
  'keyword/deprecated': { help: 'Write what the message names before the word goes away.' },
  'keyword/not-executed': { help: 'HAProxy runs it; Hawser accepts the line and goes without. SUPPORT.md says why.' },
  'keyword/refused': {
    help: 'HAProxy runs it; Hawser would have to leave it out and refuses to start. SUPPORT.md says why.',
  },
  'keyword/tuning': { help: 'Nothing is to be done.' },
  'section/not-executed': { help: 'HAProxy runs it; Hawser only checks the words. SUPPORT.md says why.' },
  'proxy/missing-timeout': {
    doc: '4.2#timeout client',
    help: 'Without these timeouts dead connections stay forever. Set client, server and connect in the defaults section.',
    example: {
      wrong: 'defaults',
      right: 'defaults ... timeout client 30s ... timeout server 30s ... timeout connect 5s',
    },
  },
  'proxy/no-bind': { doc: '4.2#bind', help: 'Add a bind line, or remove the section.' },
  'proxy/no-certificate': { doc: '5.1#crt', help: 'Add "crt FILE" to the bind line.' },
  'proxy/mode': { doc: '4.2#mode', help: 'Set "mode http" in the section or its defaults, or remove the line.' },
  'proxy/mode-mismatch': { doc: '4.2#mode', help: 'Give the frontend and its backends the same mode.' },
  'proxy/log-format-mode': { doc: '8.2', help: 'Set "mode http", or use "option tcplog".' },
  'proxy/duplicate': {
    doc: '4',
    help: 'Give one of both another name; a frontend and a backend of one name are no longer allowed.',
  },
  'backend/unknown': { example: { wrong: 'default_backend ap', right: 'default_backend app' } },
  'server/duplicate': { help: 'Names and ids of servers are unique within a backend.' },
  'server/interval': { doc: '5.2#inter', help: 'Times without a unit are milliseconds: write 2s for two seconds.' },
  'rule/order': {
    doc: '4.2#http-request',
    help: 'The order between lists is fixed: write the lines in the order in which they run.',
  },
  'rule/never-reached': {
    doc: '4.2#http-request',
    help: 'Move the rule to the front, or give the final one a condition.',
  },
  'rule/ignored': { doc: '4.2#mode', help: 'Set "mode http", or remove the rules.' },
  'rule/action': { doc: '4.3', help: 'The matrix of actions shows which action goes into which list.' },
  'log/unknown-ring': { doc: '12.5', help: 'Add the ring section, or correct its name.' },
  'lint/unused-acl': {
    example: { wrong: 'acl is_api path_beg /api/', right: 'acl is_api path_beg /api/ ... use_backend api if is_api' },
  },
  'lint/acl-or': {
    example: { wrong: 'acl static path_beg /css/ or path_beg /js/', right: 'acl static path_beg /css/ /js/' },
  },
  'lint/suspicious-pattern': {
    example: { wrong: 'acl h hdr(host) example.com -i', right: 'acl h hdr(host) -i example.com' },
  },
  'lint/duplicate-pattern': { example: { wrong: 'acl m method GET GET', right: 'acl m method GET HEAD' } },
  'lint/path-boundary': {
    example: { wrong: 'acl api path_beg /api', right: 'acl api path /api ... acl api path_beg /api/' },
  },
  'lint/regex-literal': { example: { wrong: 'acl img path_reg \\.png$', right: 'acl img path_end .png' } },
  'lint/regex-catastrophic': { example: { wrong: 'acl x path_reg ^(a+)+$', right: 'acl x path_reg ^a+$' } },
  'lint/unreachable-rule': {
    example: { wrong: 'use_backend a ... use_backend b if x', right: 'use_backend b if x ... default_backend a' },
  },
  'lint/shadowed-rule': {
    example: {
      wrong: 'http-request deny if a ... http-request return status 404 if a b',
      right: 'http-request return status 404 if a b ... http-request deny if a',
    },
  },
  'lint/header-injection': {
    example: {
      wrong: 'http-request set-header X-User %[url_param(u),url_dec]',
      right: 'http-request set-header X-User %[url_param(u),url_dec,map_str(users.map)]',
    },
  },
  'lint/open-redirect': {
    example: {
      wrong: 'http-request redirect location %[url_param(next)]',
      right: 'http-request redirect location https://www.example.com%[path]',
    },
  },
  'lint/host-spoofing': {
    example: {
      wrong: 'http-request redirect prefix https://%[hdr(host)]',
      right: 'http-request redirect scheme https',
    },
  },
  'lint/verify-none': {
    example: {
      wrong: 'server a 10.0.0.1:443 ssl verify none',
      right: 'server a 10.0.0.1:443 ssl verify required ca-file @system-ca',
    },
  },
  'lint/suspicious-time': { example: { wrong: 'timeout client 30', right: 'timeout client 30s' } },
  'lint/unchecked-servers': { example: { wrong: 'server a 10.0.0.1:80', right: 'server a 10.0.0.1:80 check' } },
  'lint/cleartext-password': {
    example: { wrong: 'user joe insecure-password secret', right: 'user joe password $5$...' },
  },
};

/** Everything that is known of a code. */
export function guideOf(code: DiagnosticCode): CodeGuide {
  const entry: CodeEntry = CODES[code];
  const area = AREAS[code.slice(0, code.indexOf('/'))] ?? ELSEWHERE;
  const own = OWN[code] ?? {};
  const doc = entry.doc ?? own.doc ?? chapterIn(entry.help) ?? area.doc;
  return { doc, help: entry.help ?? own.help ?? area.help, ...(own.example ? { example: own.example } : {}) };
}

/** Help texts of older rows name the chapter in their words. */
function chapterIn(help: string | undefined): string | undefined {
  return /configuration\.txt (\d+(?:\.\d+)*)/.exec(help ?? '')?.[1];
}
