/** A way to end a stream: configuration of a frontend and a backend of its own, and what the client does. */
import { askUntil, type StatRow } from '../../support/admin.js';
import type { Wire } from '../../support/wire.js';

/** What a case may use while it runs. */
export interface Scene {
  /** The connection whose line is looked at. */
  readonly wire: Wire;
  /** Names of the proxies of this case. */
  readonly frontend: string;
  readonly backend: string;
  /** The connection of `before`. */
  readonly holder: Wire | undefined;
  /** One more connection to the same frontend; its line does not matter, its counters do. */
  readonly again: () => Promise<Wire>;
  /** A command for the stats socket of the program. */
  readonly admin: (line: string) => Promise<string>;
  /** `show stat` of the backend and its servers. */
  readonly rows: () => Promise<readonly StatRow[]>;
  /** Address of the stream of `wire`, for `shutdown session`. */
  readonly stream: () => Promise<string>;
}

export interface Case {
  readonly name: string;
  readonly tcp?: boolean;
  /** Lines of the frontend, of the backend; servers other than the origin replace it. */
  readonly front?: readonly string[];
  readonly back?: readonly string[];
  readonly servers?: readonly string[];
  /** What another connection sends before, to hold the only slot of the server meanwhile. */
  readonly before?: string;
  /** Lines that the connection leaves, if not one. */
  readonly lines?: number;
  /** How many bytes came through depends on the moment that a limit strikes: they are not compared. */
  readonly anyBytes?: true;
  /** Chance decides how haproxy ends it: only how Hawser does is compared. */
  readonly byChance?: true;
  readonly run: (scene: Scene) => Promise<unknown> | unknown;
}

/** Far above what a step of a case takes, far below the limits of configurations that are not meant to strike. */
const BEAT_MS = 150;

export const pause = (ms = BEAT_MS): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const get = (where: string, fields = ''): string => `GET ${where} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
export const closing = (where: string, fields = ''): string => get(where, `${fields}Connection: close\r\n`);
/** A request that announces `length` bytes. */
export const post = (where: string, body: string, length = 10): string =>
  `POST ${where} HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n${body}`;
export const chunked = (where: string, body: string): string =>
  `POST ${where} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;

type Run = Case['run'];

/** Resolves once so many streams are with servers of the case (`scur`), or in its queues (`qcur`). */
export async function counted({ rows }: Pick<Scene, 'rows'>, column: 'scur' | 'qcur', count: number): Promise<void> {
  const isCounted = ({ svname }: StatRow) => column === 'qcur' || svname !== 'BACKEND';
  const sum = (all: readonly StatRow[]) => all.filter(isCounted).reduce((total, row) => total + Number(row[column]), 0);
  await askUntil(rows, (all) => sum(all) === count);
}

/** Sends and takes what comes until the other side closes. */
export const say =
  (text: string): Run =>
  ({ wire }) => {
    wire.send(text);
    return wire.untilClose();
  };

export const ask = (where: string, fields = ''): Run => say(closing(where, fields));

/** Sends, waits until that has reached everyone, then does the next thing. */
export const after =
  (text: string, next: Run): Run =>
  async (scene) => {
    if (text !== '') scene.wire.send(text);
    await pause();
    await next(scene);
  };

export const leave: Run = ({ wire }) => wire.socket.destroy();
export const reset: Run = ({ wire }) => wire.socket.resetAndDestroy();
export const finish: Run = ({ wire }) => {
  wire.socket.end();
  return wire.untilClose();
};
/** The client sends a whole request and takes its response, then does the next thing on the same connection. */
export const again =
  (next: Run): Run =>
  async (scene) => {
    scene.wire.send(get('/'));
    await scene.wire.response();
    await next(scene);
  };
export const wait: Run = ({ wire }) => wire.untilClose();

/** The operator ends the stream. */
export const kill: Run = async ({ admin, stream, wire }) => {
  await admin(`shutdown session ${await stream()}`);
  await wire.untilClose();
};

/** A command on the backend of the case. */
export const order =
  (command: (backend: string) => string): Run =>
  async ({ admin, backend, wire }) => {
    await admin(command(backend));
    await wire.untilClose();
  };

/** Reads nothing for a while, then leaves. */
export const stuff =
  (text: string, ms: number): Run =>
  async ({ wire }) => {
    wire.socket.pause();
    wire.send(text);
    await pause(ms);
    wire.socket.destroy();
  };

/** Begins to read, then does the next thing in the middle of the response. */
export const midway =
  (text: string, next: Run): Run =>
  async (scene) => {
    scene.wire.send(text);
    await scene.wire.until((received) => received !== '');
    await next(scene);
  };
