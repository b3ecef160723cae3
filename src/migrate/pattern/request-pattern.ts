/** Patterns that old rules matched against request lines, `^GET\ /path\ HTTP/1.1` -> method, and a pattern for path and query. */
import { captureCount, groupEnd, isBlank, type RegexToken, regexText, tokenizeRegex } from './regex-tokens.js';
import type { TemplatePart } from './template.js';

export interface RequestPattern {
  /** Methods it matches; undefined for all. */
  readonly methods: readonly string[] | undefined;
  /** Pattern for path and query. */
  readonly target: string;
  /** Groups in front of those of `target`. */
  readonly methodGroups: number;
  /** Groups up to the end of `target`. */
  readonly targetGroups: number;
  /** Whether the version is matched by a part of its own. */
  readonly hasVersion: boolean;
  /** Group at the end of `target` that takes the version along, if it has no part of its own. */
  readonly openGroup: number | undefined;
  /** Why the rule might have matched something else too. */
  readonly doubt: string | undefined;
  /** Groups that held a blank and became two; replacements are to be read with {@link splitGroups}. */
  readonly split: readonly number[];
}

const ANY_METHOD = /^(?:\[\^[ :\\s]+\]|\[[A-Za-z]-[A-Za-z](?:[a-z]-z)?\]|\\S|\\w|\.)[*+]\??$/;

/** Cannot match the name of a header field with its colon. */
const NEVER_A_FIELD = /:|\[A-Z|\\w/;

const ANY_VERSION = /^\(?(?:HTTP\/)?\(?(?:\.[*+]|1\\?\.\[01\]|1\\?\.\.|\[\^ \][*+]|\\S[*+])\)?\)?\$?$/;

/** What follows the target in the line, where its pattern may go on. */
const VERSION_CHARS = ' HTP/1.0';

/** Takes the groups that hold a blank apart, `(GET /)` -> `(GET) (/)`. */
function splitAtBlanks(tokens: readonly RegexToken[]): { tokens: RegexToken[]; split: number[] } | undefined {
  const result: RegexToken[] = [];
  const split: number[] = [];
  let group = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const isGroup = token.kind === 'open' && token.text === '(';
    if (isGroup) group++;
    const end = isGroup && token.depth === 1 ? groupEnd(tokens, at) : 0;
    const inner = tokens.slice(at + 1, end - 1);
    if (end === 0 || !inner.some(isBlank)) {
      result.push(token);
      continue;
    }
    if (inner.some(({ kind }) => kind === 'bar' || kind === 'open') || tokens[end]?.kind === 'quantifier')
      return undefined;
    const close = tokens[end - 1]!;
    for (const part of inner) {
      if (part === inner[0]) result.push(token);
      if (isBlank(part)) result.push(close, { ...part, depth: 0 }, token);
      else result.push(part);
    }
    result.push(close);
    for (const _ of inner.filter(isBlank)) split.push(group);
    at = end - 1;
  }
  return { tokens: result, split };
}

/** Parts between blanks that stand in no group. */
function partsOf(tokens: readonly RegexToken[]): RegexToken[][] {
  const parts: RegexToken[][] = [[]];
  for (const [at, token] of tokens.entries()) {
    if (isBlank(token) && token.depth === 0) parts.push([]);
    else if (token.kind !== 'quantifier' || !isBlank(tokens[at - 1]!)) parts[parts.length - 1]!.push(token);
  }
  return parts;
}

