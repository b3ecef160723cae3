/**
 * What health checks find and tell, beside haproxy: many scripted servers, each checked once by both programs, which say the
 * same to the server, log the same line and show the same columns (manual 4.2 `http-check`, `tcp-check`, 5.2).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckCase, type CheckView, runCases } from '../support/check-compare.js';
import type { ServerStep } from '../support/check-run.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';

const answer = (line: string, body = 'hello') =>
  `HTTP/1.1 ${line}\r\nX-A: b, c\r\nX-Long: one two\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const OK: readonly ServerStep[] = ['RECEIVE', answer('200 OK')];
const says = (...steps: readonly ServerStep[]): readonly ServerStep[] => steps;

function plain(lines: readonly string[], server: CheckCase['server']): CheckCase {
  return { lines, server, words: 'check' };
}

function http(rules: readonly string[], server: CheckCase['server'] = OK, words = ''): CheckCase {
  return {
    lines: ['option httpchk GET /', ...rules.map((rule) => `http-check ${rule}`)],
    server,
    words: `check ${words}`,
  };
}

function tcp(rules: readonly string[], server: CheckCase['server'], words = ''): CheckCase {
  return { lines: ['option tcp-check', ...rules.map((rule) => `tcp-check ${rule}`)], server, words: `check ${words}` };
}

const HTTP: readonly CheckCase[] = [
  http([]),
  http([], says('RECEIVE', answer('302 Found'))),
  http([], says('RECEIVE', answer('404 Not Found'))),
  http([], says('RECEIVE', answer('503 Service Unavailable'))),
  http([], says('RECEIVE', 'garbage\r\n\r\n')),
  http([], says('RECEIVE', 'CLOSE')),
  http(['expect status 200 comment word on-error "said %[int(3)]"'], says('RECEIVE', 'garbage\r\n\r\n')),
  http(['expect string here comment word'], says('RECEIVE', 'CLOSE')),
  http([], says('RECEIVE', 'RESET')),
  http([], says('RECEIVE')),
  http([], 'refused'),
  http(['disable-on-404'], says('RECEIVE', answer('404 Gone Fishing'))),
  http(['send-state']),
  http(['send meth POST uri /a?b ver HTTP/1.1 hdr Host h hdr X-One 1 body "one two"']),
  http(['send uri https://old:1/p?q hdr host new:2']),
  http(['send uri http://old ver HTTP/1.1 hdr host new hdr connection keep-alive']),
  http(['send hdr connection close']),
  http(['send ver HTTP/1.1 hdr connection close hdr host x']),
  plain(['http-check send meth GET uri /n ver HTTP/1.1 hdr host a', 'option httpchk /only'], OK),
  plain(['http-check send meth GET uri /n hdr host a', 'option httpchk PUT /p HTTP/1.0'], OK),
  http(['send meth PUT uri-lf "/%[be_name]" body-lf "%[str(x),upper]"']),
  http(['send hdr X-None "%[var(check.none)]" hdr X-One "x%[var(check.none)]"']),
  http(['expect status 200-299,301']),
  http(['expect ! status 200']),
  http(['expect rstatus ^3']),
  http(['expect string ell']),
  http(['expect ! string ell']),
  http(['expect string nope'], says('RECEIVE', answer('200 OK'), 'CLOSE')),
  http(['expect rstring "h.l+o"']),
  http(['expect string hello'], says('RECEIVE', answer('200 OK', ''))),
  http(['expect hdr name x-a value c']),
  http(['expect fhdr name x-a value "b, c"']),
  http(['expect fhdr name -m beg x-l value -m end two']),
  http(['expect hdr name x-b']),
  http(["expect hdr name -m reg '^x-[a-c]$' value -m sub b"]),
  http(['expect hdr name-lf "x-%[str(a)]" value-lf "%[str(b)]"']),
  http(['expect string-lf "%[str(ell)]"']),
  http(['expect comment "no luck" status 500']),
  http(['expect status 500 error-status L7RSP on-error "not %[status]" status-code int(77)']),
  http(['expect status 200 ok-status L7OKC on-success "well %[res.hdr(x-a)]"']),
  http(['expect tout-status L6TOUT string nope'], says('RECEIVE', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello')),
  http(['connect', 'send meth GET uri /one', 'expect status 200', 'connect', 'send uri /two', 'expect status 201']),
  http(['set-var(check.a) str(v)', 'set-var-fmt(check.b) "%[var(check.a)]w"', 'send uri-lf "/%[var(check.b)]"']),
  http(['set-var(check.a) str(v)', 'unset-var(check.a)', 'send uri-lf "/x%[var(check.a)]"']),
  http(['comment "a word"', 'connect send-proxy', 'send uri /proxied']),
  http([], OK, 'check-send-proxy'),
  http(['connect port 1']),
  http(['connect addr 127.0.0.1:1']),
  http(['connect ssl'], says('RECEIVE', 'no hello\r\n', 'CLOSE')),
  http([], says('RECEIVE', 'no hello\r\n', 'CLOSE'), 'check-ssl verify none'),
  http([], says('RECEIVE'), 'check-ssl verify none'),
];

const TCP: readonly CheckCase[] = [
  plain([], []),
  plain([], 'refused'),
  tcp([], []),
  tcp([], 'refused'),
  tcp(['connect default linger'], []),
  tcp(['connect port 1 comment "nobody there"'], []),
  tcp(['send "hi\\r\\n"', 'expect string hello'], says('RECEIVE', 'hello\r\n')),
  tcp(['send-lf "I am %[be_name]\\r\\n"', 'expect string hello'], says('RECEIVE', 'hello\r\n')),
  tcp(['send-binary 50494e47', 'expect binary 504f4e47'], says('RECEIVE', 'PONG\r\n')),
  tcp(['send-binary-lf "%[str(PING),hex]"', 'expect rbinary ^504F'], says('RECEIVE', 'PONG\r\n')),
  tcp(['expect string nope'], says('hello\r\n', 'CLOSE')),
  tcp(['expect string nope'], says('hello\r\n')),
  tcp(['expect string nope'], says('CLOSE')),
  tcp(['send x', 'expect string nope comment "no word" on-error said'], says('RECEIVE', 'CLOSE')),
  tcp(['expect ! string hello'], says('hello\r\n')),
  tcp(['expect ! rstring ^a'], says('hello\r\n', 'CLOSE')),
  tcp(['expect min-recv 3 rstring ^zz'], says('hello\r\n')),
  tcp(['expect min-recv 3 binary 00'], says('hello\r\n', 'CLOSE')),
  tcp(['expect min-recv 3 rbinary ^00'], says('hello\r\n')),
  tcp(['expect min-recv 3 string-lf "%[str(zz)]"'], says('hello\r\n')),
  tcp(['expect min-recv 3 binary-lf "%[str(zz),hex]"'], says('hello\r\n')),
  tcp(['expect comment "first word" min-recv 3 rstring ^zz'], says('hello\r\n')),
  tcp(['expect rstring ^h on-success "said %[res.payload(0,5)]" status-code int(7)'], says('hello\r\n')),
  tcp(['expect rstring ^zz min-recv 3 on-error "said %[res.payload(0,5)]" error-status L7STS'], says('hello\r\n')),
  tcp(['expect rstring ^zz min-recv 3 error-status L4CON'], says('hello\r\n')),
  tcp(['expect rstring ^zz tout-status L4TOUT comment late'], says('hello\r\n')),
  tcp(['expect string hello ok-status L4OK'], says('hello\r\n')),
  tcp(['expect string hello ok-status L6OK'], says('hello\r\n')),
  tcp(['send x', 'expect string one', 'send y', 'expect string two'], says('RECEIVE', 'one', 'RECEIVE', 'two')),
  tcp(['send x', 'expect string one', 'send y', 'expect string two'], says('RECEIVE', 'one', 'RECEIVE', 'RESET')),
  tcp(['set-var(check.n) int(41),add(1)', 'send-lf "%[var(check.n)]"', 'expect string ok'], says('RECEIVE', 'ok')),
  tcp(['connect send-proxy', 'send x', 'expect string ok'], says('RECEIVE', 'ok')),
  plain(['option smtpchk'], says('220 here\r\n', 'RECEIVE', '250 fine\r\n', 'RECEIVE', '221 bye\r\n')),
  plain(['option smtpchk HELO me'], says('220 here\r\n', 'RECEIVE', '500 what\r\n')),
  plain(['option smtpchk HELO me'], says('220 here\r\n', 'RECEIVE', '500 what\r\n', 'CLOSE')),
  plain(['option smtpchk EHLO me'], says('220 here\r\n', 'RECEIVE', '250-one\r\n250 two\r\n', 'RECEIVE', '500 no\r\n')),
  plain(['option smtpchk'], says('554 no\r\n', 'CLOSE')),
  plain(['option redis-check'], says('RECEIVE', '+PONG\r\n')),
  plain(['option redis-check'], says('RECEIVE', '-NOAUTH Authentication required.\r\n')),
  plain(['option mysql-check'], says('hello', 'CLOSE')),
  plain(['option pgsql-check user u'], says('RECEIVE', 'E\0\0\0\x0cSFATAL\0\0', 'CLOSE')),
  plain(['option ldap-check'], says('RECEIVE', 'HTTP/1.0 400 Bad\r\n', 'CLOSE')),
  plain(['option ssl-hello-chk'], says('RECEIVE', '\x16\x03\x01\0\x02xx')),
  plain(['option ssl-hello-chk'], says('RECEIVE', '\x15\x03\x01\0\x02xx')),
];

/** What agents say; the check of the server itself does not stand in the way. */
function agent(server: CheckCase['server'], words = ''): CheckCase {
  return { lines: [], server, words: `weight 10 agent-check agent-port PORT agent-inter 600s ${words}` };
}

