/** Frontends: stopping and resuming them (management.txt 9.3). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import { resolveFrontend } from './target.js';

function switchFrontend(enabled: boolean): (request: AdminRequest) => AdminAnswer {
  return ({ runtime, args }) => {
    const frontend = resolveFrontend(runtime, args[0]);
    if (!frontend.ok) return frontend.answer;
    if (frontend.value.shutDown) return failure('Frontend was previously shut down, cannot change its state.\n');
    if (frontend.value.enabled === enabled) {
      return remark('info', `All sockets are already ${enabled ? 'enabled' : 'disabled'}.\n`);
    }
    runtime.setFrontendEnabled(frontend.value, enabled);
    return '';
  };
}

function shutdownFrontend({ runtime, args }: AdminRequest): AdminAnswer {
  const frontend = resolveFrontend(runtime, args[0]);
  if (!frontend.ok) return frontend.answer;
  if (frontend.value.shutDown) return failure('Frontend was already shut down.\n');
  runtime.shutdownFrontend(frontend.value);
  frontend.value.shutDown = true;
  return '';
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['disable', 'frontend'],
    usage: 'disable frontend <frontend>',
    doc: 'management 9.3#disable frontend',
    since: '1.5',
    support: 'full',
    brief: 'Lets a frontend accept nobody until it is enabled again.',
    level: 'admin',
    run: switchFrontend(false),
  }),
  define.cli({
    words: ['enable', 'frontend'],
    usage: 'enable frontend <frontend>',
    doc: 'management 9.3#enable frontend',
    since: '1.5',
    support: 'full',
    brief: 'Lets a frontend that was disabled accept again.',
    level: 'admin',
    run: switchFrontend(true),
  }),
  define.cli({
    words: ['shutdown', 'frontend'],
    usage: 'shutdown frontend <frontend>',
    doc: 'management 9.3#shutdown frontend',
    since: '1.5',
    support: 'full',
    brief: 'Closes the sockets of a frontend for good.',
    level: 'admin',
    run: shutdownFrontend,
  }),
];
