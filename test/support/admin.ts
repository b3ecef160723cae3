/** What a program tells over its stats socket, and the wait until it tells what is wanted. */
import path from 'node:path';
import type { Program } from './hawser.js';
import { command } from './wire.js';

/** The stats socket of a program whose configuration begins with `GLOBAL`. */
export function adminSocket({ folder }: Pick<Program, 'folder'>): string {
  return path.join(folder, 'admin.sock');
}

/** One command on it. */
export function ask(program: Pick<Program, 'folder'>, line: string): Promise<string> {
  return command(adminSocket(program), line);
}

/** A row of `show stat` by column. */
export type StatRow = Readonly<Record<string, string>>;

/** How long until one looks again. */
const LOOK_AGAIN_MS = 20;

/** Asks again and again until the answer fits, and gives it: a program does not tell what it changes by itself. */
export async function askUntil<T>(ask: () => Promise<T> | T, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Resolves when the stats socket answers; fails if `isOver` says that there is nobody any more. */
export async function answers(socket: string, isOver: () => boolean = () => false): Promise<void> {
  await askUntil(
    () => command(socket, 'show info').catch(() => ''),
    (text) => text !== '' || isOver(),
  );
}

/** Rows of `show stat`, or of that part of it that more words name. */
export async function statRows(socket: string, words = ''): Promise<readonly StatRow[]> {
  const [head = '', ...lines] = (await command(socket, `show stat ${words}`)).trim().split('\n');
  const names = head.replace('# ', '').split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at], value])));
}

/** The row of a server, or of `FRONTEND` or `BACKEND`. */
export async function statRow(socket: string, proxy: string, name: string): Promise<StatRow> {
  const row = (await statRows(socket)).find(({ pxname, svname }) => pxname === proxy && svname === name);
  if (row === undefined) throw new Error(`'show stat' has no ${proxy}/${name}`);
  return row;
}

/**
 * Resolves when nobody is connected to a proxy. Behind the last byte of an answer a connection counts until the program has
 * seen the client go, so that what counts connections (least connections, `conn_cur`, trackers) may differ from run to run.
 */
export async function untilIdle(socket: string, proxy: string): Promise<void> {
  await askUntil(
    () => statRows(socket),
    (rows) => rows.every(({ pxname, scur }) => pxname !== proxy || scur === '0' || scur === ''),
  );
}
