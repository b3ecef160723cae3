/** Commands about the connection itself (management.txt 9.3): modes, levels, time-outs, waiting. */
import { type CliEntry, define } from '../../catalog/entry.js';
import {
  type AdminAnswer,
  type AdminLevel,
  type AdminRequest,
  type AdminSession,
  failure,
} from '../../model/admin-request.js';
import { parseDelayMs } from './delay.js';

function lowerTo(level: AdminLevel): (request: AdminRequest) => AdminAnswer {
  return ({ session }) => {
    session.level = level;
    session.expert = false;
    session.experimental = false;
    return '';
  };
}

const PROMPT_HELP = [
  'Usage: prompt [help | n | i | p | timed]*',
  '  help   show this text',
  '  n      close the connection after the line',
  '  i      keep the connection open, without a prompt',
  '  p      keep it open, with a prompt',
  '  timed  show the uptime in the prompt, or no longer',
  '',
].join('\n');

function setMode(session: AdminSession, word: string): boolean {
  switch (word) {
    case 'n':
      session.mode = 'single';
      return true;
    case 'i':
      session.mode = 'interactive';
      return true;
    case 'p':
      session.mode = 'prompt';
      return true;
    case 'timed':
      session.mode = 'prompt';
      session.timedPrompt = !session.timedPrompt;
      return true;
    default:
      return false;
  }
}

function prompt({ session, args }: AdminRequest): AdminAnswer {
  if (args.length === 0) session.mode = session.mode === 'prompt' ? 'single' : 'prompt';
  for (const word of args) {
    if (word === 'help') return PROMPT_HELP;
    if (!setMode(session, word)) return failure(PROMPT_HELP);
  }
  return '';
}

/** `expert-mode`, `experimental-mode`: says what is on, or switches it. */
function switchMode(name: 'expert' | 'experimental'): (request: AdminRequest) => AdminAnswer {
  return ({ session, args }) => {
    if (args[0] === undefined) return `${name}-mode is ${session[name] ? 'ON' : 'OFF'}\n`;
    session[name] = args[0] === 'on';
    return '';
  };
}

function setTimeout({ session, args }: AdminRequest): AdminAnswer {
  if (args[0] !== 'cli') return failure("'set timeout' only supports 'cli'.\n");
  if (args[1] === undefined) return failure('Expects an integer value.\n');
  const delayMs = parseDelayMs(args[1], 1000);
  if (delayMs === undefined || delayMs < 1) return failure('Invalid timeout value.\n');
  session.timeoutMs = delayMs;
  return '';
}

function setSeverityOutput({ session, args }: AdminRequest): AdminAnswer {
  const [output] = args;
  if (output !== 'none' && output !== 'number' && output !== 'string') {
    return failure("one of 'none', 'number', 'string' is a required argument\n");
  }
  session.severityOutput = output;
  return '';
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['help'],
    usage: 'help [<command>]',
    doc: 'management 9.3#help',
    since: '1.4',
    support: 'full',
    brief: 'Lists all commands, or those like the one named.',
    level: 'user',
    socket: 'both',
    run: ({ session, args }) => session.describe(args),
  }),
  define.cli({
    words: ['prompt'],
    usage: 'prompt [help | n | i | p | timed]*',
    doc: 'management 9.3#prompt',
    since: '1.3.21',
    support: 'full',
    brief: 'Changes between one line per connection and interactive use.',
    level: 'user',
    socket: 'both',
    run: prompt,
  }),
  define.cli({
    words: ['quit'],
    usage: 'quit',
    doc: 'management 9.3#quit',
    since: '1.3.21',
    support: 'full',
    brief: 'Ends the connection.',
    level: 'user',
    socket: 'both',
    run: ({ session }) => {
      session.quit();
      return '';
    },
  }),
  define.cli({
    words: ['operator'],
    usage: 'operator',
    doc: 'management 9.3#operator',
    since: '1.9',
    support: 'full',
    brief: 'Lowers the level of this connection to operator.',
    level: 'operator',
    socket: 'both',
    run: lowerTo('operator'),
  }),
  define.cli({
    words: ['user'],
    usage: 'user',
    doc: 'management 9.3#user',
    since: '1.9',
    support: 'full',
    brief: 'Lowers the level of this connection to user.',
    level: 'user',
    socket: 'both',
    run: lowerTo('user'),
  }),
  define.cli({
    words: ['show', 'cli', 'level'],
    usage: 'show cli level',
    doc: 'management 9.3#show cli level',
    since: '1.9',
    support: 'full',
    brief: 'Shows the level of this connection.',
    level: 'user',
    socket: 'both',
    run: ({ session }) => `${session.level}\n`,
  }),
  define.cli({
    words: ['expert-mode'],
    usage: 'expert-mode [on|off]',
    doc: 'management 9.3#expert-mode',
    since: '2.0',
    support: 'full',
    brief: 'Shows expert mode or switches it.',
    level: 'admin',
    socket: 'both',
    hidden: true,
    run: switchMode('expert'),
  }),
  define.cli({
    words: ['experimental-mode'],
    usage: 'experimental-mode [on|off]',
    doc: 'management 9.3#experimental-mode',
    since: '2.4',
    support: 'full',
    brief: 'Shows experimental mode or switches it.',
    level: 'admin',
    socket: 'both',
    hidden: true,
    run: switchMode('experimental'),
  }),
  define.cli({
    words: ['set', 'timeout'],
    usage: 'set timeout cli <delay>',
    doc: 'management 9.3#set timeout',
    since: '1.3.21',
    support: 'full',
    brief: 'Changes how long this connection may be idle, in seconds.',
    level: 'user',
    run: setTimeout,
  }),
  define.cli({
    words: ['set', 'severity-output'],
    usage: 'set severity-output [none|number|string]',
    doc: 'management 9.3#set severity-output',
    since: '1.8',
    support: 'full',
    brief: 'Changes whether messages start with their severity.',
    level: 'user',
    run: setSeverityOutput,
  }),
  define.cli({
    words: ['echo'],
    usage: 'echo <text>',
    doc: 'management 9.3#echo',
    since: '3.0',
    support: 'full',
    brief: 'Prints a text.',
    level: 'user',
    socket: 'both',
    run: ({ args }) => (args.length === 0 ? '' : `${args.join(' ')}\n`),
  }),
];
