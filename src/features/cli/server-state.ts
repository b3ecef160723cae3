/** Switching servers, their health checks and agents on and off (management.txt 9.3 `disable`, `enable`, `shutdown`). */
import { type CliEntry, define } from '../../catalog/entry.js';
import type { AdminAnswer, AdminRequest } from '../../model/admin-request.js';
import { failure } from '../../model/admin-request.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';
import { resolveServer } from './target.js';

/** A command whose only argument is a server. */
function onServer(act: (runtime: Runtime, server: Server) => AdminAnswer): (request: AdminRequest) => AdminAnswer {
  return ({ runtime, args }) => {
    const server = resolveServer(runtime, args[0]);
    return server.ok ? act(runtime, server.value) : server.answer;
  };
}

function unconfigured(what: string): string {
  return `${what} was not configured on this server, cannot enable.\n`;
}

function switchCheck(enabled: boolean): (runtime: Runtime, server: Server) => AdminAnswer {
  return (runtime, server) => {
    if (!server.config.check?.enabled) return enabled ? failure(unconfigured('Health check')) : '';
    runtime.setCheckEnabled(server, enabled);
    return '';
  };
}

function switchAgent(enabled: boolean): (runtime: Runtime, server: Server) => AdminAnswer {
  return (runtime, server) => {
    if (!server.config.agentCheck) return enabled ? failure(unconfigured('Agent')) : '';
    runtime.setAgentEnabled(server, enabled);
    return '';
  };
}

const SERVER = '<backend>/<server>';

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['disable', 'server'],
    usage: `disable server ${SERVER}`,
    doc: 'management 9.3#disable server',
    since: '1.4',
    support: 'full',
    brief: 'Puts a server into maintenance.',
    level: 'admin',
    run: onServer((runtime, server) => {
      runtime.setAdminState(server, 'maint');
      return '';
    }),
  }),
  define.cli({
    words: ['enable', 'server'],
    usage: `enable server ${SERVER}`,
    doc: 'management 9.3#enable server',
    since: '1.4',
    support: 'full',
    brief: 'Ends the maintenance of a server.',
    level: 'admin',
    run: onServer((runtime, server) => {
      runtime.setAdminState(server, 'ready');
      return '';
    }),
  }),
  define.cli({
    words: ['disable', 'health'],
    usage: `disable health ${SERVER}`,
    doc: 'management 9.3#disable health',
    since: '1.6',
    support: 'full',
    brief: 'Stops the health checks of a server.',
    level: 'admin',
    run: onServer(switchCheck(false)),
  }),
  define.cli({
    words: ['enable', 'health'],
    usage: `enable health ${SERVER}`,
    doc: 'management 9.3#enable health',
    since: '1.6',
    support: 'full',
    brief: 'Resumes the health checks of a server.',
    level: 'admin',
    run: onServer(switchCheck(true)),
  }),
  define.cli({
    words: ['disable', 'agent'],
    usage: `disable agent ${SERVER}`,
    doc: 'management 9.3#disable agent',
    since: '1.5',
    support: 'full',
    brief: 'Stops the agent checks of a server.',
    level: 'admin',
    run: onServer(switchAgent(false)),
  }),
  define.cli({
    words: ['enable', 'agent'],
    usage: `enable agent ${SERVER}`,
    doc: 'management 9.3#enable agent',
    since: '1.5',
    support: 'full',
    brief: 'Resumes the agent checks of a server.',
    level: 'admin',
    run: onServer(switchAgent(true)),
  }),
  define.cli({
    words: ['shutdown', 'sessions', 'server'],
    usage: `shutdown sessions server ${SERVER}`,
    doc: 'management 9.3#shutdown sessions server',
    since: '1.5',
    support: 'full',
    brief: 'Ends all streams of a server.',
    level: 'admin',
    run: onServer((runtime, server) => {
      runtime.shutdownServerStreams(server);
      return '';
    }),
  }),
];
