/** Odd Cookie and Set-Cookie lines beside what haproxy 2.6 makes of them, which is written down here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEAD, PROGRAMS, request } from '../support/both.js';
import { startHawser } from '../support/hawser.js';
import { exchange, ok, startOrigin } from '../support/wire.js';

const RULES: Readonly<Record<string, string>> = {
  ins: 'cookie A insert',
  insi: 'cookie A insert indirect',
  rew: 'cookie A rewrite',
  pre: 'cookie A prefix',
  pas: 'cookie A',
  deny: 'cookie A insert indirect\n    http-request deny',
  return: 'cookie A insert indirect\n    http-request return status 200',
};

const backends = Object.entries(RULES).map(
  ([name, lines]) => `backend ${name}
    ${lines}
    server s1 "127.0.0.1:\${ORIGIN}" cookie s1 weight 0
    server s2 "127.0.0.1:\${ORIGIN}" cookie s2 weight 0
    server s3 "127.0.0.1:\${ORIGIN}"\n`,
);

const CONFIG = `${HEAD}frontend f
    bind "fd@\${f}"
    capture cookie A len 12
    log-format "%CC %CS %tsc %s"
    use_backend %[path,field(2,/)]
${backends.join('')}`;

/** Backend, Cookie, Set-Cookie of the server; what client and server get; log line. `<none>`: the cookie is made to expire. */
const ROWS: readonly (readonly [string, string, string, string, string])[] = [
  ['insi', 'B=1,A=s2;C=3', '', 'cookie: B=1; C=3', 'A=s2 - --VN s2'],
  ['insi', 'B=1;A=s2,C=3', '', 'cookie: B=1, C=3', 'A=s2 - --VN s2'],
  ['insi', 'B = 1; A =\ts2; C = 3', '', 'cookie: B=1; C=3', 'A=s2 - --VN s2'],
  ['insi', 'B;A=s2;C;D=1', '', 'cookie: B; C;D=1', 'A=s2 - --VN s2'],
  ['insi', 'A=s2;C', '', 'cookie: C', 'A=s2 - --VN s2'],
  ['insi', 'B=1;C;A=s2', '', 'cookie: B=1;C', 'A=s2 - --VN s2'],
  ['insi', 'A=s2;A=s1;B=1;A=s1;C=1', '', 'cookie: B=1; C=1', 'A=s2 - --VN s2'],
  ['insi', 'A=s2;;B=1', '', 'cookie: ;B=1', 'A=s2 - --VN s2'],
  ['insi', 'B=1 ; ;A=s2; ; C=1', '', 'cookie: B=1 ;; ; C=1', 'A=s2 - --VN s2'],
  ['insi', '=1;A=s2', '', 'cookie: =1', 'A=s2 - --VN s2'],
  ['insi', '$x;A=s2;$y;B=1;$z', '', 'cookie: $x; B=1;$z', 'A=s2 - --VN s2'],
  ['insi', '$V=1; A=s2; $Path=/', '', '', 'A=s2 - --VN s2'],
  ['insi', 'B=1 ; A=s2; $x', '', 'cookie: B=1 ', 'A=s2 - --VN s2'],
  ['insi', 'A=s2 ;;', '', 'cookie: ;', 'A=s2 - --VN s2'],
  ['insi', ';A=s2', '', '', 'A=s2 - --VN s2'],
  ['insi', 'B=1;A=s2,', '', 'cookie: B=1, ', 'A=s2 - --VN s2'],
  ['insi', 'A="s2;B=1', '', 'set-cookie: A=<none>', 'A="s2;B=1 - --II s3'],
  ['insi', 'A=x;"B;A=s2"', '', 'set-cookie: A=<none> & cookie: "B', 'A=x - --II s3'],
  ['insi', 'B="x;A=s1"y;A=s2', '', 'cookie: B="x;A=s1"y', 'A=s2 - --VN s2'],
  ['insi', 'A=x\\"y;A=s1', '', 'set-cookie: A=<none>', 'A=x\\"y;A=s1 - --II s3'],
  ['insi', 'A="\\"";A=s1', '', '', 'A="\\"" - --VN s1'],
  ['insi', 'A', '', 'set-cookie: A=<none> & cookie: A', '- - --NI s3'],
  ['insi', '$x', '', 'set-cookie: A=<none> & cookie: $x', '- - --NI s3'],
  ['insi', '', '', 'set-cookie: A=<none> & cookie: ', '- - --NI s3'],
  ['ins', 'A=s1;A=x', '', 'cookie: A=s1;A=x', 'A=s1 - --VN s1'],
  ['ins', 'A=x;A=s1;A=x', '', 'cookie: A=x;A=s1;A=x', 'A=x - --VN s1'],
  ['ins', 'A=x;A=y', '', 'set-cookie: A=<none> & cookie: A=x;A=y', 'A=x - --II s3'],
  ['rew', 'A=s1', 'A = x y ; x', 'set-cookie: A=s1 ; x & cookie: A=s1', 'A=s1 A=x y --VR s1'],
  ['rew', 'A=s1', 'A=x,B=1', 'set-cookie: A=s1,B=1 & cookie: A=s1', 'A=s1 A=x --VR s1'],
  ['rew', 'A=s1', 'A="x;y";z', 'set-cookie: A=s1;z & cookie: A=s1', 'A=s1 A="x;y" --VR s1'],
  ['rew', 'A=s1', 'A', 'set-cookie: A & cookie: A=s1', 'A=s1 - --VN s1'],
  ['rew', 'A=s1', 'A=  ;x', 'set-cookie: A=s1;x & cookie: A=s1', 'A=s1 A= --VR s1'],
  ['rew', 'A=s1', ';A=x', 'set-cookie: ;A=x & cookie: A=s1', 'A=s1 - --VN s1'],
  ['rew', 'A=s1', 'B = 1 ; A = x', 'set-cookie: B=1 ; A = x & cookie: A=s1', 'A=s1 - --VN s1'],
  ['rew', 'A,A=s1', '$V=1;A=x', 'set-cookie: $V=1;A=x & cookie: A,A=s1', 'A=s1 - --VN s1'],
  ['pre', 'A = s2~ v', 'A = v', 'set-cookie: A=s2~v & cookie: A= v', 'A=s2~ v A=v --VR s2'],
  ['pre', 'A=s2~v;A=s1~w', 'A=x,A=y', 'set-cookie: A=s2~x,A=y & cookie: A=v;A=w', 'A=s2~v A=x --VR s2'],
  ['pre', 'A=s1', 'A', 'set-cookie: A & cookie: A=s1', 'A=s1 - --VN s1'],
  ['pre', 'A=~w', '', 'cookie: A=w', 'A=~w - --IN s3'],
  ['pre', 'A="s2~w"', '', 'cookie: A=w"', 'A="s2~w" - --IN s3'],
  ['insi', 'A=s1', 'A=x,B=1', '', 'A=s1 A=x --VD s1'],
  ['insi', 'A=s1', 'A;A=1', 'set-cookie: A;A=1', 'A=s1 - --VN s1'],
  ['pas', 'AB=5 ; A =5', 'A = 5', 'set-cookie: A=5 & cookie: AB=5 ; A=5', 'AB=5 A=5 ---- s3'],
  ['pas', 'B = 1;C', 'A,b=1', 'set-cookie: A,b=1 & cookie: B=1;C', '- A,b=1 ---- s3'],
  ['pas', '$A=1;A=2', '$A=1;A=2', 'set-cookie: $A=1;A=2 & cookie: $A=1;A=2', 'A=2 - ---- s3'],
  ['pas', 'A=1,b=1', 'A="1,b=1"', 'set-cookie: A="1,b=1" & cookie: A=1,b=1', 'A=1 A="1,b=1" ---- s3'],
  ['pas', 'A;Ab x=1', 'A\tx=1; f', 'set-cookie: A\tx=1; f & cookie: A;Ab x=1', 'Ab x=1 A\tx=1 ---- s3'],
  ['deny', 'B=1;A=s2', '', '', 'A=s2 - PRVN s2'],
  ['return', 'A=s2', '', '', '- - LRNN <NOSRV>'],
];

