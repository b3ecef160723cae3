/** Lines of configurations that cases of several kinds share, and commands that go with them. */
import { order } from './case.js';

/** Places: a server that does what the path says, one that refuses, one that never accepts. */
export const ORIGIN = '127.0.0.1:${ORIGIN}';
export const CLOSED = '127.0.0.1:${CLOSED}';
export const SILENT = '127.0.0.1:${SILENT}';

/** Limits that are not meant to strike. */
export const SLOW = ['timeout server 5s'];
export const PATIENT = [...SLOW, 'timeout queue 5s'];
export const SLOW_CLIENT = ['timeout client 5s', 'timeout http-request 5s'];

/** One slot. */
export const ONE = [`server s "${ORIGIN}" maxconn 1`];
/** Its streams end when it goes down. */
export const DYING = [`server s "${ORIGIN}" on-marked-down shutdown-sessions`];
/** Its streams end when the main server comes. */
export const BACKUP = [
  `server main "${ORIGIN}" disabled on-marked-up shutdown-backup-sessions`,
  `server s "${ORIGIN}" backup`,
];
export const MAINT = order((backend) => `set server ${backend}/s state maint`);
export const MAIN_UP = order((backend) => `set server ${backend}/main state ready`);
