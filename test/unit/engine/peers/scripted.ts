/** A peers section with connections that tests hold the other end of, under a clock that only moves when it is told to. */
import type { TestContext } from 'node:test';
import { timers } from '../../../../src/base/timer-wheel.js';
import { acceptedSession, PeerGroup } from '../../../../src/engine/peers/peer-group.js';
import type { PeerSession } from '../../../../src/engine/peers/peer-session.js';
import { initialBind } from '../../../../src/model/config/bind.js';
import { initialServer } from '../../../../src/model/config/server.js';
import { ByteReader } from '../../../../src/net/peers/byte-reader.js';
import { CONTROL, MESSAGE_CLASS, MessageFramer, TABLE_MESSAGE } from '../../../../src/net/peers/message.js';
import type { Connection } from '../../../../src/net/tcp/index.js';
import { tcpAddress } from '../../../support/proxy.js';
import { stored, tableOf } from '../../features/stick-table/table.js';

const NOWHERE = tcpAddress(1);

const NAMES: Readonly<Record<number, string>> = Object.fromEntries([
  ...Object.entries(CONTROL).map(([name, type]) => [type, name]),
  ...Object.entries(TABLE_MESSAGE).map(([name, type]) => [type, name]),
]);

/** Time never goes back, from test to test either: the wheel of timers is one for all. */
let now = performance.now();

/** Moves time by hand. */
export class Clock {
  constructor(t: TestContext) {
    t.mock.method(performance, 'now', () => now);
  }

  /** Time passes; whoever waited for it acts. */
  async pass(ms: number): Promise<void> {
    now += ms;
    timers.advance();
    await turn();
  }
}

/** Whatever leaves at the end of the turn has left. */
export async function turn(): Promise<void> {
  for (let n = 0; n < 4; n++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** One end of a connection: what the session wrote, and what it did to it. */
export class Wire {
  readonly session: PeerSession;
  readonly #framer: MessageFramer;
  #greeted: string;
  #bytes: Buffer;
  open: boolean;

  constructor(session: PeerSession) {
    this.session = session;
    this.#framer = new MessageFramer(new ByteReader());
    this.#greeted = '';
    this.#bytes = Buffer.alloc(0);
    this.open = true;
  }

  // ---- as the session sees it

  write(data: string | Buffer): boolean {
    if (typeof data === 'string') this.#greeted += data;
    else this.#bytes = Buffer.concat([this.#bytes, data]);
    return true;
  }

  end(data = ''): void {
    this.#greeted += data;
    this.close();
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    queueMicrotask(() => this.session.onClose());
  }

  destroy(): void {
    this.close();
  }

  // ---- as the other side sees it

  get connection(): Connection {
    return this as unknown as Connection;
  }

  /** What stood in front of messages. */
  get greeting(): string {
    return this.#greeted;
  }

  /** Names of the messages since the last call. */
  heard(): readonly string[] {
    const names: string[] = [];
    const note = (type: number) => names.push(NAMES[type] ?? String(type)) > 0;
    this.#framer.push(this.#bytes, {
      onControl: (_messageClass, type) => note(type),
      onTableMessage: (type, body) => {
        body.skip(body.left);
        return note(type);
      },
    });
    this.#bytes = Buffer.alloc(0);
    return names;
  }

  async says(bytes: string | Buffer): Promise<void> {
    this.session.onData(this.connection, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    await turn();
  }

  control(type: number): Promise<void> {
    return this.says(Buffer.of(MESSAGE_CLASS.control, type));
  }

  /** The connection that was asked for is there, and the other side welcomes us. */
  async welcome(status = '200\n'): Promise<void> {
    this.session.onConnect(this.connection);
    await this.says(status);
  }
}

/** The section of peer `a` with peers that have no address, and one table. */
export class Section {
  readonly table: ReturnType<typeof tableOf>;
  readonly group: PeerGroup;
  /** Connections that were asked for, by peer, in order. */
  readonly dialled: { readonly name: string; readonly wire: Wire }[];

  constructor(t: TestContext, others: readonly string[]) {
    this.table = tableOf({ data: [stored('gpc0')], size: 1000, expireMs: 3_600_000 });
    this.dialled = [];
    const peers = ['a', ...others].map((name) => ({
      ...{ name, local: name === 'a', server: initialServer(name, NOWHERE, 'test', 1) },
    }));
    const dialers = peers.map(({ name }) => ({
      ...{ secure: false, address: 'nowhere' },
      connect: (session: unknown) => {
        const wire = new Wire(session as PeerSession);
        this.dialled.push({ name, wire });
        return wire.connection;
      },
    }));
    const config = { name: 'p', localName: 'a', enabled: true, shards: 0, bind: initialBind('test', 1), peers };
    const tables = [{ table: this.table, wireName: 't', writeTo: undefined }];
    this.group = new PeerGroup({ config, tables }, 200, dialers);
    t.after(() => this.group.stop());
  }

  /** The connection to a peer that was asked for last. */
  wireOf(name: string): Wire {
    return this.dialled.findLast((dial) => dial.name === name)!.wire;
  }

  /** Somebody connects. */
  async accept(hello: string): Promise<Wire> {
    const session = acceptedSession(this.group);
    const wire = new Wire(session);
    session.connection = wire.connection;
    await wire.says(hello);
    return wire;
  }

  /** An entry changes. */
  change(key: string): void {
    this.table.touch(this.table.obtain(key));
  }
}
