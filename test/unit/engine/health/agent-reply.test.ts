/** Lines of agents (manual 5.2 `agent-check`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AgentReply, parseAgentReply } from '../../../../src/engine/health/agent-reply.js';

const NOTHING: AgentReply = {
  ...{ health: undefined, admin: undefined, weight: undefined, maxconn: undefined, description: undefined },
  unknown: undefined,
};

const LINES: readonly (readonly [line: string, reply: Partial<AgentReply>])[] = [
  ['up', { health: { word: 'up', isUp: true } }],
  ['UP', { health: { word: 'UP', isUp: true } }],
  ['down', { health: { word: 'down', isUp: false } }],
  ['stopped # by op', { health: { word: 'stopped', isUp: false }, description: 'by op' }],
  ['fail#disk', { unknown: 'fail#disk' }],
  ['failed', { unknown: 'failed' }],
  ['maint', { admin: 'maint' }],
  ['50%', { weight: '50%' }],
  ['5', { unknown: '5' }],
  ['-5%', { unknown: '-5%' }],
  ['weight:30', { weight: '30' }],
  ['weight:120%', { weight: '120%' }],
  ['up\tmaxconn:5, 60%', { health: { word: 'up', isUp: true }, maxconn: '5', weight: '60%' }],
  ['drain up bogus again', { admin: 'drain', health: { word: 'up', isUp: true }, unknown: 'bogus' }],
  ['5.5%x maxconn:x', { weight: '5.5%x', maxconn: 'x' }],
  ['', {}],
];

for (const [line, reply] of LINES) {
  test(`agent: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(parseAgentReply(line), { ...NOTHING, ...reply });
  });
}
