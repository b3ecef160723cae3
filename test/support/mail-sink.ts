/** A mail server that notes what is said to it. */
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listenOn } from './hawser.js';

export interface MailSink {
  readonly port: number;
  /** What clients said, one list of lines per connection, in the order in which they ended. */
  readonly talks: readonly (readonly string[])[];
  /** Resolves once so many connections ended. */
  ended(count: number): Promise<void>;
}

/** @param answer  what a line is answered; undefined: as servers do */
export async function startMailSink(
  t: TestContext,
  answer: (line: string) => string | undefined = () => undefined,
): Promise<MailSink> {
  const talks: string[][] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  const server = net.createServer((socket) => {
    const said: string[] = [];
    let rest = '';
    let inMail = false;
    socket.setEncoding('latin1');
    socket.write(answer('') ?? '220 sink\r\n');
    socket.on('error', () => {});
    socket.on('data', (data: string) => {
      const lines = (rest + data).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        said.push(line);
        if (inMail && line !== '.') continue;
        inMail = line === 'DATA';
        socket.write(answer(line) ?? (inMail ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n'));
        if (line === 'QUIT') socket.end();
      }
    });
    socket.on('close', () => {
      talks.push(said);
      waiting = waiting.filter(({ count, resolve }) => {
        if (talks.length < count) return true;
        resolve();
        return false;
      });
    });
  });
  t.after(() => server.close());
  const port = await listenOn(server);
  const ended = (count: number) =>
    talks.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { port, talks, ended };
}
