/** Prompts of interactive connections (management.txt 9.3). */

import { twoDigits as pad } from '../base/calendar.js';

/** `d:hh:mm:ss`. */
function renderUptime(uptimeMs: number): string {
  const seconds = Math.max(0, Math.trunc(uptimeMs / 1000));
  const days = Math.trunc(seconds / 86_400);
  return `${days}:${pad(Math.trunc(seconds / 3600) % 24)}:${pad(Math.trunc(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** What invites the next command. */
export function renderPrompt(uptimeMs: number | undefined, name = ''): string {
  if (uptimeMs === undefined) return `${name}> `;
  return `[${renderUptime(uptimeMs)}]${name === '' ? '' : ' '}${name}> `;
}

/** What invites the next line of a payload. */
export const PAYLOAD_PROMPT = '+ ';
