/**
 * One client of the runtime API: its commands run one after the other, and each only when the answer before it was taken.
 * The client may go at any byte; then what waits is told, and nothing that did not arrive whole was run.
 */
import type net from 'node:net';
import { nowMs, wallNowMs } from '../base/clock.js';
import type {
  AdminAnswer,
  AdminLevel,
  AdminMode,
  AdminRequest,
  AdminSession,
  MasterAdmin,
  Product,
  SeverityOutput,
} from '../model/admin-request.js';
import { failure } from '../model/admin-request.js';
import type { Runtime } from '../model/runtime.js';
import { withoutProcess } from './command-line.js';
import { type CommandTable, isAllowed } from './find-command.js';
import { renderHelp, renderUnknown } from './help.js';
import { type InputEvent, type InputLimits, LineReader } from './line-reader.js';
import { PAYLOAD_PROMPT, renderPrompt } from './prompt.js';
import { answerPieces } from './render-answer.js';
import { SocketOutput } from './socket-output.js';

/** What all connections of a process share. */
export interface AdminSurroundings {
  readonly runtime: Runtime;
  readonly commands: CommandTable;
  readonly product: Product;
  readonly master: MasterAdmin | undefined;
  readonly limits: InputLimits;
  /** Told about commands that fail by a fault of ours. */
  readonly onError: (error: unknown, words: readonly string[]) => void;
}

/** Rights of the socket that a client came to. */
export interface AdminRights {
  readonly level: AdminLevel;
  readonly severityOutput: SeverityOutput;
  /** Modes that the client is in already. */
  readonly expert?: boolean;
  readonly experimental?: boolean;
}

/** Input that may wait while a command runs. */
const WAITING_MAX = 65_536;

const FAILED = failure('Internal error; see the logs.\n');

export class AdminConnection implements AdminSession {
  level: AdminLevel;
  severityOutput: SeverityOutput;
  mode: AdminMode;
  timedPrompt: boolean;
  expert: boolean;
  experimental: boolean;
  readonly source: string;
  readonly startDateMs: number;
  readonly #shared: AdminSurroundings;
  readonly #socket: net.Socket;
  readonly #output: SocketOutput;
  readonly #reader: LineReader;
  readonly #gone: AbortController;
  #timeoutMs: number;
  #isRunning: boolean;
  #isEnding: boolean;
  #hasQuit: boolean;
  /** Ends the command that runs when the client says something. */
  #stop: (() => void) | undefined;

