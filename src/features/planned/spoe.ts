/** SPOE files: agents, messages and groups of `filter spoe` (SPOE.txt 2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite, SectionSite } from '../../catalog/directive-site.js';
import type { Entry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import type { UsePoint } from '../../model/ruleset.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const common = { since: '1.7', naming: 'required', why: 'agents are not asked yet' } as const;
const agent: PlannedSection = { ...common, name: 'spoe-agent', doc: 'SPOE.txt 2.2', brief: 'An agent.' };
const message: PlannedSection = {
  ...common,
  name: 'spoe-message',
  doc: 'SPOE.txt 2.3',
  brief: 'What agents are told.',
};
const group: PlannedSection = {
  ...common,
  name: 'spoe-group',
  doc: 'SPOE.txt 2.4',
  brief: 'Messages that rules send.',
};

/** Names that sections of the file must have. */
function readNames(key: string) {
  return ({ words, sectionData, report }: DirectiveSite): void => {
    const known = (sectionData.get(key) as readonly ArgText[] | undefined) ?? [];
    const added = words.rest();
    for (const { value, range } of added) {
      const isDouble = known.some((name) => name.value === value);
      if (isDouble) report('arg/invalid', range, `'${key}' : '${value}' was named before`);
    }
    sectionData.set(key, [...known, ...added]);
  };
}

