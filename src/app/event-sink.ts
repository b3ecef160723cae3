/** What `show events` tells of: both standard outputs, and rings with what they hold. */
import type { SinkTable } from '../log/sink-table.js';
import type { EventSink } from '../model/runtime.js';

function standardOutput(name: string, fd: number): EventSink {
  const description = `standard output (fd#${fd})`;
  return { name, type: 'fd', description, dropped: 0, events: () => [], watch: () => () => {} };
}

/** All sinks by the names that `log` lines may use. */
export function eventSinks(table: SinkTable): readonly EventSink[] {
  const buffers = table.rings().map((ring): EventSink => {
    const { name, description } = ring.settings;
    return {
      ...{ name, type: 'buffer', description: description ?? '' },
      get dropped() {
        return ring.dropped;
      },
      events: () => ring.events(),
      watch: (watcher) => ring.watch(watcher),
    };
  });
  return [standardOutput('stdout', 1), standardOutput('stderr', 2), ...buffers];
}