  constructor(socket: net.Socket, rights: AdminRights, timeoutMs: number, shared: AdminSurroundings) {
    this.level = rights.level;
    this.severityOutput = rights.severityOutput;
    this.mode = 'single';
    this.timedPrompt = false;
    this.expert = rights.expert === true;
    this.experimental = rights.experimental === true;
    this.source = socket.remoteAddress === undefined ? 'unix:1' : `${socket.remoteAddress}:${socket.remotePort}`;
    this.startDateMs = wallNowMs();
    this.#shared = shared;
    this.#socket = socket;
    this.#output = new SocketOutput(socket);
    this.#reader = new LineReader(shared.limits);
    this.#gone = new AbortController();
    this.#timeoutMs = timeoutMs;
    this.#isRunning = false;
    this.#isEnding = false;
    this.#hasQuit = false;
    this.#stop = undefined;
    this.#listen();
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  set timeoutMs(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#socket.setTimeout(timeoutMs);
  }

  onInput(stop: () => void): void {
    this.#stop = stop;
  }

  quit(): void {
    this.#hasQuit = true;
  }

  describe(words: readonly string[]): string {
    return renderHelp(this.#shared.commands.rows, this.level, this.#modes(), words);
  }

  /** Ends the connection without waiting for anything. */
  destroy(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const socket = this.#socket;
    // A client that has said everything (`echo ... | socat`) still wants its answers.
    socket.allowHalfOpen = true;
    socket.setTimeout(this.#timeoutMs);
    socket.on('data', (bytes: Buffer) => this.#onData(bytes));
    socket.on('end', () => this.#onEnd());
    socket.on('timeout', () => this.#onTimeout());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#gone.abort());
    socket.resume();
  }

  #onData(bytes: Buffer): void {
    if (this.#isEnding) return;
    if (this.#stop !== undefined) {
      this.#stop();
      return;
    }
    this.#reader.push(bytes.toString('latin1'));
    if (this.#isRunning && this.#reader.waitingBytes > WAITING_MAX) this.#socket.pause();
    this.#run().catch((error) => this.#fail(error));
  }

  #onEnd(): void {
    if (this.#isRunning) this.#isEnding = true;
    else this.#end();
  }

  /** A command may take its time; only clients that neither say nor read anything are left. */
  #onTimeout(): void {
    if (!this.#isRunning || this.#output.isBlocked) this.#socket.destroy();
  }

  /** A fault of ours in the middle of an answer: what was sent cannot be taken back. */
  #fail(error: unknown): void {
    this.#shared.onError(error, []);
    this.#socket.destroy();
  }

  #end(): void {
    this.#isEnding = true;
    this.#socket.resume();
    this.#socket.end();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
      await this.#perform(event);
      if (this.#hasQuit || this.#gone.signal.aborted) break;
      if (this.#socket.isPaused()) this.#socket.resume();
      if (event.kind === 'commands' && this.mode === 'single' && !this.#reader.hasLine) this.#hasQuit = true;
      if (this.#hasQuit) break;
    }
    this.#isRunning = false;
    if (this.#hasQuit || this.#isEnding) this.#end();
  }

  async #perform(event: InputEvent): Promise<void> {
    switch (event.kind) {
      case 'commands':
        for (const [index, words] of event.commands.entries()) {
          await this.#execute(words, index === event.commands.length - 1 ? event.payload : undefined);
          if (this.#hasQuit || this.#gone.signal.aborted) return;
        }
        this.#shared.master?.lineDone(this);
        if (event.commands.length === 0 && this.mode === 'prompt') await this.#output.write(`\n${this.#prompt()}`);
        return this.#output.flush();
      case 'payload-line':
        if (this.mode === 'prompt') await this.#output.write(PAYLOAD_PROMPT);
        return this.#output.flush();
      case 'too-long':
        this.#hasQuit = true;
        await this.#output.write('The command is too long: it does not fit into the buffer.\n\n');
        return this.#output.flush();
      default:
        event satisfies never;
    }
  }

  /** Runs one command and sends its answer, the empty line behind it, and the prompt. */
  async #execute(words: readonly string[], payload: string | undefined): Promise<void> {
    const answer = await this.#answer(this.#shared.master ? words : withoutProcess(words), payload);
    if (this.#hasQuit || this.#gone.signal.aborted) return;
    if (typeof answer === 'object' && Symbol.asyncIterator in answer) await this.#follow(answer);
    else {
      for (const piece of answerPieces(answer, this.severityOutput)) {
        await this.#output.write(piece);
        if (this.#gone.signal.aborted) return;
      }
    }
    this.#stop = undefined;
    if (this.#gone.signal.aborted) return;
    await this.#output.write(this.mode === 'prompt' ? `\n${this.#prompt()}` : '\n');
    await this.#output.flush();
  }

  /** Pieces go out as they come. */
  async #follow(pieces: AsyncIterable<string>): Promise<void> {
    for await (const piece of pieces) {
      await this.#output.write(piece);
      await this.#output.flush();
      if (this.#gone.signal.aborted) return;
    }
  }

  async #answer(words: readonly string[], payload: string | undefined): Promise<AdminAnswer> {
    const { commands, runtime, product, master } = this.#shared;
    if (words.length === 0) return '';
    const relayed = this.#shared.master?.relay(words, payload, this);
    if (relayed !== undefined) return relayed;
    const found = commands.find(words);
    if (found === undefined) return failure(renderUnknown(commands.rows, this.level, this.#modes(), words));
    const { row, args } = found;
    if (!isAllowed(this.level, row.level)) return failure('Permission denied\n');
    if (row.mode !== undefined && !this.#modes().has(row.mode)) {
      return failure(`This command is restricted to ${row.mode} mode only.\n`);
    }
    const request: AdminRequest = { args, payload, level: this.level, runtime, session: this, product, master };
    try {
      return await row.run(request);
    } catch (error) {
      this.#shared.onError(error, words);
      return FAILED;
    }
  }

  #prompt(): string {
    const { master, runtime } = this.#shared;
    const uptimeMs = this.timedPrompt ? nowMs() - runtime.process.startMs : undefined;
    return renderPrompt(uptimeMs, master?.contextOf(this));
  }

  #modes(): ReadonlySet<string> {
    const modes = new Set<string>();
    if (this.expert) modes.add('expert');
    if (this.experimental) modes.add('experimental');
    return modes;
  }
}