/** Cookies in an answer: those for the client, and those that the server got, which are its body. */
function cookiesIn(answer: string): string {
  const lines = answer.match(/^(?:set-)?cookie: .*$/gm) ?? [];
  return lines.join(' & ').replace('=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/', '=<none>');
}

for (const program of PROGRAMS) {
  test(`cookies are found, changed and captured in odd lines (${program[1] ? 'Hawser' : 'haproxy 2.6'})`, async (t) => {
    const origin = await startOrigin(t, (head) => {
      const cookie = /\r\nx-set: (.+)\r\n/.exec(head)?.[1];
      return ok(head.replace(/\r\nx-set:.*/, ''), cookie === undefined ? '' : `Set-Cookie: ${cookie}\r\n`);
    });
    const env = { ORIGIN: String(origin.port) };
    const hawser = await startHawser(t, { config: CONFIG, listeners: ['f'], env, program });
    const seen: string[][] = [];
    for (const [backend, cookie, setCookie] of ROWS) {
      const fields = `Connection: close\r\nX-Set: ${setCookie}\r\nCookie: ${cookie}\r\n`;
      const answer = await exchange(t, hawser.ports.f!, request(`/${backend}`, fields));
      seen.push([backend, cookie, setCookie, cookiesIn(answer)]);
    }
    await hawser.stop();
    const lines = hawser.stdout().trimEnd().split('\n');
    for (const [at, row] of seen.entries()) row.push(lines[at] ?? '');
    assert.deepEqual(seen, ROWS);
  });
}
