/** Where a stream went, in its log line: servers that answer, that cannot be reached, and those on unix sockets; beside haproxy. */
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import { ask, FRONT, logged, request, withBoth } from '../support/both.js';

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
