/** A name server for tests: UDP and TCP on ports of their own, answers as the test says, every question remembered. */
import dgram from 'node:dgram';
import net from 'node:net';
import type { TestContext } from 'node:test';
import dnsPacket, { type Answer, type Packet, type Question } from 'dns-packet';

/** What a name server says to a question. */
export interface Reply {
  readonly answers?: readonly Answer[];
  readonly additionals?: readonly Answer[];
  readonly rcode?: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  readonly truncated?: boolean;
  /** Sent as it is, behind the id of the question. */
  readonly raw?: Buffer;
}

/** Undefined: no answer at all. */
export type Responder = (question: Question, query: Packet) => Reply | undefined;

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export class DnsServer {
  readonly #udp: dgram.Socket;
  readonly #tcp: net.Server;
  readonly #sockets: Set<net.Socket>;
  /** Questions in their order, as `A www.example.com`. */
  readonly questions: string[];
  readonly queries: Packet[];
  respond: Responder;
  #waiting: (() => void)[];

  constructor(respond: Responder) {
    this.#udp = dgram.createSocket('udp4');
    this.#tcp = net.createServer((socket) => this.#serve(socket));
    this.#sockets = new Set();
    this.questions = [];
    this.queries = [];
    this.respond = respond;
    this.#waiting = [];
    this.#udp.on('message', (bytes, { port, address }) => {
      const reply = this.#answer(bytes);
      if (reply !== undefined) this.#udp.send(reply, port, address);
    });
  }

  get udpPort(): number {
    return this.#udp.address().port;
  }

  get tcpPort(): number {
    return (this.#tcp.address() as net.AddressInfo).port;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#udp.bind(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => this.#tcp.listen(0, '127.0.0.1', resolve));
    return this;
  }

  close(): void {
    this.#udp.close();
    this.#tcp.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when at least `count` questions were asked. */
  async asked(count: number): Promise<void> {
    while (this.questions.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #answer(bytes: Buffer): Buffer | undefined {
    let query: Packet;
    try {
      query = dnsPacket.decode(bytes);
    } catch {
      return undefined;
    }
    const question = query.questions![0]!;
    this.queries.push(query);
    this.questions.push(`${question.type} ${question.name}`);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
    const reply = this.respond(question, query);
    if (reply === undefined) return undefined;
    if (reply.raw !== undefined) return Buffer.concat([bytes.subarray(0, 2), reply.raw]);
    const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | RCODES[reply.rcode ?? 'NOERROR'];
    return dnsPacket.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: flags | (reply.truncated ? dnsPacket.TRUNCATED_RESPONSE : 0),
      questions: query.questions ?? [],
      answers: [...(reply.answers ?? [])],
      additionals: [...(reply.additionals ?? [])],
    });
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0);
        const reply = this.#answer(held.subarray(2, end));
        held = held.subarray(end);
        if (reply === undefined) continue;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }
    });
  }
}

/** A name server that ends with the test. */
export async function startDnsServer(t: TestContext, respond: Responder): Promise<DnsServer> {
  const server = await new DnsServer(respond).open();
  t.after(() => server.close());
  return server;
}

/** Answers from a list of records: nothing for other types of a known name, NXDOMAIN for unknown names. */
export function zone(records: readonly Answer[], additionals: readonly Answer[] = []): Responder {
  return ({ name, type }) => {
    const known = records.filter((record) => record.name.toLowerCase() === name.toLowerCase());
    if (known.length === 0) return { rcode: 'NXDOMAIN' };
    const answers = known.filter((record) => record.type === type || record.type === 'CNAME');
    return { answers, additionals: type === 'SRV' ? additionals : [] };
  };
}

export const a = (name: string, data: string): Answer => ({ type: 'A', name, data, ttl: 1 });
export const aaaa = (name: string, data: string): Answer => ({ type: 'AAAA', name, data, ttl: 1 });
export const cname = (name: string, data: string): Answer => ({ type: 'CNAME', name, data, ttl: 1 });
export const srv = (name: string, target: string, port: number, weight: number): Answer => ({
  ...{ type: 'SRV', name, ttl: 1 },
  data: { target, port, weight, priority: 1 },
});