/** `/.*HTTP/1\.[01]$`: the wildcard took the blank in front of the version along. */
function withVersion(parts: RegexToken[][]): RegexToken[][] {
  const [method, path] = parts;
  if (!method || !path || parts.length > 2) return parts;
  const at = path.findIndex((_, index) => /^HTTP\//.test(regexText(path.slice(index))));
  const isOpen = at > 1 && path[at - 2]!.kind === 'any' && path[at - 1]!.text === '*' && path[at - 2]!.depth === 0;
  return isOpen ? [method, path.slice(0, at), path.slice(at)] : parts;
}

function methodsOf(tokens: readonly RegexToken[]): readonly string[] | 'any' | undefined {
  const text = regexText(tokens.filter(({ kind }) => kind !== 'open' && kind !== 'close'));
  if (ANY_METHOD.test(text)) return 'any';
  const isAlternative = tokens[0]?.kind === 'open' || !text.includes('|');
  return /^[A-Z]+(?:\|[A-Z]+)*$/.test(text) && isAlternative ? text.split('|') : undefined;
}

/** A class such as `[/ ]` at the end of a path stands for a slash, or for the end of the path. */
function endingClass(tokens: readonly RegexToken[]): RegexToken[] | undefined {
  const result: RegexToken[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'class' || token.text.startsWith('[^') || !/ |\\s/.test(token.text)) {
      result.push(token);
      continue;
    }
    const rest = regexText(tokens.slice(at + 1));
    if (rest !== '' && rest !== '.*') return undefined;
    const other = token.text.replace(/ |\\s/g, '');
    result.push({ ...token, text: other === '[]' ? '$' : `(?:${other}|$)` });
    return result;
  }
  return result;
}

