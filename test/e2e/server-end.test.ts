/** Where a stream went, in its log line: servers that answer, that cannot be reached, and those on unix sockets; beside haproxy. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { adminSocket, answers, askUntil, statRow } from '../support/admin.js';
import { ask, BACK, FRONT, logged, request, withBoth } from '../support/both.js';
import { command, connect } from '../support/wire.js';

const FORMAT = '    log-format "<%ts %si:%sp %[bc_dst]:%[bc_dst_port] %[bc_err] %[bc_err_str]>"\n';

withBoth(
  'a server that cannot be reached is logged with its address',
  `${FRONT}${FORMAT}    default_backend b\nbackend b\n    retries 0\n    server s 127.0.0.1:1\n`,
  async (t, program) => {
    await ask(t, program, request('/'));
    await logged(program, />/);
    assert.match(program.stdout(), /^<SC 127\.0\.0\.1:1 127\.0\.0\.1:1 - ->$/m);
  },
);

withBoth(
  'servers on unix sockets have a name of their own',
  `${FRONT}    log-format "<%ts %si:%sp %bi:%bp %[bc_dst]:%[bc_src]>"\n    default_backend b\nbackend b\n    server s "unix@\${DIR}/s"\n`,
  async (t, program) => {
    const server = http.createServer((_request, response) => response.end('ok'));
    t.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(path.join(program.folder, 's'), resolve));
    await ask(t, program, request('/', 'Connection: close\r\n'), true);
    await logged(program, />/);
    assert.match(program.stdout(), /^<-- unix:0 unix:0 -:->$/m);
  },
);

withBoth(
  'behind an answer without a server nothing is known of one',
  `${FRONT}${FORMAT}    http-request return status 200\n`,
  async (t, program) => {
    await ask(t, program, request('/'));
    await logged(program, />/);
    assert.match(program.stdout(), /^<LR -:- -:- - ->$/m);
  },
);

for (const mode of ['http', 'tcp']) {
  // The server is reached through its unix socket: its port is not known when the configuration is written.
  const lines = [
    `    mode ${mode}`,
    '    log-format "<%ts %rc %Tc %Td %[bc_err]>"',
    '    default_backend b',
    'backend b',
  ];
  const backend = [`    mode ${mode}`, '    retries 1', '    server s "unix@${DIR}/s" ssl verify none'];
  withBoth(
    `a server that hangs up during the handshake is tried again, mode ${mode}`,
    `${FRONT}${[...lines, ...backend].join('\n')}\n`,
    async (t, program) => {
      let attempts = 0;
      const server = net.createServer((socket) => {
        attempts++;
        socket.on('error', () => {});
        socket.once('data', () => socket.end());
      });
      t.after(() => server.close());
      await new Promise<void>((resolve) => server.listen(path.join(program.folder, 's'), resolve));
      const wire = await connect(t, program.ports.f!);
      wire.send(request('/', 'Connection: close\r\n'));
      await wire.untilClose();
      await logged(program, />/);
      assert.match(program.stdout(), /^<SC 1 -1 -1 34>$/m);
      assert.equal(attempts, 2);
    },
  );
}

withBoth(
  'where both ends of a tunnel are late at a time the client is told of',
  `${FRONT}    mode tcp\n    timeout client 100ms\n    log-format "<%ts>"\n${BACK}    mode tcp\n    timeout server 100ms\n`,
  async (t, program) => {
    const wire = await connect(t, program.ports.f!);
    await wire.untilClose();
    await logged(program, />/);
    assert.match(program.stdout(), /^<cD>$/m);
  },
);

withBoth(
  'responses that do not come are failures of servers',
  `${FRONT}    http-request track-sc0 src table b
    log-format "<%ts %[sc0_http_fail_cnt(b)] %[capture.res.ver] %[be_server_timeout] %TR %Td>"
    http-request return status 200 if { path /own }\n    default_backend b
backend b\n    retries 0\n    stick-table type ip size 10 expire 1m store http_fail_cnt\n    server s "unix@\${DIR}/s"\n`,
  async (t, program) => {
    const server = http.createServer((asked) => asked.socket.destroy());
    t.after(() => server.close());
    await ask(t, program, request('/refused'));
    await new Promise<void>((resolve) => server.listen(path.join(program.folder, 's'), resolve));
    await ask(t, program, request('/empty'));
    await ask(t, program, request('/own'));
    await logged(program, /<LR.*>/);
    const lines = program
      .stdout()
      .match(/<.*>/g)
      ?.map((line) => line.replace(/ \d+ -1>/, ' n -1>'));
    assert.deepEqual(lines, ['<SC 0 - 5000 n -1>', '<SH 1 - 5000 n -1>', '<LR 1 - 0 n -1>']);
  },
);

for (const mode of ['http', 'tcp']) {
  const lines = [`    mode ${mode}`, '    default_backend b', 'backend b', `    mode ${mode}`, '    balance first'];
  const servers = [
    // Its check succeeds: a server that is down already would not be tried.
    '    server a 127.0.0.1:1 check port "${ORIGIN}" inter 1h on-marked-down shutdown-sessions',
    '    server o "127.0.0.1:${ORIGIN}"',
  ];
  withBoth(
    `who tries to connect to a server that goes down gets another one, mode ${mode}`,
    `${FRONT}${[...lines, '    option redispatch', ...servers].join('\n')}\n`,
    async (t, program) => {
      const socket = adminSocket(program);
      await answers(socket);
      const wire = await connect(t, program.ports.f!);
      wire.send(request('/'));
      // The attempt has failed, and the next one comes after a second.
      await askUntil(
        () => statRow(socket, 'b', 'BACKEND'),
        ({ scur }) => scur === '1',
      );
      await command(socket, 'set server b/a health down');
      assert.match(await wire.response(), /^HTTP\/1\.1 200 [\s\S]*origin$/);
    },
  );
}

for (const [algorithm, line] of [
  ['roundrobin', '+2 o 200'],
  ['leastconn', '+2 o 200'],
  ['first', '+3 b 503'],
] as const) {
  withBoth(
    `every attempt of ${algorithm} goes to another server where redispatch is allowed`,
    `${FRONT}    log-format "<%rc %s %ST>"\n    default_backend b\nbackend b
    balance ${algorithm}\n    option redispatch
    server a 127.0.0.1:1\n    server b 127.0.0.1:1\n    server o "127.0.0.1:\${ORIGIN}"\n`,
    async (t, program) => {
      await ask(t, program, request('/'));
      await logged(program, />/);
      assert.equal(program.stdout(), `<${line}>\n`);
    },
  );
}
