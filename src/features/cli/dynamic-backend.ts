/** Backends that come and go while the process runs, and whether traffic finds them (management.txt 9.3). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { BackendBlocker } from '../../model/runtime.js';
import { findBackend } from './target.js';

const NOT_HERE = failure('Backends cannot be added or removed here.\n');
const USAGE = 'usage: add backend <name> from <defproxy> [mode <mode>] [guid <guid>]\n';

interface Wanted {
  mode?: string;
  guid?: string;
}

/** Reads `[mode <mode>] [guid <guid>]`; the text that says what is wrong, if anything is. */
function parseOptions(words: readonly string[]): Wanted | string {
  const wanted: Wanted = {};
  for (let at = 0; at < words.length; at += 2) {
    const [key, value] = [words[at], words[at + 1]];
    if ((key !== 'mode' && key !== 'guid') || value === undefined) return USAGE;
    if (key === 'mode' && value !== 'tcp' && value !== 'http')
      return `Mode '${value}' is not one of 'tcp' and 'http'.\n`;
    wanted[key] = value;
  }
  return wanted;
}

function addBackend({ runtime, args }: AdminRequest): AdminAnswer {
  const { membership } = runtime;
  if (!membership) return NOT_HERE;
  const [name, from, defaults, ...rest] = args;
  if (name === undefined || from !== 'from' || defaults === undefined) return failure(USAGE);
  const bad = /[^A-Za-z0-9_.:-]/.exec(name)?.[0];
  if (bad !== undefined) return failure(`character '${bad}' is not permitted in backend name '${name}'.\n`);
  if (runtime.proxies.some((proxy) => proxy.name === name))
    return failure(`Name '${name}' is that of another proxy.\n`);
  if (!membership.defaults.includes(defaults)) return failure(`Default proxy '${defaults}' not found.\n`);
  const wanted = parseOptions(rest);
  if (typeof wanted === 'string') return failure(wanted);
  const added = membership.addBackend(name, defaults, wanted.mode, wanted.guid);
  return added.ok ? remark('info', 'New backend registered.\n') : failure(`${added.reason}\n`);
}

const BLOCKERS: Readonly<Record<BackendBlocker, string>> = {
  frontend: 'Only backends can be deleted.',
  referenced: 'This proxy cannot be removed at runtime due to other configuration elements pointing to it.',
  table: 'Backends with a stick-table cannot be deleted.',
  published: 'Backend must be unpublished prior to its deletion.',
  servers: 'Only a backend without server can be deleted.',
  streams: 'Backend still has attached streams on it.',
};

/** Why a backend cannot be removed now; `passing`: the reason may go away by waiting. */
export function describeBackendBlocker(blocker: BackendBlocker): { readonly text: string; readonly passing: boolean } {
  return { text: `${BLOCKERS[blocker]}\n`, passing: blocker === 'streams' };
}

function deleteBackend({ runtime, args }: AdminRequest): AdminAnswer {
  const { membership } = runtime;
  if (!membership) return NOT_HERE;
  if (args[0] === undefined) return failure('usage: del backend <name>\n');
  const backend = findBackend(runtime, args[0]);
  if (backend === undefined) return failure('No such backend.\n');
  const blocker = membership.blockerOfBackend(backend);
  if (blocker) return failure(describeBackendBlocker(blocker).text);
  membership.removeBackend(backend);
  return remark('notice', 'Backend deleted.\n');
}

function publish(published: boolean): CliEntry['run'] {
  return ({ runtime, args }) => {
    const backend = findBackend(runtime, args[0] ?? '');
    if (backend === undefined) return failure('No such backend.\n');
    if (backend.isFrontend) return failure('Only backends can be published.\n');
    if (backend.published === published) {
      return remark('info', `No effect, backend is already ${published ? 'published' : 'unpublished'}.\n`);
    }
    backend.published = published;
    return remark('info', `Backend ${published ? 'published' : 'unpublished'}.\n`);
  };
}

function showDefaults({ runtime }: AdminRequest): AdminAnswer {
  return (runtime.membership?.defaults ?? []).map((name) => `${name}\n`);
}

function row(
  words: readonly string[],
  args: string,
  brief: string,
  run: CliEntry['run'],
  level: CliEntry['level'],
): CliEntry {
  const name = words.join(' ');
  return define.cli({
    ...{ words, usage: args === '' ? name : `${name} ${args}`, doc: `management 9.3#${name}`, since: '3.4' },
    ...{ support: 'full', brief, level, run },
  });
}

export const entries: readonly CliEntry[] = [
  row(['add', 'backend'], '<backend>', 'Makes a backend from a defaults section.', addBackend, 'admin'),
  row(['del', 'backend'], '<backend>', 'Removes a backend that nothing names or uses.', deleteBackend, 'admin'),
  row(['publish', 'backend'], '<backend>', 'Lets a backend be chosen again.', publish(true), 'operator'),
  row(['unpublish', 'backend'], '<backend>', 'Keeps a backend from being chosen.', publish(false), 'operator'),
  row(['show', 'defaults'], '', 'Lists what backends can be made from.', showDefaults, 'operator'),
];
