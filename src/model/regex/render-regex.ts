/** Tree of a pattern -> JavaScript source without flags, or with `i` where that gives the same answers. */
import type { RegexNode } from './ast.js';
import { RegexProblem } from './ast.js';
import { isPlainAboveAscii, renderSet } from './byte-set.js';

const SYNTAX = /[\\^$.*+?()[\]{}|/-]/;

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function children(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.parts;
    case 'choice':
      return node.branches;
    case 'capture':
    case 'look':
    case 'atomic':
    case 'repeat':
      return [node.body];
    default:
      return [];
  }
}

/** Whether the whole pattern ignores case and JavaScript's `i` cannot fold anything that PCRE keeps apart. */
export function suitsIgnoreFlag(node: RegexNode): boolean {
  if (node.kind === 'byte') return node.code < 0x80 && (node.fold || !isLetter(node.code));
  if (node.kind === 'set') return node.fold && isPlainAboveAscii(node.set);
  if (node.kind === 'backref') return node.fold;
  return children(node).every(suitsIgnoreFlag);
}

/** Index in JavaScript's result of each group of the pattern: atomic groups take an index of their own. */
function numberGroups(root: RegexNode): { readonly groups: number[]; readonly atomics: Map<RegexNode, number> } {
  const groups = [0];
  const atomics = new Map<RegexNode, number>();
  let next = 1;
  const walk = (node: RegexNode): void => {
    if (node.kind === 'capture') groups[node.number] = next++;
    else if (node.kind === 'atomic') atomics.set(node, next++);
    for (const child of children(node)) walk(child);
  };
  walk(root);
  return { groups, atomics };
}

function renderByte(code: number, fold: boolean): string {
  const char = String.fromCharCode(code);
  if (fold && isLetter(code)) return `[${char.toUpperCase()}${char.toLowerCase()}]`;
  if (code < 0x20 || code > 0x7e) return `\\x${code.toString(16).padStart(2, '0')}`;
  return SYNTAX.test(char) ? `\\${char}` : char;
}

function renderCount(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** @param flagged the regex will carry the flag `i`, so letters need no classes */
export function renderRegex(root: RegexNode, flagged: boolean): { readonly source: string; readonly groups: number[] } {
  const { groups, atomics } = numberGroups(root);
  const render = (node: RegexNode): string => {
    switch (node.kind) {
      case 'empty':
        return '';
      case 'byte':
        return renderByte(node.code, node.fold && !flagged);
      case 'set':
        return renderSet(node.set);
      case 'assert':
        return node.source;
      case 'sequence':
        return node.parts.map((part) => (part.kind === 'choice' ? `(?:${render(part)})` : render(part))).join('');
      case 'choice':
        return node.branches.map(render).join('|');
      case 'capture':
        return `(${render(node.body)})`;
      case 'look':
        return `${node.open}${render(node.body)})`;
      case 'atomic':
        return `(?:(?=(${render(node.body)}))\\${atomics.get(node)})`;
      case 'backref': {
        if (node.fold && !flagged) throw new RegexProblem('a back reference that ignores case cannot be run here', 0);
        return `(?:\\${groups[node.number]})`;
      }
      case 'repeat': {
        const single = node.body.kind === 'byte' || node.body.kind === 'set' || node.body.kind === 'capture';
        const body = single ? render(node.body) : `(?:${render(node.body)})`;
        return `${body}${renderCount(node.min, node.max)}${node.lazy ? '?' : ''}`;
      }
    }
  };
  return { source: render(root), groups };
}