/** Whether a wildcard in the midst of a path could have taken a part of the version with it. */
function reachesVersion(target: readonly RegexToken[]): boolean {
  const isWild = (token: RegexToken, at: number): boolean =>
    (token.kind === 'any' || /^\[\^(?!.*(?: |\\s|:space:))/.test(token.text)) && target[at + 1]?.kind === 'quantifier';
  const wild = target.findLastIndex(isWild);
  const isLast = wild >= 0 && target.slice(wild + 2).every(({ kind }) => kind === 'close' || kind === 'end');
  const inner = isLast ? target.slice(0, wild).findLastIndex(isWild) : wild;
  if (inner < 0) return false;
  const behind = target.slice(inner + 2);
  return !behind.some(({ kind, char }) => kind === 'literal' && !VERSION_CHARS.includes(char));
}

/** `^OPTIONS`: what methods begin with. */
export function parseMethodStart(pattern: string): string | undefined {
  return /^\^([A-Z]{3,})$/.exec(pattern)?.[1];
}

/** @returns undefined if it cannot be told that the pattern is about request lines, and how */
export function parseRequestPattern(pattern: string): RequestPattern | undefined {
  const cut = tokenizeRegex(pattern);
  const normal = cut && splitAtBlanks(cut);
  if (normal?.tokens[0]?.kind !== 'start' || /[\r\n]/.test(pattern)) return undefined;
  if (normal.tokens.some(({ kind, depth }) => kind === 'bar' && depth === 0)) return undefined;
  const parts = withVersion(partsOf(normal.tokens.slice(1)));
  const [method, path, version] = parts;
  if (!method || !path || parts.length > 3) return undefined;
  const methods = methodsOf(method);
  const target = version ? path : endingClass(path);
  if (!methods || !target || !isTarget(regexText(target), version !== undefined)) return undefined;
  if (version && !ANY_VERSION.test(regexText(version))) return undefined;
  if (target.some(isBlank)) return undefined;
  return assemble(methods, method, target, version !== undefined, normal.split);
}

/** Whether a pattern is one of paths; without anything behind the method, of any. An empty group is what a blank left. */
function isTarget(text: string, hasVersion: boolean): boolean {
  return (text === '' && !hasVersion) || /^(?:\(\))?\(?(?:\?:)?\(?(?:\/|\\\/|\.\*|\[\^ )/.test(text);
}

/** Number of the group at the end of a target that takes everything up to the end of the line; undefined without one. */
function openGroupOf(target: readonly RegexToken[], groupsBefore: number): number | undefined {
  const [any, star, close] = target.slice(-3);
  const isOpen = any?.kind === 'any' && any.depth === 1 && star?.text === '*' && close?.kind === 'close';
  const open = target.findLastIndex(({ kind, depth }) => kind === 'open' && depth === 1);
  if (!isOpen || target[open]?.text !== '(') return undefined;
  const inner = target.slice(open + 1, -1);
  if (inner.some(({ kind, depth }) => kind === 'bar' && depth === 1)) return undefined;
  return groupsBefore + captureCount(target.slice(0, open + 1));
}

function assemble(
  methods: readonly string[] | 'any',
  method: readonly RegexToken[],
  target: readonly RegexToken[],
  hasVersion: boolean,
  split: readonly number[],
): RequestPattern | undefined {
  const text = regexText(target);
  if (!hasVersion && (/HTTP/.test(text) || /[^\\]\$$/.test(text.replace(/\|\$\)(?:\.\*)?$/, '')))) return undefined;
  const methodGroups = captureCount(method);
  const targetGroups = methodGroups + captureCount(target);
  const isField = methods === 'any' && !NEVER_A_FIELD.test(regexText(method));
  const doubts = [
    isField ? 'the old pattern could match header lines as well' : '',
    !hasVersion && reachesVersion(target) ? 'the old pattern could reach into the HTTP version' : '',
  ].filter((doubt) => doubt !== '');
  return {
    methods: methods === 'any' ? undefined : methods,
    target: `^${text}${hasVersion ? '$' : ''}`,
    ...{ methodGroups, targetGroups, hasVersion, split },
    openGroup: hasVersion ? undefined : openGroupOf(target, methodGroups),
    doubt: doubts.length > 0 ? doubts.join('; ') : undefined,
  };
}

/** A replacement that was written for the groups as they were before some were taken apart. */
function splitGroups(parts: readonly TemplatePart[], split: readonly number[]): TemplatePart[] {
  return parts.flatMap((part): readonly TemplatePart[] => {
    if (!('group' in part) || part.group === 0) return [part];
    const moved = part.group + split.filter((group) => group < part.group).length;
    const pieces: TemplatePart[] = [{ group: moved }];
    for (const [index] of split.filter((group) => group === part.group).entries()) {
      pieces.push({ text: ' ' }, { group: moved + index + 1 });
    }
    return pieces;
  });
}

/**
 * What a replacement for a request line makes of path and query, groups as in the pattern.
 * @returns undefined if it changes more than that, or what it keeps cannot be told
 */
export function targetTemplate(parts: readonly TemplatePart[], pattern: RequestPattern): TemplatePart[] | undefined {
  const fields = fieldsOf(splitGroups(parts, pattern.split));
  const [method, target, version] = fields;
  if (!method || !target || target.length === 0 || !keepsMethod(method, pattern)) return undefined;
  const isWhole = pattern.hasVersion ? fields.length === 3 && keepsVersion(version!, pattern) : fields.length === 2;
  if (!isWhole) return undefined;
  const used = target.flatMap((part) => ('group' in part ? [part.group] : []));
  if (used.some((group) => group <= pattern.methodGroups || group > pattern.targetGroups)) return undefined;
  if (pattern.hasVersion) return target;
  // the group that took the version along has to bring it back, once, at the end
  const last = target[target.length - 1]!;
  const isBack = pattern.openGroup !== undefined && 'group' in last && last.group === pattern.openGroup;
  return isBack && used.filter((group) => group === pattern.openGroup).length === 1 ? target : undefined;
}

function fieldsOf(parts: readonly TemplatePart[]): TemplatePart[][] {
  const fields: TemplatePart[][] = [[]];
  for (const part of parts) {
    if ('group' in part) {
      fields[fields.length - 1]!.push(part);
      continue;
    }
    for (const [index, text] of part.text.split(' ').entries()) {
      if (index > 0) fields.push([]);
      if (text !== '') fields[fields.length - 1]!.push({ text });
    }
  }
  return fields;
}

function keepsMethod(parts: readonly TemplatePart[], { methods, methodGroups }: RequestPattern): boolean {
  const [only] = parts;
  if (!only || parts.length > 1) return false;
  return 'group' in only ? methodGroups === 1 && only.group === 1 : methods?.length === 1 && methods[0] === only.text;
}

function keepsVersion(parts: readonly TemplatePart[], { targetGroups }: RequestPattern): boolean {
  const text = parts.map((part) => ('group' in part ? `\\${part.group}` : part.text)).join('');
  return text === `\\${targetGroups + 1}` || text === `HTTP/\\${targetGroups + 1}` || /^HTTP\/1\.[01]$/.test(text);
}
