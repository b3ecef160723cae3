/** `log-forward` and `log-profile` sections (manual 8.3.5, 12.6). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite, SectionSite } from '../../catalog/directive-site.js';
import type { Entry } from '../../catalog/entry.js';
import { initialBind } from '../../model/config/bind.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const forward: PlannedSection = {
  ...{ name: 'log-forward', doc: '12.6', since: '2.3', naming: 'required', brief: 'Passes log lines of others on.' },
  why: 'lines of others are not passed on yet',
};

const STREAM = arg.address('addr', { port: 'required', names: true, range: true, stream: true, descriptor: true });
const DATAGRAM = arg.address('addr', { port: 'required', names: true, range: true, datagram: true, descriptor: true });

/** Addresses and words of a `bind` line, without a listener that comes of them. */
function readBind(site: DirectiveSite, kind: typeof STREAM): void {
  const text = site.words.expect(arg.any('addr', 'an address with a port'));
  if (!text) return;
  for (const value of text.value.replace(/,$/, '').split(',')) kind.parse({ value, range: text.range }, site);
  site.parseBindWords(initialBind(site.file, site.line));
  site.sectionData.set('listens', true);
}

function finishForward({ name, range, data, report }: SectionSite): void {
  if (data.has('listens')) return;
  const message = `log-forward '${name ?? ''}' has no 'bind' or 'dgram-bind' line`;
  report('proxy/no-bind', range, message);
}

const CONNS = [arg.uint('conns')] as const;

const forwardEntries: readonly Entry[] = [
  sectionRow(forward, { finish: finishForward }),
  wordRow(forward, {
    ...{
      name: 'bind',
      brief: 'Takes lines over TCP.',
      usage: '<addr> [param*]',
      parse: (site) => readBind(site, STREAM),
    },
  }),
  wordRow(forward, {
    ...{ name: 'dgram-bind', brief: 'Takes lines over UDP.', usage: '<addr> [param*]' },
    parse: (site) => readBind(site, DATAGRAM),
  }),
  wordRow(forward, { name: 'backlog', brief: 'Connections that may wait.', args: CONNS }),
  wordRow(forward, { name: 'maxconn', brief: 'Most connections.', args: CONNS }),
  wordRow(forward, { name: 'timeout client', brief: 'Longest silence.', args: [arg.timeMs('timeout')] }),
  wordRow(forward, {
    name: 'option assume-rfc6587-ntf',
    brief: 'Lines end where they end.',
    since: '3.2',
    negatable: true,
  }),
  wordRow(forward, {
    name: 'option dont-parse-log',
    brief: 'Passes lines on as they are.',
    since: '3.0',
    negatable: true,
  }),
  wordRow(forward, {
    ...{ name: 'option host', brief: 'Whose name lines have.', since: '3.2' },
    args: [arg.enumeration('strategy', ['replace', 'fill', 'keep', 'append'])],
  }),
];

const profile: PlannedSection = {
  ...{
    name: 'log-profile',
    doc: '8.3.5',
    since: '3.1',
    naming: 'required',
    brief: 'How lines of a log target are made.',
  },
  why: 'lines are made by the formats of their proxies',
};

/** Moments of a stream, and the rulesets that `do-log` may stand in. */
const STEPS = [
  ...['accept', 'request', 'connect', 'response', 'close', 'error', 'any', 'quic-init', 'tcp-req-conn', 'tcp-req-sess'],
  ...['tcp-req-cont', 'tcp-res-cont', 'http-req', 'http-res', 'http-after-res'],
] as const;

const FORMAT = arg.any('fmt', 'a log-format string');

function readOn(site: DirectiveSite): void {
  const { words, report } = site;
  if (words.expect(arg.enumeration('step', STEPS)) === undefined) return;
  for (let word = words.next(); word; word = words.next()) {
    if (word.value === 'drop') continue;
    if (word.value !== 'format' && word.value !== 'sd') {
      report('arg/unexpected', word.range, `'on' expects 'drop', 'format' or 'sd' and not '${word.value}'`);
      words.rest();
      return;
    }
    const format = words.expect(FORMAT);
    if (!format) return;
    site.checkLater({ use: 'log', format });
  }
}

const profileEntries: readonly Entry[] = [
  sectionRow(profile, { holdsProxy: true }),
  wordRow(profile, { name: 'log-tag', brief: 'Tag of the lines.', args: [arg.nonEmpty('string')] }),
  wordRow(profile, {
    ...{ name: 'on', brief: 'Lines of a moment.', usage: '<step> [drop] [format <fmt>] [sd <sd_fmt>]', parse: readOn },
  }),
];

export const logEntries: readonly Entry[] = [...forwardEntries, ...profileEntries];