/** Parts of names of variables. */
const VARIABLE = {
  ...arg.nonEmpty('var name'),
  expects: "letters, digits, '.' and '_'",
  parse(text: ArgText, site: DirectiveSite | { readonly report: DirectiveSite['report'] }): string | undefined {
    if (/^[A-Za-z0-9_.]+$/.test(text.value)) return text.value;
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <var name>, which expects ${this.expects}`);
    return undefined;
  },
};

function readVariables({ words }: DirectiveSite): void {
  words.expect(VARIABLE);
  while (!words.done) words.expect(VARIABLE);
}

function option(name: string, brief: string): Entry {
  return wordRow(agent, { name: `option ${name}`, brief, negatable: true });
}

/** Words of old times, read and passed over. */
const OLD = ['maxconnrate', 'maxerrrate', 'max-waiting-frames'] as const;

function readFrameSize({ words, global, report }: DirectiveSite): void {
  const most = global.bufferSize - 4;
  const size = words.expect(arg.uint('number'));
  if (size === undefined || (size >= 256 && size <= most)) return;
  report('arg/out-of-range', words.last, `'max-frame-size' expects a number between 256 and ${most}`);
}

function readBackend(site: DirectiveSite): void {
  const name = site.words.expect(arg.any('backend', 'the name of a backend'));
  if (name) site.sectionData.set('use-backend', name);
}

const agentEntries: readonly Entry[] = [
  sectionRow(agent, { repeatable: true, file: 'spoe' }),
  wordRow(agent, {
    name: 'groups',
    brief: 'Groups of the agent.',
    usage: '<grp-name> ...',
    parse: readNames('groups'),
  }),
  wordRow(agent, {
    ...{ name: 'messages', brief: 'Messages of the agent.', usage: '<msg-name> ...', parse: readNames('messages') },
  }),
  wordRow(agent, { name: 'max-frame-size', brief: 'Longest frame.', usage: '<number>', parse: readFrameSize }),
  ...OLD.map((name) => wordRow(agent, { name, brief: 'No longer used.', args: [arg.uint('number')] })),
  option('async', 'No longer used.'),
  option('send-frag-payload', 'No longer used.'),
  option('dontlog-normal', 'Logs failures only.'),
  option('pipelining', 'Several frames at once.'),
  wordRow(agent, { name: 'option continue-on-error', brief: 'Goes on after errors.' }),
  wordRow(agent, { name: 'option force-set-var', brief: 'Takes all variables.' }),
  ...['set-on-error', 'set-process-time', 'set-total-time', 'var-prefix'].map((name) =>
    wordRow(agent, { name: `option ${name}`, brief: 'Names a variable.', args: [VARIABLE] }),
  ),
  wordRow(agent, {
    ...{
      name: 'register-var-names',
      brief: 'Variables that may be set.',
      usage: '<var name> ...',
      parse: readVariables,
    },
  }),
  ...['hello', 'idle', 'processing'].map((name) =>
    wordRow(agent, { name: `timeout ${name}`, brief: 'Longest wait.', args: [arg.timeMs('timeout')] }),
  ),
  wordRow(agent, { name: 'use-backend', brief: 'Backend of agents.', usage: '<backend>', parse: readBackend }),
];

/** Where messages of an event are made. */
const EVENTS: Readonly<Record<string, UsePoint>> = {
  'on-client-session': 'fe-tcp-connection',
  'on-server-session': 'be-tcp-response',
  'on-frontend-tcp-request': 'fe-tcp-content',
  'on-backend-tcp-request': 'be-tcp-content',
  'on-tcp-response': 'be-tcp-response',
  'on-frontend-http-request': 'fe-http-request',
  'on-backend-http-request': 'be-http-request',
  'on-http-response': 'be-http-response',
};

function readEvent(site: DirectiveSite): void {
  const event = site.words.expect(arg.enumeration('name', Object.keys(EVENTS)));
  if (event === undefined) return;
  const use = EVENTS[event] ?? 'fe-http-request';
  site.sectionData.set('event', use);
  const condition = site.condition();
  if (condition) site.checkLater({ use, condition });
}

/** `name=expression`, one word each; they are made at the event, whose line may come later. */
function readArgs({ words, sectionData }: DirectiveSite): void {
  const known = (sectionData.get('args') as readonly ArgText[] | undefined) ?? [];
  sectionData.set('args', [...known, ...words.rest()]);
}

function finishMessage({ data, checkLater }: SectionSite): void {
  const use = (data.get('event') as UsePoint | undefined) ?? 'fe-http-request';
  for (const text of (data.get('args') as readonly ArgText[] | undefined) ?? []) {
    checkLater({ use, sample: withoutName(text) });
  }
}

/** The expression of an argument. */
function withoutName(text: ArgText): ArgText {
  const length = /^[A-Za-z0-9_.-]+=/.exec(text.value)?.[0].length ?? 0;
  const { range, value } = text;
  const plain = range.end - range.start === value.length;
  return { value: value.slice(length), range: plain ? { ...range, start: range.start + length } : range };
}

const messageEntries: readonly Entry[] = [
  sectionRow(message, { repeatable: true, file: 'spoe', finish: finishMessage }),
  wordRow(message, { name: 'args', brief: 'Values.', usage: '[name=]<sample> ...', parse: readArgs }),
  wordRow(message, {
    ...{ name: 'event', brief: 'When it is sent.', usage: '<name> [{if | unless} <condition>]', parse: readEvent },
  }),
];

const groupEntries: readonly Entry[] = [
  sectionRow(group, { repeatable: true, file: 'spoe' }),
  wordRow(group, { name: 'messages', brief: 'Its messages.', usage: '<msg-name> ...', parse: readNames('messages') }),
];

export const spoeEntries: readonly Entry[] = [...agentEntries, ...messageEntries, ...groupEntries];

function byName(sections: readonly SectionSite[], kind: string, site: DirectiveSite): ReadonlyMap<string, SectionSite> {
  const found = new Map<string, SectionSite>();
  for (const section of sections.filter((one) => one.kind === kind)) {
    const name = section.name ?? '';
    if (found.has(name)) site.report('section/duplicate', section.range, `${kind} '${name}' was already defined`);
    else found.set(name, section);
  }
  return found;
}

/** Reads what a `filter spoe` line names and looks whether the parts of the file fit together. */
export function readSpoeFile(site: DirectiveSite, file: ArgText, engine: string | undefined): void {
  const sections = site.readSections(file, 'spoe', engine);
  noteEngine(site, engine, sections);
  if (!sections) return;
  const agents = sections.filter(({ kind }) => kind === 'spoe-agent');
  const [first, second] = agents;
  if (second) site.report('section/duplicate', second.range, 'a scope has one spoe-agent section');
  if (!first) {
    const place = engine === undefined ? `'${file.value}'` : `the scope '[${engine}]' of '${file.value}'`;
    site.report('spoe/no-agent', file.range, `'filter spoe' : there is no spoe-agent section in ${place}`);
    return;
  }
  const known = { messages: byName(sections, 'spoe-message', site), groups: byName(sections, 'spoe-group', site) };
  checkAgent(site, first, known);
}

/** What rules of the proxy may name: without a name of its own, an engine is called like its agent. */
function noteEngine({ proxy }: DirectiveSite, engine: string | undefined, sections?: readonly SectionSite[]): void {
  if (!proxy) return;
  const agent = sections?.find(({ kind }) => kind === 'spoe-agent');
  const groups =
    agent && ((agent.data.get('groups') as readonly ArgText[] | undefined) ?? []).map(({ value }) => value);
  const known = proxy.extra.get('spoe engines') as ReadonlyMap<string, readonly string[] | undefined> | undefined;
  const name = engine ?? agent?.name ?? '';
  proxy.extra.set('spoe engines', new Map([...(known ?? []), [name, groups]]));
}

interface Named {
  readonly messages: ReadonlyMap<string, SectionSite>;
  readonly groups: ReadonlyMap<string, SectionSite>;
}

function checkAgent(site: DirectiveSite, { name, data, range }: SectionSite, named: Named): void {
  const what = `spoe-agent '${name ?? ''}'`;
  for (const kind of ['messages', 'groups'] as const) {
    for (const text of (data.get(kind) as readonly ArgText[] | undefined) ?? []) {
      if (named[kind].has(text.value)) continue;
      const noun = kind === 'messages' ? 'spoe-message' : 'spoe-group';
      site.report('section/missing', text.range, `${what}: there is no ${noun} section '${text.value}'`);
    }
  }
  const backend = data.get('use-backend') as ArgText | undefined;
  if (backend) site.refersTo('backend', backend, what);
  else site.report('section/incomplete', range, `${what} has no backend`, { remedy: "add 'use-backend <backend>'" });
}
