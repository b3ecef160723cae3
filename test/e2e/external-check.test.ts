/** Programs that check servers are told by both programs the same, in arguments and environment (manual 4.2 `external-check`). */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { startHawser, temporaryFolder } from '../support/hawser.js';
import { stderrHas } from '../support/process.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';

const SERVERS = [
  'server a 127.0.0.1:81 check maxconn 7',
  'server b 127.0.0.2:82 check port 83 addr 127.0.0.9',
  'server c unix@/nowhere/sock check',
  'server d 127.0.0.1:84 ssl verify none check',
  'server e [::1]:84 check id 77 check-ssl verify none',
];

/** Each server under a listener and under none, in both modes; a number of its own for each proxy. */
const CONFIG = `global
    external-check
    insecure-fork-wanted
    max-spread-checks 1ms
defaults
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    option external-check
    option log-health-checks
    external-check command "\${DIR}/check"
    external-check path /bin:/usr/bin
    default-server inter 600s
listen front
    id 10
    mode http
    bind "fd@\${front}"
    ${SERVERS.join('\n    ')}
backend back
    id 11
    mode tcp
    external-check path /bin:/usr/bin:/somewhere
    ${SERVERS.join('\n    ')}
`;

/** Writes down what it was told, and ends with the number of its server modulo 3. */
const PROGRAM = `#!/bin/sh
file="$(dirname "$0")/told.$HAPROXY_PROXY_NAME.$HAPROXY_SERVER_NAME"
(echo "$@"; env | grep -v '^PWD=\\|^_=\\|^SHLVL=' | sort) > "$file"
exit $((HAPROXY_SERVER_ID % 3))
`;

async function told(t: TestContext, haproxy?: string): Promise<readonly string[]> {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'check'), PROGRAM, { mode: 0o755 });
  const program = await startHawser(t, {
    ...{ config: CONFIG, listeners: ['front'], folder },
    ...(haproxy === undefined ? {} : { program: [haproxy] }),
  });
  const seen: string[] = [];
  for (const proxy of ['front', 'back']) {
    for (const server of ['a', 'b', 'c', 'd', 'e']) {
      const line = new RegExp(`Health check for server ${proxy}/${server} (.*), check duration: \\d+ms(.*)\n`);
      await stderrHas(program, line);
      const [, found, rest] = line.exec(program.stderr())!;
      // Health before the first check is another one since 3.1.
      const text = fs.readFileSync(path.join(folder, `told.${proxy}.${server}`), 'latin1');
      const steady = text.replaceAll(String(program.ports.front), 'PORT');
      seen.push(`${found}${rest!.includes('DOWN') && found!.startsWith('failed') ? ' down' : ''}\n${steady}`);
    }
  }
  return seen;
}

test('external-check: programs are told what haproxy tells them', {
  skip: withoutHaproxy26,
}, async (t) => {
  const [ours, theirs] = await Promise.all([told(t), told(t, haproxy26)]);
  assert.deepEqual(ours, theirs);
});
