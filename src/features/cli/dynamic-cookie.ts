/** Cookies that are made of addresses, while running (management.txt 9.3 `enable dynamic-cookie` and its kin). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { findBackend } from './target.js';

function change({ runtime, args }: AdminRequest, settings: { isOn?: boolean; key?: string }): AdminAnswer {
  if (args[0] === undefined) return failure('A backend name is expected.\n');
  const backend = findBackend(runtime, args[0]);
  if (backend === undefined) return failure('No such backend.\n');
  runtime.setDynamicCookie?.(backend, settings);
  return '';
}

function row(words: readonly string[], args: string, brief: string, run: CliEntry['run']): CliEntry {
  const name = words.join(' ');
  return define.cli({
    ...{ words, usage: `${name} ${args}`, doc: `management 9.3#${name}`, since: '1.8', support: 'full', brief },
    ...{ level: 'admin', run },
  });
}

export const entries: readonly CliEntry[] = [
  row(['enable', 'dynamic-cookie', 'backend'], '<backend>', 'Switches dynamic cookies on.', (request) =>
    change(request, { isOn: true }),
  ),
  row(['disable', 'dynamic-cookie', 'backend'], '<backend>', 'Switches dynamic cookies off.', (request) =>
    change(request, { isOn: false }),
  ),
  row(
    ['set', 'dynamic-cookie-key', 'backend'],
    '<backend> <value>',
    'Changes the key of dynamic cookies.',
    (request) => {
      const [backend, key = ''] = request.args;
      return backend !== undefined && key === '' ? failure('String value expected.\n') : change(request, { key });
    },
  ),
];
