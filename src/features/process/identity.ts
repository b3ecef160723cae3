/** Who the process is and what it may do (manual 3.1). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import { globalFlag, globalSwitch, globalValue } from './global-row.js';

/** A name as hosts have them. */
const NODE: ArgKind<string> = {
  ...arg.nonEmpty('name'),
  expects: "letters, digits, '.', '-' and '_'",
  parse(text, site) {
    if (/^[A-Za-z0-9._-]+$/.test(text.value)) return text.value;
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <name>, which expects ${this.expects}`);
    return undefined;
  },
};

/** Account ids are numbers; names are looked up when the process starts. */
const accounts: readonly Entry[] = [
  globalValue(
    { name: 'user', once: { key: 'user/uid' }, brief: 'User to become after the sockets were opened.' },
    arg.user(),
    (global, name) => {
      global.user = name;
    },
  ),
  globalValue(
    { name: 'group', once: { key: 'group/gid' }, brief: 'Group to become after the sockets were opened.' },
    arg.group(),
    (global, name) => {
      global.group = name;
    },
  ),
  globalValue(
    { name: 'uid', once: { key: 'user/uid' }, brief: 'User id to become.' },
    arg.uint('number'),
    (global, id) => {
      global.uid = id;
    },
  ),
  globalValue(
    { name: 'gid', once: { key: 'group/gid' }, brief: 'Group id to become.' },
    arg.uint('number'),
    (global, id) => {
      global.gid = id;
    },
  ),
  globalValue(
    { name: 'chroot', once: {}, brief: "Folder to lock the process into, or 'auto' for one without a name." },
    arg.nonEmpty('jail dir'),
    (global, dir) => {
      global.chroot = dir;
    },
  ),
];

/** Those that a proxy may need (capabilities(7)). */
const CAPABILITIES: Readonly<Record<string, number>> = {
  cap_net_bind_service: 10,
  cap_net_admin: 12,
  cap_net_raw: 13,
  cap_sys_admin: 21,
};

const capabilities: Entry = define.directive({
  ...{ name: 'setcap', doc: '3.1#setcap', brief: 'Rights that the process keeps as another user.', since: '2.9' },
  ...{ support: 'full', sections: ['global'], usage: 'setcap <name>[,<name>...]' },
  parse({ words, global, report }) {
    const names = words.expect(arg.any('name'));
    if (names === undefined) return;
    const numbers = names.value.split(',').map((name) => CAPABILITIES[name]);
    const bad = names.value.split(',')[numbers.indexOf(undefined)];
    if (bad === undefined) global.capabilities = [...global.capabilities, ...(numbers as number[])];
    else {
      const message = `'setcap' : '${bad}' is none of ${Object.keys(CAPABILITIES).join(', ')}`;
      report('arg/invalid', names.range, message);
    }
  },
});

const names: readonly Entry[] = [
  capabilities,
  globalValue(
    { name: 'pidfile', once: {}, brief: 'File that gets the process id.' },
    arg.nonEmpty('pidfile'),
    (global, file) => {
      global.pidfile = file;
    },
  ),
  globalValue({ name: 'node', brief: 'Name of this node, shown by the runtime API.' }, NODE, (global, name) => {
    global.node = name;
  }),
  define.directive({
    ...{ name: 'localpeer', doc: '3.1#localpeer', since: '1.8', support: 'full', sections: ['global'] },
    brief: 'Name of this process among peers.',
    usage: 'localpeer <name>',
    parse({ words, global, keyword, report }) {
      const name = words.expect(arg.nonEmpty('name'));
      if (name === undefined) return;
      if (global.flags.get('local peer given') === true) {
        report('peers/local-given', keyword, "'localpeer' has no effect: -L names the local peer already");
      } else if (global.flags.get('peers') === true) {
        report('peers/local-too-late', keyword, "'localpeer' has no effect behind a peers section");
      } else global.localPeer = name;
    },
  }),
  define.directive({
    name: 'description',
    doc: '3.1#description',
    brief: 'Text about this instance, shown by the runtime API.',
    since: '1.4',
    support: 'full',
    sections: ['global'],
    usage: 'description <text>',
    parse({ words, global }) {
      if (words.done) words.expect(arg.nonEmpty('text'));
      global.description = words
        .rest()
        .map(({ value }) => value)
        .join(' ');
    },
  }),
];

const life: readonly Entry[] = [
  globalSwitch({ name: 'daemon', brief: 'Run in the background.' }, (global, on) => {
    global.daemon = on;
  }),
  globalSwitch({ name: 'quiet', brief: 'Print nothing while starting.', doc: '3.3#quiet' }, (global, on) => {
    global.quiet = on;
  }),
  globalFlag({
    name: 'zero-warning',
    brief: 'Refuse a configuration that has warnings.',
    doc: '3.3#zero-warning',
    since: '2.0',
  }),
  globalValue(
    { name: 'hard-stop-after', brief: 'Longest time that a soft stop may take.', since: '1.8' },
    arg.timeMs('time'),
    (global, timeMs) => {
      global.hardStopAfterMs = timeMs;
    },
  ),
  globalValue(
    {
      name: 'grace',
      brief: 'Time between the signal to stop and the stop.',
      since: '2.4',
    },
    arg.timeMs('time'),
    (global, timeMs) => {
      global.grace = timeMs;
    },
  ),
];

const folders: readonly Entry[] = [
  globalValue(
    { name: 'ca-base', once: { refused: true }, brief: 'Folder of relative ca-file names.', since: '1.5' },
    arg.nonEmpty('dir'),
    (global, dir) => {
      global.caBase = dir;
    },
  ),
  globalValue(
    { name: 'crt-base', once: { refused: true }, brief: 'Folder of relative crt names.', since: '1.5' },
    arg.nonEmpty('dir'),
    (global, dir) => {
      global.crtBase = dir;
    },
  ),
  globalValue(
    { name: 'key-base', once: { refused: true }, brief: 'Folder of relative key names.', since: '2.5' },
    arg.nonEmpty('dir'),
    (global, dir) => {
      global.tlsDefaults.set('key-base', dir);
    },
  ),
  globalValue(
    {
      name: 'server-state-base',
      once: {},
      brief: 'Folder of server state files.',
      doc: '3.2#server-state-base',
      since: '1.6',
    },
    arg.nonEmpty('directory'),
    (global, dir) => {
      global.serverStateBase = dir;
    },
  ),
  globalValue(
    {
      name: 'server-state-file',
      once: {},
      brief: 'File of the states of all servers.',
      doc: '3.2#server-state-file',
      since: '1.6',
    },
    arg.nonEmpty('file'),
    (global, file) => {
      global.serverStateFile = file;
    },
  ),
  define.directive({
    name: 'default-path',
    doc: '3.1#default-path',
    brief: 'Folder that relative names of files count from.',
    since: '2.5',
    support: 'full',
    sections: ['global'],
    usage: 'default-path { current | config | parent | origin <path> }',
    parse({ words, global }) {
      const mode = words.expect(arg.enumeration('mode', ['current', 'config', 'parent', 'origin']));
      if (mode !== undefined)
        global.defaultPath = mode === 'origin' ? words.expect(arg.namedFile('path', 'folder')) : mode;
    },
  }),
];

export const identityEntries: readonly Entry[] = [...accounts, ...names, ...life, ...folders];
