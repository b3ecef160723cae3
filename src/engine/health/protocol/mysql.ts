/** Checks of MySQL and MariaDB (their client/server protocol: "Connection Phase", "COM_QUIT"). */
import type { HealthCheckConfig } from '../../../model/config/health-check.js';
import type { CheckInput, Judgement, StepRun } from '../step.js';
import { DEFAULT_CONNECT, nameOf } from '../step.js';
import { plainFinding } from '../verdict.js';
import { expect, send } from './expect.js';

const HEADER_BYTES = 4;
const ERROR = 0xff;

/** LONG_PASSWORD is not asked for; PROTOCOL_41 and SECURE_CONNECTION are, since 8.0 PLUGIN_AUTH too. */
const CAPABILITIES = { 'post-41': 0x8200, 'post-80': 0x88200 } as const;
const CAPABILITIES_PRE_41 = 0x8000;
const MAX_PACKET = 0x01008000;
const MAX_PACKET_PRE_41 = 0x010000;
const CHARSET_UTF8 = 0x21;

function little(value: number, size: number): string {
  let bytes = '';
  for (let at = 0; at < size; at++) bytes += String.fromCharCode(Math.floor(value / 256 ** at) & 0xff);
  return bytes;
}

function packet(sequence: number, payload: string): string {
  return little(payload.length, 3) + little(sequence, 1) + payload;
}

/** Answer to the greeting: a user without a password. */
function authentication(user: string, version: HealthCheckConfig['clientVersion']): string {
  if (version === 'pre-41') {
    return packet(1, `${little(CAPABILITIES_PRE_41, 2)}${little(MAX_PACKET_PRE_41, 3)}${user}\0\0`);
  }
  const head = little(CAPABILITIES[version], 4) + little(MAX_PACKET, 4) + little(CHARSET_UTF8, 1) + '\0'.repeat(23);
  const plugin = version === 'post-80' ? 'mysql_native_password\0' : '';
  return packet(1, `${head}${user}\0\0${plugin}`);
}

const QUIT = packet(0, '\x01');

/** Offset of the packet behind the one at `at`; -1 while it is not there as a whole. */
function packetEnd(data: string, at: number): number {
  if (data.length < at + HEADER_BYTES) return -1;
  const size = data.charCodeAt(at) + data.charCodeAt(at + 1) * 256 + data.charCodeAt(at + 2) * 65536;
  return data.length < at + HEADER_BYTES + size ? -1 : at + HEADER_BYTES + size;
}

/** Judges the packet at `at`: an error with its number and text, or anything else. */
function judgePacket({ data, ended }: CheckInput, at: number): Judgement {
  const end = at < 0 ? -1 : packetEnd(data, at);
  if (end < 0) return ended ? plainFinding('L7RSP') : 'wait';
  const start = at + HEADER_BYTES;
  if (end > start && data.charCodeAt(start) !== ERROR) return 'pass';
  if (end < start + 3) return plainFinding('L7RSP');
  const code = data.charCodeAt(start + 1) + data.charCodeAt(start + 2) * 256;
  return plainFinding('L7STS', data.slice(start + 3, end), code);
}

/** The server's version, which stands in its greeting. */
const passed = ({ data }: CheckInput) => ({ text: data.slice(HEADER_BYTES + 1).split('\0')[0] ?? '' });

/** `option mysql-check`: the greeting; with a user, what the server says to it. */
export function mysqlSteps({ user, clientVersion }: HealthCheckConfig): readonly StepRun[] {
  const connect = { ...DEFAULT_CONNECT, name: nameOf(1), linger: true };
  if (user === undefined) return [connect, expect({ number: 2, judge: (input) => judgePacket(input, 0), passed })];
  return [
    connect,
    send(2, authentication(user, clientVersion) + QUIT),
    expect({ number: 3, judge: (input) => judgePacket(input, 0), passed }),
    expect({ number: 4, judge: (input) => judgePacket(input, packetEnd(input.data, 0)), passed }),
  ];
}
