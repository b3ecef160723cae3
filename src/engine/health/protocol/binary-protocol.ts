/** Checks of PostgreSQL (its manual, 55 "Frontend/Backend Protocol"), LDAP (RFC 4511) and of anything that speaks TLS. */
import { wallNowMs } from '../../../base/clock.js';
import type { CheckInput, Judgement, StepRun } from '../step.js';
import { DEFAULT_CONNECT, nameOf } from '../step.js';
import { plainFinding } from '../verdict.js';
import { expect, send } from './expect.js';

function bytesOf(hex: string): string {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1');
}

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('latin1');
}

/** Requests for authentication that a server may answer a StartupMessage with. */
const AUTHENTICATIONS = new Set([0, 2, 3, 4, 5, 6, 7, 9, 10]);
const AUTHENTICATION_BYTES = 9;
const ERROR_BYTES = 5;
/** Type, length and field type stand in front of the severity of an error. */
const SEVERITY_AT = 6;

function judgePgsql({ data, ended }: CheckInput): Judgement {
  if (data.length < ERROR_BYTES && !ended) return 'wait';
  if (data.startsWith('E')) return plainFinding('L7RSP', data.slice(SEVERITY_AT).split('\0')[0] ?? '');
  if (data.length < AUTHENTICATION_BYTES && !ended) return 'wait';
  const kind = data.length < AUTHENTICATION_BYTES ? -1 : Buffer.from(data.slice(5, 9), 'latin1').readUInt32BE(0);
  const isKnown = data.startsWith('R\0\0\0') && AUTHENTICATIONS.has(kind);
  return isKnown ? 'pass' : plainFinding('L7STS', 'PostgreSQL unknown error');
}

/** `option pgsql-check user NAME`: a StartupMessage, and any request for authentication. */
export function pgsqlSteps(user: string): readonly StepRun[] {
  const parameters = `user\0${user}\0\0`;
  return [
    { ...DEFAULT_CONNECT, name: nameOf(1), linger: true },
    send(2, uint32(8 + parameters.length) + uint32(0x00030000) + parameters),
    expect({ number: 3, judge: judgePgsql, passed: () => ({ text: 'PostgreSQL server is ok' }) }),
  ];
}

/** BindRequest of version 3 without name and password, in a message with the number 1. */
const LDAP_BIND = bytesOf('300c 0201 01 6007 0201 03 0400 8000');
const LDAP_BYTES = 14;

/** Start of what a BER element holds; -1 if it is not of this type. */
function contentOf(data: string, at: number, type: number): number {
  if (data.charCodeAt(at) !== type) return -1;
  const length = data.charCodeAt(at + 1);
  return at + 2 + (length & 0x80 ? length & 0x7f : 0);
}

function judgeLdap({ data, ended }: CheckInput): Judgement {
  if (data.length < LDAP_BYTES && !ended) return 'wait';
  const message = contentOf(data, 0, 0x30);
  const isOurs = message > 0 && data.startsWith('\x02\x01\x01', message);
  const response = isOurs ? contentOf(data, message + 3, 0x61) : -1;
  // Lengths of several bytes push the code behind the fewest bytes of an answer.
  if (response > 0 && data.length < response + 3 && !ended) return 'wait';
  if (response < 0 || data.length < response + 3 || !data.startsWith('\x0a\x01', response))
    return plainFinding('L7RSP', 'Not LDAPv3 protocol');
  const code = data.charCodeAt(response + 2);
  if (code === 0) return 'pass';
  return plainFinding('L7STS', 'See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9', code);
}

/** `option ldap-check`: an anonymous bind. */
export function ldapSteps(): readonly StepRun[] {
  return [
    { ...DEFAULT_CONNECT, linger: true },
    send(1, LDAP_BIND),
    expect({ number: 2, judge: judgeLdap, passed: () => ({ text: 'Success' }) }),
  ];
}

/** A ClientHello of SSLv3, so that everything answers: with a hello, or with an alert. */
function sslHello(): string {
  const ciphers = [...range(0x01, 0x1b), ...range(0x2f, 0x3a)].map((cipher) => `\0${String.fromCharCode(cipher)}`);
  const random = uint32(Math.trunc(wallNowMs() / 1000)) + 'HAPROXYSSLCHK\n'.repeat(2);
  const hello = `\x03\0${random}\0\0${String.fromCharCode(ciphers.length * 2)}${ciphers.join('')}\x01\0`;
  const handshake = `\x01${uint32(hello.length).slice(1)}${hello}`;
  return `\x16\x03\0${uint32(handshake.length).slice(2)}${handshake}`;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const RECORD_BYTES = 5;

/** `option ssl-hello-chk`: a handshake record or an alert comes back. */
export function sslHelloSteps(): readonly StepRun[] {
  return [
    DEFAULT_CONNECT,
    send(1, sslHello),
    expect({
      number: 2,
      errorStatus: 'L6RSP',
      timeoutStatus: 'L6TOUT',
      judge: ({ data, ended }) => {
        if (data.length < RECORD_BYTES && !ended) return 'wait';
        return /^[\x15\x16]/.test(data) ? 'pass' : plainFinding('L6RSP');
      },
      passed: () => ({ text: '', status: 'L6OK' }),
    }),
  ];
}
