/** Sample values for people and for programs. */
import { renderIpv4, renderIpv6 } from '../../model/ip.js';
import { Binary, Ipv4, Ipv6, Method, typeOf, type Value } from '../../model/value.js';

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A latin1 carrier between quotes; bytes that are not printable ASCII or UTF-8 as \xHH. */
export function quote(carrier: string): string {
  const text = Buffer.from(carrier, 'latin1').toString('utf8');
  const isUtf8 = !text.includes('\ufffd');
  const shown = isUtf8 ? text : carrier;
  const unsafe = isUtf8 ? /["\\\x00-\x1f\x7f-\x9f]/g : /["\\\x00-\x1f\x7f-\xff]/g;
  return `"${shown.replace(unsafe, (char) => ESCAPES[char] ?? escapeByte(char))}"`;
}

function escapeByte(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Type and value: `str "abc"`, `sint 4`, `bin 0x00ff`; `not found` for no value. */
export function renderValue(value: Value | undefined): string {
  if (value === undefined) return 'not found';
  return `${typeOf(value)} ${renderAlone(value)}`;
}

function renderAlone(value: Value): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'boolean':
    case 'number':
    case 'bigint':
      return String(value);
    default:
      if (value instanceof Binary) return `0x${Buffer.from(value.bytes, 'latin1').toString('hex')}`;
      if (value instanceof Ipv4) return renderIpv4(value.value);
      if (value instanceof Ipv6) return renderIpv6(value);
      return value instanceof Method ? value.name : String(value.value);
  }
}

/** For `--json`: numbers beyond 2^53 and addresses are strings, bytes are hexadecimal digits. */
export function renderJson(value: Value | undefined): string {
  if (value === undefined) return '{"type":null,"value":null}';
  const type = typeOf(value);
  const plain = typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
  const text = typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8') : renderAlone(value);
  return JSON.stringify({ type, value: plain ?? text.replace(/^0x/, type === 'bin' ? '' : '0x') });
}
