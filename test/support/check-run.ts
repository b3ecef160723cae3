/** Runs one health check of a configuration against a scripted server in this process. */
import net from 'node:net';
import type { TestContext } from 'node:test';
import type { ProxyPlan } from '../../src/compile/plan.js';
import { Core } from '../../src/engine/core.js';
import { Probe } from '../../src/engine/health/probe.js';
import { compileScript } from '../../src/engine/health/script.js';
import { renderServerState } from '../../src/engine/health/server-state-header.js';
import { checkTarget } from '../../src/engine/health/target.js';
import { type Finding, shownCode } from '../../src/engine/health/verdict.js';
import { NO_LOG } from '../../src/engine/log-output.js';
import { createServerTls, ServerTls } from '../../src/engine/pool/server-tls.js';
import { buildProxies } from '../../src/engine/proxy/build-proxies.js';
import { checkStream } from '../../src/engine/runtime/check-stream.js';
import { initialServerTls } from '../../src/model/config/server.js';
import { compileText } from './config.js';
import { listenOn } from './hawser.js';
import { freePort } from './process.js';

/** What a scripted server does with a connection: says something, waits for a message, ends. It keeps it open else. */
export type ServerStep = string | 'RECEIVE' | 'CLOSE' | 'RESET';

/** What a check found and what the server heard, connection by connection. */
export interface CheckRun {
  readonly finding: Finding;
  readonly heard: readonly string[];
  /** `L7OK 200 text`, as stats show it. */
  readonly text: string;
}

/** Takes the steps of a connection one by one; a message is what arrives in one piece. */
function play(socket: net.Socket, steps: readonly ServerStep[], hear: (text: string) => void): void {
  let at = 0;
  const run = () => {
    for (; at < steps.length; at++) {
      const step = steps[at]!;
      if (step === 'RECEIVE') return;
      if (step === 'CLOSE') socket.end();
      else if (step === 'RESET') socket.resetAndDestroy();
      else socket.write(step, 'latin1');
    }
  };
  socket.on('error', () => {});
  socket.on('data', (data) => {
    hear(data.toString('latin1'));
    if (steps[at] === 'RECEIVE') at++;
    run();
  });
  run();
}

/** Starts a server; connection n plays the n-th script, or the last one. */
export async function scriptedServer(t: TestContext, scripts: readonly (readonly ServerStep[])[]) {
  const heard: string[] = [];
  const sockets = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer({ allowHalfOpen: false }, (socket) => {
    const index = count++;
    heard.push('');
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    play(socket, scripts[Math.min(index, scripts.length - 1)] ?? [], (text) => {
      heard[index] += text;
    });
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: await listenOn(server), heard };
}

/** Compiles a backend `be` with one server `s`; `words` stand behind `check`. */
function compileBackend(
  lines: readonly string[],
  port: number,
  words: string,
  globals: readonly string[],
): { core: Core; plan: ProxyPlan } {
  const body = [...lines, `server s 127.0.0.1:${port} check ${words}`].map((line) => ` ${line}\n`).join('');
  const more = globals.map((line) => ` ${line}\n`).join('');
  const text = `global\n ssl-server-verify none\n node test\n${more}backend be\n timeout connect 5s\n timeout server 5s\n${body}`;
  const { plan, alerts } = compileText(text);
  if (alerts.length > 0) throw new Error(alerts.join('; '));
  const core = new Core(plan, {
    openLog: () => NO_LOG,
    serverEvent: () => {},
    noServer: () => {},
    checkOutcome: () => {},
  });
  buildProxies(core, []);
  return { core, plan: plan.proxies[0]! };
}

export interface CheckOptions {
  /** Words behind `check` on the server line. */
  readonly words?: string;
  /** How long the exchange may take. */
  readonly readMs?: number;
  /** Lines of `global`. */
  readonly globals?: readonly string[];
}

/** Runs the checks of a backend once; `PORT` in its lines stands for the server's. */
export async function runCheck(
  t: TestContext,
  lines: readonly string[],
  scripts: readonly (readonly ServerStep[])[] | 'refused',
  { words = '', readMs = 5000, globals = [] }: CheckOptions = {},
): Promise<CheckRun> {
  const { port, heard } = await scriptedServer(t, scripts === 'refused' ? [] : scripts);
  const target = scripts === 'refused' ? await freePort() : port;
  const here = (line: string) => line.replaceAll('PORT', String(target));
  const { core, plan } = compileBackend(lines.map(here), target, here(words), globals);
  const server = plan.proxy.servers[0]!;
  const script = compileScript(plan.proxy.config.check, plan.check ?? [], (one) => renderServerState(one, 'test'));
  const tls = createServerTls(initialServerTls(), core.global);
  const stream = checkStream(server, core);
  const finding = await new Promise<Finding>((resolve) => {
    const probe = new Probe(
      {
        script,
        stream,
        limits: { connectMs: 5000, readMs },
        target: (step) =>
          checkTarget(
            server,
            server.config.check!,
            step,
            stream,
            (_server, sni, alpn) => (tls instanceof ServerTls ? tls.options(sni, alpn) : undefined),
            core.global.flags.get('pp2-never-send-local') === true,
          ),
      },
      resolve,
    );
    probe.start();
  });
  const parts = [finding.status, shownCode(finding), finding.text].filter((part) => part !== undefined && part !== '');
  return { finding, heard, text: parts.join(' ') };
}
