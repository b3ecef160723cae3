/** Codes of problems that are found by the config room and by the catalog's argument kinds. */
import type { CodeEntry } from '../diagnostic.js';

export const CONFIG_CODES = {
  'arg/invalid': { severity: 'alert', title: 'An argument is not what the word before it expects.' },
  'arg/missing': { severity: 'alert', title: 'A word lacks an argument that it needs.' },
  'arg/unexpected': { severity: 'alert', title: 'A line goes on where nothing more is expected.' },
  'arg/out-of-range': { severity: 'alert', title: 'A number is below or above what is allowed.' },
  'arg/adjusted': { severity: 'warning', title: 'A value was accepted but is taken differently than it is written.' },
  'keyword/unknown': { severity: 'alert', title: 'HAProxy has no such word here.' },
  'keyword/misplaced': { severity: 'alert', title: 'The word exists, but not in this kind of section.' },
  'keyword/no-effect': {
    severity: 'warning',
    title: 'The word is accepted here but has no effect in this kind of section.',
  },
  'keyword/removed': {
    severity: 'alert',
    title: 'The word was removed from HAProxy; the message names what replaces it.',
  },
  'keyword/deprecated': {
    severity: 'warning',
    title: 'The word still works and will go away; the message names what replaces it.',
  },
  'keyword/prefix': { severity: 'alert', title: '"no" or "default" stands in front of a word that has no negation.' },
  'keyword/not-executed': {
    severity: 'warning',
    title: 'HAProxy knows the word; Hawser accepts the line but does not execute it yet.',
  },
  'keyword/refused': {
    severity: 'alert',
    title: 'HAProxy knows the word; Hawser does not execute it, and leaving it out would change what the file means.',
  },
  'keyword/tuning': {
    severity: 'diag',
    title:
      'The word tunes the inside of another program; leaving it out changes no answer, no routing and no log line.',
  },
  'section/unknown': {
    severity: 'alert',
    form: 'line',
    title: 'A line stands outside of any section, or opens one that does not exist.',
  },
  'section/name': { severity: 'alert', title: 'A section has no name, or one that is not allowed.' },
  'section/duplicate': { severity: 'alert', title: 'Two sections of one kind have the same name.' },
  'section/not-executed': {
    severity: 'warning',
    title: 'HAProxy knows this kind of section; Hawser checks its words but does not execute it yet.',
  },
  'defaults/unknown': { severity: 'alert', title: '"from" names a defaults section that does not exist.' },
  'defaults/ambiguous': { severity: 'alert', title: '"from" names a defaults section that exists more than once.' },
  'defaults/sides': { severity: 'alert', title: 'Proxies of both sides take rules from one defaults section.' },
  'name/characters': {
    severity: 'alert',
    title: 'A name has a character other than letters, digits, "-", "_", "." and ":".',
  },
  'proxy/no-bind': { severity: 'warning', title: 'A frontend or listen section listens nowhere.' },
  'proxy/missing-timeout': { severity: 'warning', title: 'A proxy has no timeout for clients, servers or connects.' },
  'proxy/mode': { severity: 'warning', title: 'Something needs another mode than the proxy has, and is left out.' },
  'proxy/mode-mismatch': { severity: 'alert', title: 'Two proxies that work together have different modes.' },
  'proxy/setting': { severity: 'alert', title: 'Settings of a proxy contradict each other.' },
  'proxy/setting-ignored': { severity: 'warning', title: 'A setting of a proxy has no effect together with others.' },
  'backend/unknown': { severity: 'alert', title: 'A rule or default_backend names a backend that does not exist.' },
  'server/unknown': { severity: 'alert', title: 'A word names a server that does not exist.' },
  'server/duplicate': { severity: 'alert', title: 'Two servers of one backend have the same name or id.' },
  'server/address': { severity: 'alert', title: 'The address of a server cannot be used.' },
  'server/setting': { severity: 'warning', title: 'A setting of a server has no effect as written.' },
  'rule/order': { severity: 'warning', title: 'A rule is written behind rules that will run after it.' },
  'rule/never-reached': { severity: 'warning', title: 'Rules behind an unconditional final action never run.' },
  'rule/ignored': { severity: 'warning', title: 'Rules that need HTTP stand in a proxy that is not in mode http.' },
  'rule/action': { severity: 'alert', form: 'line', title: 'A ruleset has no such action.' },
  'condition/syntax': { severity: 'alert', title: 'A condition cannot be read.' },
  'log/unknown-ring': { severity: 'alert', title: 'A log line names a ring that no section makes.' },
  'log/no-global': {
    severity: 'warning',
    title: '"log global" stands in a proxy and the global section has no log target.',
  },
  'file/unreadable': { severity: 'alert', title: 'A file that the configuration names cannot be read.' },
  'http/status': { severity: 'alert', title: 'A status code for which no own answer can be given.' },
  'user/unknown': { severity: 'alert', title: 'A user, group or userlist that does not exist.' },
  'config/internal': { severity: 'alert', title: 'A problem that has no row of its own yet.' },
} as const satisfies Record<string, CodeEntry>;
