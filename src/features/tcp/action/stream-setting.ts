/** Actions that change how the engine treats one stream (manual 4.4): log level, priority, retries, extra log lines. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { sintOf } from '../../../catalog/sint-of.js';
import { LOG_LEVELS } from '../../../model/log-target.js';
import type { Ruleset } from '../../../model/ruleset.js';
import { RULESETS } from '../../../model/ruleset.js';
import type { LogOrigin, Stream } from '../../../model/stream.js';
import { Verdict } from '../../../model/verdict.js';

const REQUEST: readonly Ruleset[] = ['tcp-request content', 'http-request'];

function compileLogLevel(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.enumeration('level', [...LOG_LEVELS, 'silent']));
  if (name === undefined) return undefined;
  const level = name === 'silent' ? -1 : LOG_LEVELS.indexOf(name);
  return (stream) => {
    stream.logLevel = level;
    return Verdict.Continue;
  };
}

/** An action that gives a number from an expression to the stream. */
function compileNumber(site: ActionSite, set: (stream: Stream, value: number) => void): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const number = read(stream);
    if (number !== undefined) set(stream, Number(number));
    return Verdict.Continue;
  };
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

function compileRetries(site: ActionSite): Action | undefined {
  if (site.section === 'frontend') {
    site.report('arg/invalid', site.keyword, `'set-retries' has no meaning in a frontend`);
    return undefined;
  }
  if (/^[0-9]+$/.test(site.words.peek()?.value ?? '')) {
    const retries = site.words.expect(arg.sint('retries', { min: 0, max: 100 }));
    if (retries === undefined) return undefined;
    return (stream) => {
      stream.retriesMax = retries;
      return Verdict.Continue;
    };
  }
  return compileNumber(site, (stream, value) => {
    if (value >= 0 && value <= 100) stream.retriesMax = value;
  });
}

/** What `%OG` prints for lines of each ruleset (manual 4.4 `do-log`). */
const ORIGINS: Readonly<Record<Ruleset, LogOrigin>> = {
  'tcp-request connection': 'tcp-req-conn',
  'tcp-request session': 'tcp-req-sess',
  'tcp-request content': 'tcp-req-cont',
  'tcp-response content': 'tcp-res-cont',
  'http-request': 'http-req',
  'http-response': 'http-res',
  'http-after-response': 'http-after-res',
};

/** The name of a log-profile section, which must be there; false after a report. */
function takeProfile(site: ActionSite): boolean {
  const name = site.words.expect(arg.any('profile', 'the name of a log-profile section'));
  if (!name) return false;
  if (site.sectionNamed('log-profile', name.value)) return true;
  site.report('section/missing', name.range, `unable to find the log-profile section '${name.value}'`);
  return false;
}

function compileDoLog(site: ActionSite): Action | undefined {
  if (site.words.take('profile') && !takeProfile(site)) return undefined;
  const origin = ORIGINS[site.ruleset ?? 'http-request'];
  return (stream) => {
    const before = stream.logOrigin;
    stream.logOrigin = origin;
    stream.emitLog?.();
    stream.logOrigin = before;
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-log-level',
    doc: '4.4#set-log-level',
    brief: 'Gives the log line of this stream another level, or leaves it out.',
    since: '1.5',
    support: 'full',
    rulesets: RULESETS.filter((ruleset) => ruleset !== 'tcp-request connection' && ruleset !== 'tcp-request session'),
    usage: 'set-log-level <level>',
    compile: compileLogLevel,
  }),
  define.action({
    name: 'set-priority-class',
    doc: '4.4#set-priority-class',
    brief: 'Class of the stream in queues; lower ones go first.',
    since: '1.9',
    support: 'full',
    rulesets: REQUEST,
    usage: 'set-priority-class <expr>',
    compile: (site) =>
      compileNumber(site, (stream, value) => {
        stream.priorityClass = clamp(value, 2047);
      }),
  }),
  define.action({
    name: 'set-priority-offset',
    doc: '4.4#set-priority-offset',
    brief: 'Milliseconds by which the stream counts as later or earlier in queues.',
    since: '1.9',
    support: 'full',
    rulesets: REQUEST,
    usage: 'set-priority-offset <expr>',
    compile: (site) =>
      compileNumber(site, (stream, value) => {
        stream.priorityOffsetMs = clamp(value, 524287);
      }),
  }),
  define.action({
    name: 'set-retries',
    doc: '4.4#set-retries',
    brief: 'Changes the number of retries for this stream.',
    since: '3.2',
    support: 'full',
    rulesets: REQUEST,
    usage: 'set-retries { <int> | <expr> }',
    compile: compileRetries,
  }),
  define.action({
    name: 'do-log',
    doc: '4.4#do-log',
    brief: 'Emits a log line now.',
    since: '3.1',
    support: 'partial',
    why: 'Log profiles are not applied: the line has the format of the proxy.',
    rulesets: RULESETS,
    usage: 'do-log [profile <log_profile>]',
    compile: compileDoLog,
  }),
];
