/**
 * Whether a pattern can take exponential time: a repeat without an upper bound inside of another, where a text can be
 * divided between both in many ways. An estimate on the safe side of noise: `(?:[^/]+/)*` is fine, as the slash divides.
 */
import { type RegexNode, RegexProblem } from '../model/regex/ast.js';
import { parseRegex } from '../model/regex/parse-regex.js';

type Bytes = Uint8Array;

const MANY = 16;

/** Whether matching can blow up; false for patterns that cannot be read, which others report. */
export function isCatastrophic(source: string): boolean {
  try {
    return find(parseRegex(source, false));
  } catch (error) {
    if (error instanceof RegexProblem) return false;
    throw error;
  }
}

function find(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.parts.some(find);
    case 'choice':
      return node.branches.some(find);
    case 'capture':
    case 'look':
      return find(node.body);
    case 'atomic':
      // Nothing is tried again inside of it, whatever stands behind it.
      return false;
    case 'repeat':
      return (node.max > MANY && isAmbiguous(node.body)) || find(node.body);
    default:
      return false;
  }
}

/** Whether several rounds of a body can match what one round can. */
function isAmbiguous(body: RegexNode): boolean {
  const node = unwrap(body);
  if (node.kind === 'choice') return node.branches.some(isAmbiguous) || overlaps(node.branches);
  const parts = node.kind === 'sequence' ? node.parts : [node];
  return parts.some((part, index) => {
    const inner = unwrap(part);
    if (inner.kind === 'choice' && parts.length === 1) return isAmbiguous(inner);
    if (inner.kind !== 'repeat' || inner.max <= MANY) return false;
    const own = bytesOf(inner.body);
    const others = parts.filter((_, other) => other !== index);
    return !others.some((other) => minimum(other) > 0 && !meets(bytesOf(other), own));
  });
}

/** Single bytes that two branches share. */
function overlaps(branches: readonly RegexNode[]): boolean {
  const single = branches.filter((branch) => minimum(branch) === 1 && maximum(branch) === 1);
  return single.some((a, index) => single.slice(index + 1).some((b) => meets(bytesOf(a), bytesOf(b))));
}

function unwrap(node: RegexNode): RegexNode {
  if (node.kind === 'capture') return unwrap(node.body);
  return node.kind === 'sequence' && node.parts.length === 1 ? unwrap(node.parts[0]!) : node;
}

function minimum(node: RegexNode): number {
  switch (node.kind) {
    case 'byte':
    case 'set':
      return 1;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + minimum(part), 0);
    case 'choice':
      return Math.min(...node.branches.map(minimum));
    case 'capture':
    case 'atomic':
      return minimum(node.body);
    case 'repeat':
      return node.min * minimum(node.body);
    default:
      return 0;
  }
}

function maximum(node: RegexNode): number {
  switch (node.kind) {
    case 'byte':
    case 'set':
      return 1;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + maximum(part), 0);
    case 'choice':
      return Math.max(...node.branches.map(maximum));
    case 'capture':
    case 'atomic':
      return maximum(node.body);
    case 'repeat':
      return node.max * maximum(node.body);
    case 'backref':
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

/** All bytes that can stand in a match. */
function bytesOf(node: RegexNode): Bytes {
  const bytes = new Uint8Array(256);
  collect(node, bytes);
  return bytes;
}

function collect(node: RegexNode, bytes: Bytes): void {
  switch (node.kind) {
    case 'byte':
      bytes[node.code] = 1;
      return;
    case 'set':
      for (let code = 0; code < 256; code++) if (node.set[code]) bytes[code] = 1;
      return;
    case 'sequence':
      for (const part of node.parts) collect(part, bytes);
      return;
    case 'choice':
      for (const branch of node.branches) collect(branch, bytes);
      return;
    case 'capture':
    case 'atomic':
    case 'repeat':
      collect(node.body, bytes);
      return;
    case 'backref':
      bytes.fill(1);
      return;
    default:
  }
}

function meets(a: Bytes, b: Bytes): boolean {
  return a.some((flag, code) => flag !== 0 && b[code] !== 0);
}
