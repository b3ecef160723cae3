/** The configuration that both evaluate: a rule per expression, chosen by a header, results as header fields of an answer. */
import fs from 'node:fs';
import path from 'node:path';

/** Expressions that one request evaluates. */
export const GROUP = 10;
/** Value of a variable that was not set: the expression found nothing. */
const NOTHING = '~~';

/** Files that maps read. */
export function writeMaps(folder: string): void {
  const write = (name: string, lines: readonly string[]) =>
    fs.writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  write('text.map', ['a 1', 'abc 2', '/a 10.0.0.1', 'Hello 4', 'b/ 5', 'org 6', 'a 7', 'x 8', 'example.org 9.9.9.9']);
  write('int.map', ['1 10', '0:5 20', '100: 30', '42 40', ':-1 50']);
  write('ip.map', ['10.0.0.0/8 1', '10.1.0.0/16 2', '127.0.0.1 3', '::1 4', '2001:db8::/32 5', '0.0.0.0/0 6']);
  write('reg.map', ['^a(.*) \\1', '[0-9]+ 7', '^/ 8', '(.)$ <\\1>']);
}

/** A word between double quotes. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`;
}

export interface BatchConfig {
  readonly text: string;
  /** Index of the expression of a line (from 1). */
  readonly expressionOfLine: ReadonlyMap<number, number>;
}

/** `skip`: indices that are left out. */
export function renderConfig(expressions: readonly string[], skip: ReadonlySet<number>): BatchConfig {
  const slots = Array.from({ length: GROUP }, (_, slot) => slot);
  const lines = [
    'global',
    ' tune.bufsize 65536',
    // What 2.6 remembers of maps is wrong now and then: after some requests a key is not found that was found before.
    ' tune.pattern.cache-size 0',
    'defaults',
    ' mode http',
    ' timeout client 10s',
    ' timeout server 10s',
    ' timeout connect 10s',
    'userlist users',
    ' group g1 users joe',
    ' user joe insecure-password secret',
    ' user amy insecure-password pass',
    'backend be',
    'frontend fe',
    ' bind fd@3',
    ' option http-buffer-request',
    ' declare capture request len 20',
    ' declare capture request len 5',
    ' http-request set-var(txn.c) req.hdr(x-case)',
    ' http-request del-header x-case',
    ' http-request set-var(txn.s) str(hello)',
    ' http-request set-var(sess.s) str(abc)',
    ' http-request set-var(txn.e) str()',
    ' http-request set-var(txn.n) int(3)',
    ' http-request set-var(txn.t) bool(true)',
    ' http-request set-var(txn.b) bin(00ff41)',
    ' http-request set-var(txn.ip) ipv4(10.1.2.3)',
    ' http-request set-var(txn.i6) ipv6(2001:db8::1)',
    ...slots.map((slot) => ` http-request set-var(txn.r${slot}) str(${NOTHING})`),
  ];
  const expressionOfLine = new Map<number, number>();
  for (const [index, expression] of expressions.entries()) {
    if (skip.has(index)) continue;
    const group = Math.floor(index / GROUP);
    lines.push(` http-request set-var(txn.r${index % GROUP}) ${quoted(expression)} if { var(txn.c) -m str ${group} }`);
    expressionOfLine.set(lines.length, index);
  }
  const fields = slots.map((slot) => `hdr x-${slot} "%[var(txn.r${slot}),hex]/%[var(txn.r${slot}),concat(.),hex]"`);
  lines.push(` http-request return status 200 ${fields.join(' ')}`);
  return { text: `${lines.join('\n')}\n`, expressionOfLine };
}

const HEX_OF_NOTHING = Buffer.from(NOTHING).toString('hex').toUpperCase();

/** What a field of the answer says: bytes and text of a value. */
export function readResult(field: string | undefined): string {
  if (field === undefined) return 'no answer';
  const [bytes = '', text = ''] = field.split('/');
  if (bytes === HEX_OF_NOTHING) return 'not found';
  const plain = Buffer.from(text, 'hex').toString('latin1').replace(/\.$/, '');
  return `${bytes} ${JSON.stringify(plain)}`;
}
