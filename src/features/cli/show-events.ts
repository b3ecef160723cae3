/** `show events` (management.txt 9.3): what rings hold, and what comes. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, type AdminSession, failure } from '../../model/admin-request.js';
import type { EventSink } from '../../model/runtime.js';

const HEAD = 'Sinks of events are listed below. Add -w (wait), -n (new), -0 (zero bytes). Any input stops.\n';

function renderSink({ name, type, dropped, description }: EventSink): string {
  return `    ${name.padEnd(10)} : type=${type}, ${dropped} dropped, ${description}\n`;
}

/** Letters behind dashes, in any order: `-w -n`, `-wn`. */
function lettersOf(words: readonly string[]): string | undefined {
  return words.every((word) => /^-[wn0]+$/.test(word)) ? words.join('') : undefined;
}

/** Lines as they come, until the client says something or goes. */
async function* follow(sink: EventSink, known: readonly string[], end: string, session: AdminSession) {
  const waiting = [...known];
  let wake = () => {};
  let isOver = false;
  const stop = () => {
    isOver = true;
    wake();
  };
  const unwatch = sink.watch((line) => {
    waiting.push(line);
    wake();
  });
  session.onInput?.(stop);
  session.gone.addEventListener('abort', stop);
  try {
    while (!isOver) {
      const lines = waiting.splice(0);
      if (lines.length > 0) yield lines.map((line) => line + end).join('');
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    unwatch();
    session.gone.removeEventListener('abort', stop);
  }
}

function showEvents({ runtime, args, session }: AdminRequest): AdminAnswer {
  const sinks = runtime.eventSinks ?? [];
  const [name, ...words] = args;
  if (name === undefined) return [HEAD, ...sinks.map(renderSink)];
  const sink = sinks.find((each) => each.name === name);
  if (sink === undefined) return failure('No such event sink\n');
  if (sink.type !== 'buffer') return failure('Nothing to report for this sink\n');
  const letters = lettersOf(words);
  if (letters === undefined) return failure("'show events' expects -w, -n and -0 behind the sink.\n");
  const end = letters.includes('0') ? '\0' : '\n';
  const known = letters.includes('n') ? [] : sink.events();
  return letters.includes('w') ? follow(sink, known, end, session) : known.map((line) => line + end);
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'events'],
    usage: 'show events [<sink>] [-w] [-n] [-0]',
    doc: 'management 9.3#show events',
    since: '1.9',
    support: 'full',
    brief: 'Shows sinks of events and what they hold.',
    level: 'operator',
    run: showEvents,
  }),
];
