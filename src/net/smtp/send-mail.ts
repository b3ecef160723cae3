/** Hands one mail to a mail server (RFC 5321): one connection, one mail, every step confirmed. */
import net from 'node:net';

export interface Mail {
  /** Name to greet with. */
  readonly hello: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Lines of the body. */
  readonly body: readonly string[];
  /** Value of the `Date` field. */
  readonly date: string;
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** For the whole of it. */
  readonly timeoutMs: number;
}

/** Nothing of a text may end its line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}

/** A line that is a dot would end the mail (RFC 5321 4.5.2). */
function stuffed(line: string): string {
  return line.startsWith('.') ? `.${line}` : line;
}

function renderMail({ from, to, subject, body, date }: Mail): string {
  const head = [`From: ${from}`, `To: ${to}`, `Date: ${date}`, `Subject: ${subject}`].map(oneLine);
  return [...head, '', ...body.map((line) => stuffed(oneLine(line))), '', '.', ''].join('\r\n');
}

/** What is said in turn, each after an answer of that kind. */
function dialogue(mail: Mail): readonly { readonly expects: number; readonly says: string }[] {
  return [
    { expects: 220, says: `HELO ${oneLine(mail.hello)}\r\n` },
    { expects: 250, says: `MAIL FROM:<${oneLine(mail.from)}>\r\n` },
    { expects: 250, says: `RCPT TO:<${oneLine(mail.to)}>\r\n` },
    { expects: 250, says: 'DATA\r\n' },
    { expects: 354, says: renderMail(mail) },
    { expects: 250, says: 'QUIT\r\n' },
    { expects: 221, says: '' },
  ];
}

/**
 * Sends a mail. It does not keep the process alive.
 * @param done called once, with what went wrong if anything did
 * @returns what gives it up
 */
export function sendMail(server: MailServer, mail: Mail, done: (problem: string | undefined) => void): () => void {
  const steps = dialogue(mail);
  const socket = net.connect({ host: server.host, port: server.port });
  let step = 0;
  let received = '';
  let isDone = false;
  const finish = (problem: string | undefined): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    socket.destroy();
    done(problem);
  };
  const timer = setTimeout(() => finish('timeout'), server.timeoutMs);
  timer.unref();
  socket.unref();
  socket.setEncoding('latin1');
  socket.on('error', (error) => finish(error.message));
  socket.on('close', () => finish('connection closed'));
  socket.on('data', (data: string) => {
    received += data;
    for (;;) {
      // Answers of several lines have a dash behind the code in all of them but the last.
      const line = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(received);
      if (line === null) return;
      received = received.slice(line[0].length);
      const current = steps[step];
      if (current === undefined) return;
      if (Number(line[1]) !== current.expects) {
        finish(`unexpected answer: ${line[0].trim()}`);
        return;
      }
      step++;
      if (step === steps.length) finish(undefined);
      else socket.write(current.says, 'latin1');
    }
  });
  return () => finish('given up');
}
