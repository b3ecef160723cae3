/** Lines of `show table` (management.txt 9.3): one of the table, then one per entry. Scripts read them. */
import { renderIp } from '../../model/ip.js';
import type { StickTable, StoredData } from '../../model/stick-table.js';
import { dataCode, dataKind, isArrayType } from '../../model/stick-table.js';
import type { Value } from '../../model/value.js';
import { Binary, Ipv4, Ipv6 } from '../../model/value.js';

/** Entries have no addresses: their numbers stand for them, so that they can be named. */
const FIRST_ADDRESS = 0x10000;
const ADDRESS_STEP = 16;

/** The first line. */
export function renderTable(table: StickTable): string {
  const { name, keyType, size } = table.config;
  const type = keyType === 'ipv4' ? 'ip' : keyType;
  return `# table: ${name}, type: ${type}, size:${size}, used:${table.used}\n`;
}

/** The line of an entry. */
export function renderEntry(table: StickTable, entry: number): string {
  const address = (FIRST_ADDRESS + entry * ADDRESS_STEP).toString(16);
  const life = `use=${table.holders(entry)} exp=${table.remainingMs(entry)} shard=${table.shardOf(entry)}`;
  const data = table.data.map((stored) => renderData(table, entry, stored)).join('');
  return `0x${address}: key=${renderKey(table.keyOf(entry))} ${life}${data}\n`;
}

/** The entry that `0x...` stands for; undefined if it is none. */
export function entryAt(table: StickTable, text: string): number | undefined {
  if (!/^0x[0-9a-f]+$/i.test(text)) return undefined;
  const entry = (Number.parseInt(text.slice(2), 16) - FIRST_ADDRESS) / ADDRESS_STEP;
  return Number.isInteger(entry) && table.isEntry(entry) ? entry : undefined;
}

function renderKey(key: Value): string {
  if (key instanceof Ipv4 || key instanceof Ipv6) return renderIp(key);
  if (key instanceof Binary) return Buffer.from(key.bytes, 'latin1').toString('hex').toUpperCase();
  return typeof key === 'string' ? escapeText(key) : String(key);
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\x1b': '\\e' };

/** Blanks, `=` and backslashes stand behind a backslash, what cannot be printed is `\xNN`. */
function escapeText(text: string): string {
  return text.replace(/[\s=\\\x00-\x1f\x7f-\xff]/g, (char) => {
    if (char === ' ' || char === '=' || char === '\\') return `\\${char}`;
    return ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function renderData(table: StickTable, entry: number, { type, count, periodMs }: StoredData): string {
  const code = dataCode(type);
  const period = dataKind(type) === 'rate' ? `(${periodMs})` : '';
  if (dataKind(type) === 'server-key') return ` ${type}=${table.readServerKey(entry) ?? '-'}`;
  let text = '';
  for (let index = 0; index < count; index++) {
    text += ` ${isArrayType(type) ? elementName(type, index) : type}${period}=${table.read(entry, code, index) ?? 0}`;
  }
  return text;
}

/** `gpc_rate` of element 1 is `gpc1_rate`. */
function elementName(type: string, index: number): string {
  return type.replace(/^(gp[ct])/, `$1${index}`);
}
