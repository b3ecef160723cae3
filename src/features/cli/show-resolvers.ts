/** `show resolvers` (management.txt 9.3): what name servers were asked and what they answered. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { NAMESERVER_COUNTERS, type ResolversView } from '../../model/name-lookup.js';

const LABEL_WIDTH = Math.max(...NAMESERVER_COUNTERS.map((name) => name.length)) + 1;

function* render(sections: readonly ResolversView[]): Iterable<string> {
  for (const { name, nameservers } of sections) {
    yield `Resolvers section ${name}\n`;
    for (const { name: server, counters } of nameservers) {
      const lines = NAMESERVER_COUNTERS.map(
        (counter) => `  ${`${counter}:`.padEnd(LABEL_WIDTH)} ${counters[counter]}\n`,
      );
      yield ` nameserver ${server}:\n${lines.join('')}`;
    }
  }
}

function showResolvers({ runtime, args }: AdminRequest): AdminAnswer {
  const { resolvers = [] } = runtime;
  const [wanted] = args;
  if (wanted === undefined) return render(resolvers);
  const found = resolvers.find(({ name }) => name === wanted);
  return found === undefined ? failure("Can't find that resolvers section\n") : render([found]);
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'resolvers'],
    usage: 'show resolvers [id]',
    doc: 'management 9.3#show resolvers',
    since: '1.6',
    support: 'full',
    brief: 'Shows counters of name servers.',
    level: 'user',
    run: showResolvers,
  }),
];
