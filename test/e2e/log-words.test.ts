/** Log lines beside those of haproxy 2.6: each case runs with both, if haproxy is there. */
import assert from 'node:assert/strict';
import { ask, BACK, FRONT, logged, request, withBoth } from '../support/both.js';
import { connect } from '../support/wire.js';

withBoth(
  'what could not be read as a request has no unique id',
  `${FRONT}    unique-id-format %ci-x\n    log-format "<%r> %ST %ID %[unique-id]"\n    http-request return\n`,
  async (t, program) => {
    await ask(t, program, 'BAD\r\n\r\n', true);
    await ask(t, program, request('/good'));
    await logged(program, /^<<BADREQ>> 400 - -\n<GET \/good HTTP\/1.1> 200 127.0.0.1-x 127.0.0.1-x\n$/);
  },
);

withBoth(
  'what could not be read as a request has no backend that fetches find',
  `${FRONT}    log-format "%b %ST %[fe_name] %[be_name] %[be_id] %[be_server_timeout] %[src]"
    http-request return\n`,
  async (t, program) => {
    await ask(t, program, 'BAD\r\n\r\n', true);
    await ask(t, program, request('/good'));
    await logged(program, /^f 400 f - - - 127.0.0.1\nf 200 f f \d 0 127.0.0.1\n$/);
  },
);

withBoth(
  'errors of sessions are told in error-log-format, and count as lines',
  `${FRONT.trimEnd()} accept-proxy
    error-log-format "%ci %ft/%b/%s %ST %ts %lc %r"
    no log\n    log stdout format raw local0\n    log-format "%ci %ST %lc"
    http-request return\n`,
  async (t, program) => {
    await ask(t, program, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', true);
    await logged(program, /^127.0.0.1 f\/f\/<NOSRV> 0 PR 0 <BADREQ>\n$/);
    await ask(t, program, 'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nBAD\r\n\r\n', true);
    await logged(program, /\n1.2.3.4 f\/f\/<NOSRV> 400 PR 1 <BADREQ>\n$/);
    await ask(t, program, `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${request('/')}`);
    await logged(program, /\n1.2.3.4 200 2\n$/);
  },
);

withBoth(
  'errors of sessions give listeners without a name their number',
  `frontend f\n    bind "fd@\${f}" accept-proxy\n    http-request return\n`,
  async (t, program) => {
    await ask(t, program, request('/'), true);
    await logged(program, /\] f\/1: Received something/);
  },
);

withBoth(
  'a client that was gone before it was accepted passes no rule about addresses',
  `${FRONT}    log-format "<%ci %ST>"\n    http-request return if !{ src 192.0.2.1 }\n`,
  async (t, program) => {
    process.kill(program.pid, 'SIGSTOP');
    const { socket } = await connect(t, program.ports.f!);
    socket.write(request('/'));
    socket.resetAndDestroy();
    process.kill(program.pid, 'SIGCONT');
    await ask(t, program, request('/'));
    await logged(program, /^<127\.0\.0\.1 200>$/m);
    // haproxy learns the address when it accepts; where it is lost, the client is dropped.
    assert.doesNotMatch(program.stdout(), /^<- /m);
  },
);

for (const [format, known] of [
  ['%ci %{+Q}r', true],
  ['%%r %ci %ST', false],
  ['%{+Q}HM', true],
  ['%rt %HPO', true],
] as const) {
  withBoth(
    `backends ${known ? 'know' : 'do not know'} the request line of a frontend with log-format ${format}`,
    `${FRONT}    log-format "${format}"\n${BACK}    http-response set-header x-uri "<%[capture.req.uri]>"\n`,
    async (t, program) => {
      const answer = await ask(t, program, request('/known?q'));
      assert.match(answer, known ? /\r\nx-uri: <\/known\?q>\r\n/ : /\r\nx-uri: <>\r\n/);
    },
  );
}

withBoth(
  'the state of cookies stands in lines of mode tcp too',
  `${FRONT}    mode tcp\n    log-format "%ts %tsc"\n    tcp-request content reject\n`,
  async (t, program) => {
    await ask(t, program, 'x', true);
    await logged(program, /^PR PR--\n$/);
  },
);

withBoth(
  'headers that were captured empty stand in lists as such, those that were not captured as -',
  `${FRONT}    capture request header x-e len 10
    declare capture request len 10
    declare capture request len 10
    http-request capture req.fhdr(x-e),base64 id 1
    http-request capture str(a),ltrim(a) id 2
    log-format "<%hrl> <%hr> <%{+Q}hrl>"
    http-request return\n`,
  async (t, program) => {
    await ask(t, program, request('/'));
    await ask(t, program, request('/', 'x-e:\r\n'));
    await logged(program, /^<- - > <\{\|\|\}> <"" "" "">\n< {2}> <\{\|\|\}> <"" "" "">\n$/);
  },
);
