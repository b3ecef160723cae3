/** Looks names up as the system does. In a file of its own: most checks name no hosts, and the module takes its time. */
import { lookup } from 'node:dns/promises';
import type { Lookup } from './resolve-hosts.js';

export const lookupInSystem: Lookup = (host, family) => lookup(host, { family });
