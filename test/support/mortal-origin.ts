/**
 * A small origin in a process of its own, to be killed: `node mortal-origin.js HOST PORT NAME`. It says `up PORT` when it
 * listens. Answers are one write each; they echo the request's `x-id` and digest its body. SIGUSR2: it says 503 from now on.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const [host = '127.0.0.1', port = '0', name = 'origin'] = process.argv.slice(2);

let refuses = false;
let asked = 0;

const server = http.createServer((request, response) => {
  const digest = createHash('sha256');
  request.on('data', (data: Buffer) => digest.update(data));
  request.on('end', () => {
    const answer = () => {
      const body = `${request.headers['x-id'] ?? 'check'} ${digest.digest('hex')}`;
      response.writeHead(refuses ? 503 : 200, { 'content-length': body.length, 'x-server': name }).end(body);
    };
    // Some answers take a while, so that there are always requests that a death interrupts.
    setTimeout(answer, asked++ % 4 === 0 ? 15 : 0);
  });
});

process.on('SIGUSR2', () => {
  refuses = true;
});
server.keepAliveTimeout = 0;
server.listen(Number(port), host, () => process.stdout.write(`up ${(server.address() as AddressInfo).port}\n`));
