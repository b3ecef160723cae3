/**
 * `npm run bench`: Hawser against the haproxy of this machine, in the same run. Both proxies stay alive and are visited in
 * turn; medians of all rounds; CPU time by the scheduler's accounts. Ratios mean something, absolute figures do not.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hawserBin, projectRoot } from '../support/project.js';
import { median } from './median.js';
import {
  cpuNanoseconds,
  end,
  freePort,
  installed,
  OTHER_CORE,
  startPinned,
  startProxy,
  untilListening,
} from './process.js';
import { SCENARIOS, type Scenario } from './scenario.js';

/** Until what runs often is compiled: after one second that goes on for work of which little fits into a second. */
const WARM_UP_SECONDS = 5;

interface Sample {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

interface Proxy {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly samples: Sample[];
}

function writeOrigin(folder: string, port: number): string {
  fs.mkdirSync(path.join(folder, 'www'));
  fs.writeFileSync(path.join(folder, 'www/small'), 'x'.repeat(100));
  fs.writeFileSync(path.join(folder, 'www/16k'), 'x'.repeat(16384));
  fs.writeFileSync(path.join(folder, 'www/big'), Buffer.alloc(10 * 1024 * 1024, 'x'));
  const file = path.join(folder, 'nginx.conf');
  fs.writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 10000000; keepalive_timeout 300s; sendfile on; tcp_nopush on;
  server { listen 127.0.0.1:${port} backlog=1024; root ${folder}/www; } }
`,
  );
  return file;
}

function load(scenario: Scenario, port: number, seconds: number): { requests: number; seconds: number } {
  const scheme = scenario.tls ? 'https' : 'http';
  const fields = scenario.fields.flatMap((field) => ['-H', field]);
  const args = [
    '-t1',
    `-c${scenario.connections}`,
    `-d${seconds}s`,
    ...fields,
    `${scheme}://127.0.0.1:${port}${scenario.path}`,
  ];
  const output = execFileSync('taskset', ['-c', String(OTHER_CORE), 'wrk', ...args], { encoding: 'utf8' });
  const match = /(\d+) requests in ([\d.]+)(ms|s|m)/.exec(output);
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(output);
  if (!match || failed) throw new Error(`the load of '${scenario.name}' failed:\n${output}`);
  return { requests: Number(match[1]), seconds: Number(match[2]) * (match[3] === 'ms' ? 0.001 : 1) };
}

function measure(proxy: Proxy, scenario: Scenario, seconds: number): void {
  const before = cpuNanoseconds(proxy.pid);
  const result = load(scenario, proxy.port, seconds);
  const cpu = cpuNanoseconds(proxy.pid) - before;
  proxy.samples.push({
    requestsPerSecond: result.requests / result.seconds,
    cpuMicroseconds: cpu / 1000 / result.requests,
  });
}

function report(scenario: Scenario, hawser: Proxy, haproxy: Proxy): string {
  const rate = (proxy: Proxy) => median(proxy.samples.map((sample) => sample.requestsPerSecond));
  const cpu = (proxy: Proxy) => median(proxy.samples.map((sample) => sample.cpuMicroseconds));
  const cells = [
    scenario.name.padEnd(46),
    (rate(hawser) / rate(haproxy)).toFixed(2).padStart(7),
    (cpu(hawser) / cpu(haproxy)).toFixed(2).padStart(7),
    `${rate(hawser).toFixed(0)} / ${rate(haproxy).toFixed(0)}`.padStart(18),
    `${cpu(hawser).toFixed(1)} / ${cpu(haproxy).toFixed(1)}`.padStart(18),
  ];
  return cells.join('  ');
}

async function runScenario(scenario: Scenario, folder: string, originPort: number, options: Options): Promise<string> {
  const sink = dgram.createSocket('udp4');
  sink.bind(0, '127.0.0.1');
  await once(sink, 'listening');
  const syslog = sink.address().port;
  const certificate = path.join(projectRoot, 'fixtures/certificates/ec.pem');
  const config = (fe: number) => scenario.config({ fe, origin: originPort, syslog }, certificate);
  const start = async (name: string, command: readonly [string, ...string[]]) => {
    const { child, port } = await startProxy(name, command, folder, config);
    return { child, proxy: { name, port, pid: child.pid!, samples: [] } satisfies Proxy };
  };
  const hawser = await start('hawser', [process.execPath, hawserBin]);
  const haproxy = await start('haproxy', ['haproxy']);
  try {
    for (const { proxy } of [hawser, haproxy]) load(scenario, proxy.port, WARM_UP_SECONDS);
    for (let round = 0; round < options.rounds; round++) {
      for (const { proxy } of [hawser, haproxy]) measure(proxy, scenario, options.seconds);
    }
    return report(scenario, hawser.proxy, haproxy.proxy);
  } finally {
    await end(hawser.child);
    await end(haproxy.child);
    sink.close();
  }
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly filter: RegExp;
}

function parseOptions(args: readonly string[]): Options {
  const value = (name: string) => args.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  return {
    rounds: Number(value('rounds') ?? 5),
    seconds: Number(value('seconds') ?? 2),
    filter: new RegExp(value('only') ?? ''),
  };
}

/** `bench [--rounds=5] [--seconds=2] [--only=REGEX]`, `bench idle|bulk`; 1 when a program it needs is missing. */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'idle') return (await import('./idle.js')).main(args.slice(1));
  if (args[0] === 'bulk') return (await import('./bulk.js')).main();
  const missing = ['haproxy', 'nginx', 'wrk', 'taskset'].filter((name) => !installed(name));
  if (missing.length > 0) {
    console.error(`the bench needs ${missing.join(', ')}: apt-get install haproxy nginx-light wrk util-linux`);
    return 1;
  }
  const options = parseOptions(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-bench-'));
  const originPort = await freePort();
  const origin = startPinned(
    OTHER_CORE,
    'nginx',
    ['-c', writeOrigin(folder, originPort)],
    path.join(folder, 'origin.log'),
  );
  try {
    await untilListening(originPort, origin, 'nginx');
    const version = spawnSync('haproxy', ['-v'], { encoding: 'utf8' }).stdout.split('\n')[0];
    console.log(
      `${version}; Node.js ${process.version}; ratios are Hawser / HAProxy, ${options.rounds} rounds of ${options.seconds} s`,
    );
    console.log(
      `${'scenario'.padEnd(46)}  ${'rate'.padStart(7)}  ${'CPU/req'.padStart(7)}  ${'requests/s'.padStart(18)}  ${'CPU us/req'.padStart(18)}`,
    );
    for (const scenario of SCENARIOS.filter(({ name }) => options.filter.test(name))) {
      console.log(await runScenario(scenario, folder, originPort, options));
    }
    return 0;
  } finally {
    await end(origin);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
