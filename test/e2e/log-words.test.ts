/** Log lines beside those of haproxy 2.6: each case runs with both, if haproxy is there. */
import { ask, FRONT, logged, request, withBoth } from '../support/both.js';

withBoth(
  'what could not be read as a request has no unique id',
  `${FRONT}    unique-id-format %ci-x\n    log-format "<%r> %ST %ID %[unique-id]"\n    http-request return\n`,
  async (t, program) => {
    await ask(t, program, 'BAD\r\n\r\n', true);
    await ask(t, program, request('/good'));
    await logged(program, /^<<BADREQ>> 400 - -\n<GET \/good HTTP\/1.1> 200 127.0.0.1-x 127.0.0.1-x\n$/);
  },
);
