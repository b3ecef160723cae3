/** Several requests in one piece (RFC 9112 9.3.2): what stands behind the last request of a connection is not one. */
import assert from 'node:assert/strict';
import { ask, BACK, FRONT, logged, request, withBoth } from '../support/both.js';

const RULES = `${FRONT}    log-format "%HP"
    http-request return status 200 content-type text/plain lf-string local if { path_beg /local }
    http-request deny if { path_beg /deny }
    http-request redirect location /there if { path_beg /go }
    monitor-uri /alive
${BACK}`;

/** How the first request says that it is the last. */
const LAST: readonly (readonly [string, (target: string) => string])[] = [
  ['HTTP/1.0', (target) => `GET ${target} HTTP/1.0\r\nHost: h\r\n\r\n`],
  ['Connection: close', (target) => request(target, 'Connection: close\r\n')],
];

for (const [name, last] of LAST) {
  withBoth(`nothing is run behind a request with ${name}`, RULES, async (t, program) => {
    for (const target of ['/local', '/deny', '/go', '/alive', '/origin']) {
      const answer = await ask(t, program, last(target) + request('/second'), true);
      assert.equal(answer.split('HTTP/1.').length - 1, 1, `${target}: ${answer}`);
    }
    await ask(t, program, request('/over'));
    await logged(program, /^\/over$/m);
    assert.doesNotMatch(program.stdout(), /second/);
  });
}

withBoth('requests in one piece are answered one after the other', RULES, async (t, program) => {
  const targets = ['/local1', '/origin1', '/go1', '/origin2', '/local2'];
  const text = targets.map((target) => request(target)).join('') + request('/origin3', 'Connection: close\r\n');
  const answer = await ask(t, program, text, true);
  assert.deepEqual(
    [...answer.matchAll(/HTTP\/1\.. (\d+)/g)].map(([, status]) => status),
    ['200', '200', '302', '200', '200', '200'],
  );
  await logged(program, /^\/origin3$/m);
  // haproxy 2.6 at times prints one of them twice.
  assert.deepEqual([...new Set(program.stdout().trim().split('\n'))], [...targets, '/origin3']);
});
