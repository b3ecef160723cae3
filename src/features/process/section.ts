/** The sections that make up a proxy or the process (manual 3, 4). */
import { define, type Entry } from '../../catalog/entry.js';

const head = { since: '1.1', support: 'full', repeatable: true } as const;

export const sectionEntries: readonly Entry[] = [
  define.section({ ...head, name: 'global', doc: '3', brief: 'Settings of the process.', naming: 'none' }),
  define.section({
    ...head,
    name: 'defaults',
    doc: '4',
    brief: 'Settings that proxies start from.',
    naming: 'optional',
  }),
  define.section({ ...head, name: 'frontend', doc: '4', brief: 'Listens for clients.', naming: 'required' }),
  define.section({ ...head, name: 'backend', doc: '4', brief: 'Servers that requests go to.', naming: 'required' }),
  define.section({ ...head, name: 'listen', doc: '4', brief: 'Frontend and backend in one.', naming: 'required' }),
];
