/** Checks that run with Hawser, and with haproxy 2.6 beside it where it is installed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { GLOBAL } from './config-head.js';
import { type Program, startHawser, temporaryFolder } from './hawser.js';
import { haproxy26 } from './program.js';
import { hawserBin } from './project.js';
import { connect, ok, startOrigin } from './wire.js';

/** Hawser, and haproxy if it is there. */
export const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
  [process.execPath, hawserBin],
  ...(haproxy26 ? [[haproxy26] as const] : []),
];

/** What titles of tests call a program. */
export function nameOf(program: readonly string[]): string {
  return program[0] === haproxy26 ? 'haproxy 2.6' : 'Hawser';
}

/** Logs to standard output; mode http. */
export const HEAD = `${GLOBAL}    log stdout format raw local0
    nbthread 1
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    option httplog
    log global
`;

/** `frontend f` that listens on the port `f`. */
export const FRONT = 'frontend f\n    bind "fd@${f}"\n';

/** The backend of that frontend; its server answers `origin`. */
export const BACK = '    default_backend b\nbackend b\n    server s "127.0.0.1:${ORIGIN}"\n';

export interface BothOptions {
  /** Contents of files in the folder of the program, which is `${DIR}`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Sections in front of `config`. */
  readonly before?: string;
  /** Servers by the variable that holds their port, and what they answer to a head. */
  readonly origins?: Readonly<Record<string, (head: string) => string>>;
}

const ORIGINS = { ORIGIN: () => ok('origin', 'X-Origin: 1\r\n') };

/** Runs a check with each program. Lines of `config` stand behind defaults of mode http that log to standard output. */
export function withBoth(
  name: string,
  config: string,
  check: (t: TestContext, program: Program) => Promise<void>,
  { files = {}, before = '', origins = ORIGINS }: BothOptions = {},
): void {
  for (const program of PROGRAMS) {
    test(`${name} (${nameOf(program)})`, async (t) => {
      const env: Record<string, string> = {};
      for (const [variable, answer] of Object.entries(origins)) {
        env[variable] = String((await startOrigin(t, answer)).port);
      }
      const folder = temporaryFolder(t);
      for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text, 'latin1');
      const text = HEAD + before + config;
      await check(t, await startHawser(t, { config: text, listeners: ['f'], env, program, folder }));
    });
  }
}

export function request(target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
}

/** Answer to one request on a connection of its own; `<end>` behind it if the proxy closes, which `ends` waits for. */
export async function ask(t: TestContext, program: Program, text: string, ends = false): Promise<string> {
  const wire = await connect(t, program.ports.f!);
  wire.send(text);
  if (ends) return `${await wire.untilClose()}<end>`;
  const answer = await wire.response();
  return wire.closed ? `${answer}<end>` : answer;
}

/** Waits until the program has printed a line like that; haproxy may do so behind its answer. */
export async function logged(program: Program, wanted: RegExp): Promise<void> {
  let ended = false;
  void program.finished.then(() => {
    ended = true;
  });
  while (!wanted.test(program.stdout()) && !ended) {
    await Promise.race([once(program.child.stdout!, 'data'), program.finished]);
  }
  assert.match(program.stdout(), wanted);
}
