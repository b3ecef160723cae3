/** The same cases through haproxy and Hawser: one process each, a frontend and a scripted origin per case. */
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listenOn, startHawser } from '../../support/hawser.js';
import { startUdpSyslog } from '../../support/syslog.js';
import { connect, type Wire } from '../../support/wire.js';

/** What the origin does with one request. */
export interface Answer {
  readonly text: string;
  /** What must have been received on the connection before; the end of a head if not given. */
  readonly after?: RegExp;
  readonly end?: 'fin' | 'rst';
}

/** A piece to send, or what must have been received from the proxy before the next one; `close` is its FIN or RST. */
export type Step = string | RegExp | 'fin' | 'close';

export interface Case {
  readonly name: string;
  /** Lines of the `listen` section. */
  readonly lines?: readonly string[];
  readonly client: readonly Step[];
  /** Answers in order of the requests on all connections; `dead` = nobody listens. */
  readonly origin?: readonly Answer[] | 'dead';
  /** Lines of the log that belong to it: 1 if not given. */
  readonly logs?: number;
  /** What is not compared, and why. */
  readonly known?: Difference;
}

/** A known difference between 2.6 and Hawser: it is masked in what both gave. */
export interface Difference {
  readonly reason: string;
  readonly mask: (seen: Seen) => Seen;
}

/** What came of a case, without what differs from run to run. */
export interface Seen {
  readonly client: string;
  /** Bytes of each connection of the origin. */
  readonly origin: readonly string[];
  readonly log: readonly string[];
}

/** Longer than every time limit of the configurations: what has not come by then does not come. */
const PATIENCE_MS = 4000;

/** An address of its own: those who still look for the last owner of a port do not come here. */
const HOST = '127.0.7.1';

interface Origin {
  readonly port: number;
  readonly received: string[];
}

async function startOrigin(t: TestContext, answers: readonly Answer[]): Promise<Origin> {
  const received: string[] = [];
  let next = 0;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    t.after(() => socket.destroy());
    const index = received.push('') - 1;
    let used = 0;
    const reply = () => {
      for (;;) {
        const answer = answers[next];
        const fresh = received[index]!.slice(used);
        if (answer === undefined || !(answer.after ?? /\r\n\r\n/).test(fresh)) return;
        used = received[index]!.length;
        next++;
        socket.write(answer.text, 'latin1', () => {
          if (answer.end === 'rst') socket.resetAndDestroy();
        });
        if (answer.end === 'fin') socket.end();
      }
    };
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received[index] += data.toString('latin1');
      reply();
    });
    socket.on('end', () => socket.end());
  });
  t.after(() => server.close());
  return { port: await listenOn(server, HOST), received };
}

/** Nobody listens there; a free port of the moment could be somebody's in the next. */
const DEAD_PORT = 1;

function section(name: string, { lines = [] }: Case, port: number): string {
  const body = lines.some((line) => line.trimStart().startsWith('server ')) ? lines : [...lines, 'server s @'];
  const text = body.map((line) => `    ${line.replace('@', `${HOST}:${port}`)}\n`).join('');
  return `listen ${name}\n    bind "fd@\${${name}}"\n${text}`;
}

const HEAD = (syslog: number) => `global
    log 127.0.0.1:${syslog} local0
defaults
    mode http
    log global
    option httplog
    retries 0
    timeout connect 1s
    timeout client 2s
    timeout server 2s
`;

export interface Stage {
  /** Runs a case. */
  run(index: number): Promise<Seen>;
}

/** Starts a program with the sections of all cases. */
export async function startStage(t: TestContext, cases: readonly Case[], program?: 'haproxy'): Promise<Stage> {
  const syslog = await startUdpSyslog(t);
  const names = cases.map((_, index) => `c${index}`);
  const origins: (Origin | undefined)[] = [];
  let config = HEAD(syslog.port);
  for (const [index, one] of cases.entries()) {
    const origin = one.origin === 'dead' ? undefined : await startOrigin(t, one.origin ?? []);
    origins.push(origin);
    config += section(names[index]!, one, origin?.port ?? DEAD_PORT);
  }
  const other = program === undefined ? {} : { program: [program] as const };
  const { ports } = await startHawser(t, { config, listeners: names, host: HOST, ...other });
  return {
    async run(index) {
      const one = cases[index]!;
      const name = names[index]!;
      const client = await perform(await connect(t, ports[name]!, HOST), one.client);
      const isOurs = (line: string) => line.includes(` ${name} ${name}/`);
      const { logs = 1 } = one;
      if (logs > 0) await within(syslog.line(() => syslog.lines().filter(isOurs).length >= logs));
      const normal = (text: string) => normalise(text, origins[index]?.port);
      return {
        client: normal(client),
        origin: (origins[index]?.received ?? []).map(normal),
        log: syslog.lines().filter(isOurs).map(normaliseLog),
      };
    },
  };
}

/** The value, or undefined when it takes too long. */
async function within<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}

async function perform(wire: Wire, steps: readonly Step[]): Promise<string> {
  let note = '';
  for (const step of steps) {
    if (step === 'fin') wire.socket.end();
    else if (step === 'close') {
      if ((await within(wire.untilClose())) === undefined) note += '<not closed>';
    } else if (typeof step === 'string') wire.send(step);
    else if ((await within(wire.until((text) => step.test(text)))) === undefined) note += `<no ${step.source}>`;
  }
  const text = wire.received + (wire.closed ? '<closed>' : '') + note;
  wire.socket.destroy();
  return text;
}

function normalise(text: string, port: number | undefined): string {
  return port === undefined ? text : text.replaceAll(String(port), 'PORT');
}

/** Times and ports vary; which of the times are -1 does not. */
function normaliseLog(line: string): string {
  return line
    .replace(/^<\d+>.*?\]: /, '')
    .replace(/^([\d.]+):\d+ \[[^\]]*\] c\d+ c\d+\//, '$1:PORT [DATE] FE BE/')
    .replace(/ (-?\d+)\/(-?\d+)\/(-?\d+)\/(-?\d+)\/(\+?\d+) /, (_, ...times: string[]) => {
      const shown = times.slice(0, 5).map((time) => (time === '-1' ? time : 'T'));
      return ` ${shown.join('/')} `;
    })
    .replace(/ \d+\/\d+\/\d+\/\d+\/(\+?\d+) /, ' N/N/N/N/$1 ');
}
