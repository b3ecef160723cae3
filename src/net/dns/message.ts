/**
 * Messages of DNS (RFC 1035, 2782, 6891) as the resolvers use them: one question, and of the answer only addresses, aliases
 * and services. Names are ASCII; they are compared without case (RFC 4343).
 */
import net from 'node:net';
import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet';
import { parseIpv6, renderIp } from '../../model/ip.js';

export type QueryType = 'A' | 'AAAA' | 'SRV';

/** A record of an answer; `ttl` is not kept, as HAProxy goes by its own times. */
export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly name: string; readonly address: string }
  | { readonly type: 'CNAME'; readonly name: string; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly name: string;
      readonly target: string;
      readonly port: number;
      readonly weight: number;
    };

export interface DnsAnswer {
  readonly id: number;
  readonly truncated: boolean;
  /** 0 = no error, 2 = server failure, 3 = no such name, 5 = refused. */
  readonly code: number;
  readonly question: { readonly name: string; readonly type: string } | undefined;
  readonly questions: number;
  /** Records of the answer section, those of other types included in the count only. */
  readonly answers: number;
  readonly records: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** Longest name on the wire, with the length of every label and the end (RFC 1035 3.1). */
const NAME_MAX_BYTES = 255;

/** Whether a name can be asked for: labels of 1 to 63 characters, a dot at the end at most. */
export function isHostName(name: string): boolean {
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  return name.length + 2 <= NAME_MAX_BYTES && labels.every((label) => /^[\x21-\x7e]{1,63}$/.test(label));
}

/** A name as it is compared. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** A query with recursion, and with EDNS0 to say how much an answer may take (RFC 6891 6.2.3). */
export function renderQuery(id: number, name: string, type: QueryType, payloadBytes: number): Buffer {
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: payloadBytes,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/** The id of a message; undefined if it is too short to be one. */
export function messageId(bytes: Buffer): number | undefined {
  return bytes.length < 12 ? undefined : bytes.readUInt16BE(0);
}

/** Takes an answer apart; undefined if it is none. */
export function parseAnswer(bytes: Buffer): DnsAnswer | undefined {
  const flags = bytes.length < 12 ? 0 : bytes.readUInt16BE(2);
  if ((flags & 0x8000) === 0) return undefined;
  const head = { id: bytes.readUInt16BE(0), truncated: (flags & 0x0200) !== 0, code: flags & 0x0f };
  // What was cut off may end within a record: nothing else of it is looked at.
  if (head.truncated) return { ...head, question: undefined, questions: 1, answers: 0, records: [], additionals: [] };
  const packet = decode(bytes);
  if (packet === undefined) return undefined;
  const { questions = [], answers = [], additionals = [] } = packet;
  // The library reads addresses beyond the end of a message that was cut.
  if (![...answers, ...additionals].every(isWhole)) return undefined;
  const [question] = questions;
  return {
    ...head,
    question: question && { name: canonicalName(question.name), type: question.type },
    questions: questions.length,
    answers: answers.length,
    records: answers.flatMap(recordOf),
    additionals: additionals.flatMap(recordOf),
  };
}

function decode(bytes: Buffer): DecodedPacket | undefined {
  try {
    return dnsPacket.decode(bytes);
  } catch {
    return undefined;
  }
}

function isWhole(answer: Answer): boolean {
  return (answer.type !== 'A' && answer.type !== 'AAAA') || net.isIP(answer.data) !== 0;
}

function recordOf(answer: Answer): DnsRecord[] {
  const name = canonicalName(answer.name);
  switch (answer.type) {
    case 'A':
      return [{ type: 'A', name, address: answer.data }];
    case 'AAAA': {
      const address = parseIpv6(answer.data);
      return address === undefined ? [] : [{ type: 'AAAA', name, address: renderIp(address) }];
    }
    case 'CNAME':
      return [{ type: 'CNAME', name, target: canonicalName(answer.data) }];
    case 'SRV': {
      const { target, port, weight = 0 } = answer.data;
      return [{ type: 'SRV', name, target: canonicalName(target), port: port ?? 0, weight }];
    }
    default:
      return [];
  }
}
