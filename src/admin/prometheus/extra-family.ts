/** Families of stick tables and name servers. */
import { NAMESERVER_COUNTERS, type NameserverCounter } from '../../model/name-lookup.js';
import type { Runtime } from '../../model/runtime.js';
import type { StickTable } from '../../model/stick-table.js';
import type { Family, Sample } from './family.js';

/** `show table` says `ip` for keys that are IPv4 addresses. */
function typeOf({ config }: StickTable): string {
  return config.keyType === 'ipv4' ? 'ip' : config.keyType;
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name: `haproxy_${name}`, type: 'gauge', help, samples };
}

/** Size and use of stick tables. */
export function* tableFamilies({ tables }: Runtime): Iterable<Family> {
  const all = [...(tables?.all() ?? [])];
  const samples = (valueOf: (table: StickTable) => number): readonly Sample[] =>
    all.map((table) => ({
      labels: [
        ['name', table.config.name],
        ['type', typeOf(table)],
      ],
      value: valueOf(table),
    }));
  yield gauge(
    'sticktable_size',
    'entries that fit into the table',
    samples(({ config }) => config.size),
  );
  yield gauge(
    'sticktable_used',
    'entries in the table',
    samples(({ used }) => used),
  );
  yield gauge(
    'sticktable_local_updates',
    'changes of entries that peers are told of',
    samples(({ localUpdates }) => localUpdates),
  );
}

/** Names that differ from those of `show resolvers`. */
function metricOf(counter: NameserverCounter): string {
  return counter === 'snd_error' ? 'send_error' : counter;
}

/** What name servers were asked and what they answered. */
export function* resolverFamilies({ resolvers = [] }: Runtime): Iterable<Family> {
  for (const counter of NAMESERVER_COUNTERS) {
    const samples = resolvers.flatMap(({ name, nameservers }) =>
      nameservers.map(({ name: server, counters }) => ({
        labels: [['resolver', name] as const, ['nameserver', server] as const],
        value: counters[counter],
      })),
    );
    yield gauge(`resolver_${metricOf(counter)}`, `name server: ${counter.replaceAll('_', ' ')}`, samples);
  }
}