const AGENTS: readonly CheckCase[] = [
  agent(says('up\n', 'CLOSE')),
  agent(says('down\n', 'CLOSE')),
  agent(says('fail # on fire\n', 'CLOSE')),
  agent(says('stopped #no\n', 'CLOSE')),
  agent(says('UP,READY 50%\r\n', 'CLOSE')),
  agent(says('drain up 20%\n', 'CLOSE')),
  agent(says('up maxconn:7\n', 'CLOSE')),
  agent(says('down nonsense\n', 'CLOSE')),
  agent(says('up nonsense # because\n', 'CLOSE')),
  agent(says('ready down 0%\n', 'CLOSE')),
  agent(says('maint down\n', 'CLOSE')),
  agent(says('up 50%%\n', 'CLOSE')),
  agent(says('up 5.5% # here\n', 'CLOSE')),
  agent(says('up 5% maxconn:x\n', 'CLOSE')),
  agent(says('down foo 5%x\n', 'CLOSE')),
  agent(says(`up ${'long'.repeat(50)}\n`, 'CLOSE')),
  agent(says('up', 'CLOSE')),
  agent(says('CLOSE')),
  agent(says()),
  agent(says('RECEIVE', 'up\n', 'CLOSE'), 'agent-send "state?\\n"'),
  agent('refused'),
];

const HEALTH: CheckView = {
  kind: 'Health',
  columns: ['check_status', 'check_code', 'check_desc', 'last_chk', 'check_rise', 'check_fall', 'check_health'],
};

const AGENT: CheckView = {
  kind: 'Agent',
  columns: [
    ...['status', 'weight', 'slim', 'agent_status', 'agent_code', 'agent_desc', 'last_agt'],
    ...['agent_rise', 'agent_fall', 'agent_health', 'chkfail', 'chkdown'],
  ],
};

test('checks say, find and tell what those of haproxy do', { skip: withoutHaproxy26 }, async (t) => {
  const cases = [...HTTP, ...TCP];
  const [ours, theirs] = await Promise.all([runCases(t, cases, HEALTH), runCases(t, cases, HEALTH, haproxy26)]);
  assert.deepEqual(ours, theirs);
});

test('agents are heard as haproxy hears them', { skip: withoutHaproxy26 }, async (t) => {
  const [ours, theirs] = await Promise.all([runCases(t, AGENTS, AGENT), runCases(t, AGENTS, AGENT, haproxy26)]);
  assert.deepEqual(ours, theirs);
});
