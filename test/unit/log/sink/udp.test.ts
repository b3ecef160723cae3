import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { openUdpDatagram } from '../../../../src/libc/datagram.js';
import { native } from '../../../../src/libc/native.js';
import { notHere } from '../../../../src/libc/outcome.js';
import { UdpSink } from '../../../../src/log/sink/udp.js';

async function listen() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

const WAYS = [
  ['through libc', openUdpDatagram, { skip: native().ok ? false : 'libc is not here' }],
  ['through node:dgram', () => notHere('not wanted'), {}],
] as const;

for (const [way, open, options] of WAYS) {
  test(
    `UdpSink ${way} sends each line as one datagram with a line feed, in order and byte by byte`,
    options,
    async () => {
      const server = await listen();
      const received: string[] = [];
      const sink = new UdpSink('127.0.0.1', server.address().port, undefined, open);
      const done = new Promise<void>((resolve) => {
        server.on('message', (bytes) => {
          if (received.push(bytes.toString('latin1')) === 4) resolve();
        });
      });
      sink.send('first');
      sink.send('\xe9\x00\xff');
      setImmediate(() => {
        sink.send('third');
        sink.flush();
        sink.send('fourth');
      });
      await done;
      await sink.close();
      server.close();
      assert.deepEqual(received, ['first\n', '\xe9\x00\xff\n', 'third\n', 'fourth\n']);
      assert.equal(sink.dropped, 0);
    },
  );

  test(`UdpSink ${way} sends what waits for the socket when it is closed`, options, async () => {
    const server = await listen();
    const sink = new UdpSink('127.0.0.1', server.address().port, undefined, open);
    sink.send('last words');
    const [[bytes]] = await Promise.all([once(server, 'message'), sink.close()]);
    server.close();
    assert.equal(bytes.toString(), 'last words\n');
  });

  test(
    `UdpSink ${way} counts lines that nobody takes, reports once, and works again when somebody does`,
    options,
    async () => {
      const reports: string[] = [];
      const gone = await listen();
      const { port } = gone.address();
      gone.close();
      await once(gone, 'close');
      const sink = new UdpSink('127.0.0.1', port, (text) => reports.push(text), open);
      while (sink.dropped < 3) {
        sink.send('lost');
        await new Promise(setImmediate);
      }
      assert.deepEqual(reports, [`log target 127.0.0.1:${port} loses lines: ${reports[0]?.split('lines: ')[1]}`]);
      assert.match(reports[0] ?? '', /ECONNREFUSED|Connection refused/);
      const server = createSocket('udp4');
      server.bind(port, '127.0.0.1');
      await once(server, 'listening');
      const received = once(server, 'message');
      let heard = false;
      void received.then(() => {
        heard = true;
      });
      while (!heard) {
        sink.send('back');
        await new Promise(setImmediate);
      }
      assert.equal((await received)[0].toString(), 'back\n');
      await sink.close();
      server.close();
    },
  );
}

test('UdpSink counts lines for a name that cannot be looked up', async () => {
  const sink = new UdpSink('name.invalid', 514);
  sink.send('lost');
  await sink.close();
  assert.equal(sink.dropped, 1);
});
