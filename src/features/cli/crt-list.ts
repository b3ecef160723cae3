/** Lines of crt-lists that come and go while the process runs (management.txt 9.3 `add ssl crt-list`, `show ssl crt-list`). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { CertificateAdmin, CrtListLine } from '../../model/certificate-admin.js';
import { parseCrtList } from '../../net/tls/crt-list.js';

/** Words without a value. */
const SWITCHES = new Set(['allow-0rtt', 'no-alpn', 'no-ca-names']);

/** The order in which options are shown, whatever order they were written in. */
const ORDER = [
  ...['npn', 'alpn', 'no-alpn', 'verify', 'no-ca-names', 'allow-0rtt', 'ca-file', 'ca-verify-file', 'crl-file'],
  ...['ciphers', 'ciphersuites', 'curves', 'ecdhe', 'ssl-min-ver', 'ssl-max-ver'],
];

function renderOptions(words: readonly string[]): string {
  const options: { readonly name: string; readonly text: string }[] = [];
  for (let at = 0; at < words.length; at++) {
    const name = words[at]!;
    options.push({ name, text: SWITCHES.has(name) ? name : `${name} ${words[++at] ?? ''}` });
  }
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return options
    .sort((a, b) => place(a.name) - place(b.name))
    .map(({ text }) => text)
    .join(' ');
}

function render({ file, options, filters, line }: CrtListLine, withNumber: boolean): string {
  const words = [withNumber ? `${file}:${line}` : file];
  if (options.length > 0) words.push(`[${renderOptions(options)}]`);
  return `${[...words, ...filters].join(' ')}\n`;
}

function show(store: CertificateAdmin, { args }: AdminRequest): AdminAnswer {
  const withNumber = args[0] === '-n';
  const name = withNumber ? args[1] : args[0];
  if (name === undefined)
    return store
      .crtLists()
      .map((each) => `${each}\n`)
      .join('');
  const lines = store.crtList(name);
  if (!lines) return failure("didn't find the specified filename\n");
  return `# ${name}\n${lines.map((line) => render(line, withNumber)).join('')}`;
}

const CANNOT_ADD = "Can't edit the crt-list: ";

function add(store: CertificateAdmin, { args: [list, file], payload }: AdminRequest): AdminAnswer {
  if (list === undefined || (file === undefined && payload === undefined)) {
    return failure("'add ssl crtlist' expects a filename and a certificate name\n");
  }
  const line = payload === undefined ? { file: file!, options: [], filters: [] } : parseCrtList(payload).entries[0];
  if (!line) return failure(`${CANNOT_ADD}the payload is no line of a crt-list!\n`);
  const done = store.addLine(list, line);
  if (!done.ok) return failure(`${CANNOT_ADD}${done.reason}\n`);
  return remark('notice', `Inserting certificate '${line.file}' in crt-list '${list}'.\nSuccess!\n`);
}

const CANNOT_REMOVE = "Can't delete the entry: ";

function remove(store: CertificateAdmin, { args: [list, entry] }: AdminRequest): AdminAnswer {
  if (list === undefined || entry === undefined) {
    return failure("'del ssl crtlist' expects a filename and a certificate name\n");
  }
  const lines = store.crtList(list);
  if (!lines) return failure(`${CANNOT_REMOVE}crt-list '${list}' does not exist!\n`);
  const [, file = entry, number] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const ofFile = lines.filter((line) => line.file === file);
  const found = number === undefined ? ofFile : ofFile.filter(({ line }) => line === Number(number));
  const [line] = found;
  if (ofFile.length === 0) {
    const why = store.find(file) ? `can't be found in crt-list '${list}'!` : 'does not exist!';
    return failure(`${CANNOT_REMOVE}certificate '${file}' ${why}\n`);
  }
  if (!line || found.length > 1) {
    const which = ofFile.map((each) => each.line).join(', ');
    const why = line ? 'is not the only one of its name' : 'but the line number is incorrect';
    const text = `found a certificate '${file}' ${why}, please specify a correct line number preceded by colons (${which})!`;
    return failure(`${CANNOT_REMOVE}${text}\n`);
  }
  const places = store.defaultOf(list, line);
  if (places.length > 0) {
    const text = `certificate '${file}' cannot be deleted, it is used as default certificate by the following frontends:`;
    return failure(`${CANNOT_REMOVE}${text}\n${places.map((place) => `\t- ${place}\n`).join('')}`);
  }
  store.removeLine(list, line);
  return remark('notice', `Entry '${file}' deleted in crtlist '${list}'!\n`);
}

type Run = (store: CertificateAdmin, request: AdminRequest) => AdminAnswer;

function row(words: string, args: string, brief: string, run: Run, why?: string): CliEntry {
  return define.cli({
    ...{ words: words.split(' '), usage: `${words} ${args}`, doc: `management 9.3#${words}`, since: '2.2', brief },
    ...(why === undefined ? { support: 'full' } : { support: 'partial', why }),
    level: words.startsWith('show') ? 'operator' : 'admin',
    run(request) {
      const { certificates } = request.runtime;
      return certificates === undefined ? failure('No crt-list can be changed here.\n') : run(certificates, request);
    },
  });
}

const FOLDERS = "Folders of 'crt' are not shown as lists.";

export const entries: readonly CliEntry[] = [
  row(
    'add ssl crt-list',
    '<list> <cert> [opts]*',
    'Adds a line to a crt-list.',
    add,
    "Folders of 'crt' take no lines.",
  ),
  row('del ssl crt-list', '<list> <cert[:line]>', 'Removes a line from a crt-list.', remove),
  row('show ssl crt-list', '[-n] [<list>]', 'Shows crt-lists.', show, FOLDERS),
];
