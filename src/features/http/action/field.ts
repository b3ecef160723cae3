/** `set-header`, `add-header`, `del-header` (manual 4.4). */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Fields } from '../../../model/message.js';
import { compileRegex } from '../../../model/regex/compile-regex.js';
import { Verdict } from '../../../model/verdict.js';
import { FIELD_RULESETS, fieldsFor, followHost } from './message.js';
import { headRoom } from './room.js';

const METHODS = ['str', 'beg', 'end', 'sub', 'reg'] as const;

function takeName(site: ActionSite): string | undefined {
  return site.words.expect(arg.fieldName('name'))?.toLowerCase();
}

function compileSet(site: ActionSite): Action | undefined {
  const name = takeName(site);
  const format = site.format();
  if (name === undefined || !format) return undefined;
  const fieldsOf = fieldsFor(site.ruleset);
  const room = headRoom(site);
  const isHost = name === 'host' && site.ruleset === 'http-request';
  return (stream) => {
    const fields = fieldsOf(stream);
    if (fields === undefined) return Verdict.Continue;
    const value = format(stream);
    const before = fields.first(name);
    const growth = value.length - (before === undefined ? -name.length : before.length);
    if (!room.admits(stream, growth, before === undefined ? 1 : 0)) return room.fail(stream);
    fields.set(name, value);
    if (isHost && stream.request !== undefined) followHost(stream.request, value);
    return Verdict.Continue;
  };
}

function compileAdd(site: ActionSite): Action | undefined {
  const name = takeName(site);
  const format = site.format();
  if (name === undefined || !format) return undefined;
  const fieldsOf = fieldsFor(site.ruleset);
  const room = headRoom(site);
  return (stream) => {
    const fields = fieldsOf(stream);
    if (fields === undefined) return Verdict.Continue;
    const value = format(stream);
    if (!room.admits(stream, name.length + value.length, 1)) return room.fail(stream);
    fields.add(name, value);
    return Verdict.Continue;
  };
}

/** Tests names of fields, which are lower case. */
type NameTest = (name: string) => boolean;

function compileNameTest(site: ActionSite, method: (typeof METHODS)[number], text: string): NameTest | undefined {
  const wanted = text.toLowerCase();
  switch (method) {
    case 'str':
      return (name) => name === wanted;
    case 'beg':
      return (name) => name.startsWith(wanted);
    case 'end':
      return (name) => name.endsWith(wanted);
    case 'sub':
      return (name) => name.includes(wanted);
    case 'reg': {
      const compiled = compileRegex(text, { ignoreCase: true });
      if (compiled.regex) return (name) => compiled.regex.test(name);
      site.report('arg/invalid', site.words.last, `regex '${text}' is invalid: ${compiled.problem}`);
      return undefined;
    }
  }
}

/** Removes every field whose name passes. */
export function removeFields(fields: Fields, test: NameTest): void {
  for (let at = fields.names.length - 1; at >= 0; at--) if (test(fields.names[at]!)) fields.removeAt(at);
}

function compileDelete(site: ActionSite): Action | undefined {
  const word = site.words.expect(arg.nonEmpty('name'));
  if (word === undefined) return undefined;
  const method = site.words.take('-m') ? site.words.expect(arg.enumeration('method', METHODS)) : 'str';
  if (method === undefined) return undefined;
  const fieldsOf = fieldsFor(site.ruleset);
  if (method === 'str') {
    const name = word.toLowerCase();
    return (stream) => {
      fieldsOf(stream)?.remove(name);
      return Verdict.Continue;
    };
  }
  const test = compileNameTest(site, method, word);
  if (!test) return undefined;
  return (stream) => {
    const fields = fieldsOf(stream);
    if (fields !== undefined) removeFields(fields, test);
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-header',
    doc: '4.4#set-header',
    brief: 'Replaces all header fields of a name by one with the given value.',
    since: '1.5',
    support: 'full',
    rulesets: FIELD_RULESETS,
    usage: 'set-header <name> <fmt>',
    compile: compileSet,
  }),
  define.action({
    name: 'add-header',
    doc: '4.4#add-header',
    brief: 'Appends a header field.',
    since: '1.5',
    support: 'full',
    rulesets: FIELD_RULESETS,
    usage: 'add-header <name> <fmt>',
    compile: compileAdd,
  }),
  define.action({
    name: 'del-header',
    doc: '4.4#del-header',
    brief: 'Removes all header fields whose name matches.',
    since: '1.5',
    support: 'full',
    rulesets: FIELD_RULESETS,
    usage: 'del-header <name> [ -m <meth> ]',
    compile: compileDelete,
  }),
];
