/** Certificates that are replaced while the process runs (management.txt 9.3 `set ssl cert`, `commit ssl cert`, `show ssl cert`). */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { CertificateAdmin, CertificatePart, CertificateView } from '../../model/certificate-admin.js';
import { parseSpanMs } from './delay.js';

const NOT_HERE = 'No certificates can be changed here.\n';

function withStore(run: (store: CertificateAdmin, request: AdminRequest) => AdminAnswer) {
  return (request: AdminRequest): AdminAnswer => {
    const { certificates } = request.runtime;
    return certificates === undefined ? failure(NOT_HERE) : run(certificates, request);
  };
}

function statusOf({ details, isUsed }: CertificateView): string {
  if (details === undefined) return 'Empty';
  return isUsed ? 'Used' : 'Unused';
}

function render(view: CertificateView, mark = ''): string {
  const { details } = view;
  const lines = [`Filename: ${mark}${view.name}`, `Status: ${statusOf(view)}`];
  if (details) {
    lines.push(
      `Serial: ${details.serial}`,
      `notBefore: ${details.notBefore}`,
      `notAfter: ${details.notAfter}`,
      `Subject Alternative Name: ${details.alternativeNames}`,
      `Algorithm: ${details.algorithm}`,
      `SHA1 FingerPrint: ${details.sha1}`,
      `Subject: ${details.subject}`,
      `Issuer: ${details.issuer}`,
    );
    for (const { subject, issuer } of details.chain) lines.push(`Chain Subject: ${subject}`, `Chain Issuer: ${issuer}`);
  }
  return `${[...lines, 'OCSP Response Key: '].join('\n')}\n`;
}

function show(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  const pending = store.pending();
  if (name === undefined) {
    const change = pending ? `# transaction\n*${pending.name}\n` : '';
    return `${change}# filename\n${store
      .names()
      .map((each) => `${each}\n`)
      .join('')}`;
  }
  if (pending && name === `*${pending.name}`) return render(pending, '*');
  const found = store.find(name.replace(/^\\/, ''));
  return found ? render(found) : failure("Can't display the certificate: Not found or the certificate is a bundle!\n");
}

const PARTS: readonly CertificatePart[] = ['key', 'issuer', 'ocsp'];

/** Files that belong to a certificate have its name in front of theirs. */
function partOf(store: CertificateAdmin, file: string): { readonly name: string; readonly part: CertificatePart } {
  if (!store.find(file)) {
    for (const part of PARTS) {
      const name = file.endsWith(`.${part}`) ? file.slice(0, -part.length - 1) : '';
      if (store.find(name)) return { name, part };
    }
  }
  return { name: file, part: 'pem' };
}

function otherChange(store: CertificateAdmin, name: string, doing: string): string | undefined {
  const pending = store.pending();
  if (pending === undefined || pending.name === name) return undefined;
  return `The ongoing transaction is about '${pending.name}' but you are trying to ${doing} '${name}'\n`;
}

function set(store: CertificateAdmin, { args: [file], payload }: AdminRequest): AdminAnswer {
  if (file === undefined || payload === undefined) {
    return failure("'set ssl cert expects a filename and a certificate as a payload\n");
  }
  const { name, part } = partOf(store, file);
  const end = `Can't update ${file}!\n`;
  if (!store.find(name)) {
    return failure(`Can't replace a certificate which is not referenced by the configuration!\n${end}`);
  }
  const other = otherChange(store, name, 'set');
  if (other !== undefined) return failure(other + end);
  const isNew = store.pending() === undefined;
  const done = store.set(name, part, payload);
  if (!done.ok) return failure(`${done.reason}\nCan't load the payload\n${end}`);
  return remark('notice', `Transaction ${isNew ? 'created' : 'updated'} for certificate ${name}!\n`);
}

function commit(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  if (name === undefined) return failure("'commit ssl cert expects a filename\n");
  const end = `Can't commit ${name}!\n`;
  if (store.pending() === undefined) return failure(`No ongoing transaction! !\n${end}`);
  const other = otherChange(store, name, 'set');
  if (other !== undefined) return failure(other + end);
  const done = store.commit();
  if (!done.ok) return failure(`${done.reason}\n${end}`);
  return remark('notice', `Committing ${name}${'.'.repeat(done.value)}\nSuccess!\n`);
}

function abort(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  if (name === undefined) return failure("'abort ssl cert' expects a filename\n");
  if (store.pending() === undefined) return failure('No ongoing transaction!\n');
  const other = otherChange(store, name, 'abort a transaction for');
  if (other !== undefined) return failure(other);
  store.abort();
  return remark('notice', `Transaction aborted for certificate '${name}'!\n`);
}

function create(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  if (name === undefined) return failure("'new ssl cert' expects a filename\n");
  if (store.find(name)) return failure(`Certificate '${name}' already exists!\n`);
  store.create(name);
  return remark('notice', `New empty certificate store '${name}'!\n`);
}

function remove(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  if (name === undefined) return failure("'del ssl cert' expects a certificate name\n");
  const found = store.find(name);
  const why = found
    ? found.isUsed
      ? `certificate '${name}' in use, can't be deleted!`
      : undefined
    : `certificate '${name}' doesn't exist!`;
  if (why !== undefined) return failure(`Can't remove the certificate: ${why}\n`);
  store.remove(name);
  return remark('notice', `Certificate '${name}' deleted!\n`);
}

function dump(store: CertificateAdmin, { args: [name] }: AdminRequest): AdminAnswer {
  if (name === undefined) return failure("'dump ssl cert' expects a filename\n");
  const pending = store.pending();
  const text = pending && name === `*${pending.name}` ? store.pendingPem() : store.pem(name.replace(/^\\/, ''));
  return text ?? failure("Can't display the certificate: Not found or the certificate is a bundle!\n");
}

const COLUMNS = ['# Frontend/Bind', 'SNI', 'Negative Filter', 'Type', 'Filename', 'NotAfter', 'NotBefore'];

interface NameOptions {
  frontend?: string;
  /** Only certificates that are over at this time. */
  overMs?: number;
}

/** A text says what is wrong. */
function readNameOptions(words: readonly string[], nowMs: number): NameOptions | string {
  const options: NameOptions = {};
  let offsetMs = 0;
  let onlyOver = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-A') onlyOver = true;
    else if (word === '-f') {
      const frontend = words[++at];
      if (frontend === undefined) return "'-f' expects the name of a frontend.";
      options.frontend = frontend;
    } else if (word === '-t') {
      const given = parseSpanMs(words[++at] ?? '', 1000);
      if (given === undefined) return "'-t' expects a time.";
      offsetMs = given;
    } else return `unknown option '${word}'.`;
  }
  return onlyOver ? { ...options, overMs: nowMs + offsetMs } : options;
}

function showNames(store: CertificateAdmin, { args, runtime }: AdminRequest): AdminAnswer {
  const options = readNameOptions(args, Date.now());
  if (typeof options === 'string') return failure(`${options}\n`);
  const { frontend, overMs = Number.POSITIVE_INFINITY } = options;
  if (frontend !== undefined && !runtime.proxies.some((proxy) => proxy.name === frontend && proxy.isFrontend)) {
    return failure('No such frontend.\n');
  }
  const lines = store
    .serverNames()
    .filter((row) => (frontend === undefined || row.frontend === frontend) && Date.parse(row.notAfter) < overMs)
    .map(({ name, except, keyKind, file, notAfter, notBefore, ...row }) =>
      [`${row.frontend}/${row.place}`, name, except.join(' ') || '-', keyKind, file, notAfter, notBefore].join('\t'),
    );
  return [COLUMNS.join('\t'), ...lines, ''].join('\n');
}

interface Row {
  readonly words: string;
  readonly args: string;
  readonly since: string;
  readonly brief: string;
  readonly why?: string;
  readonly run: (store: CertificateAdmin, request: AdminRequest) => AdminAnswer;
}

function row({ words, args, since, brief, why, run }: Row): CliEntry {
  return define.cli({
    ...{ words: words.split(' '), usage: `${words} ${args}`, doc: `management 9.3#${words}`, since, brief },
    ...(why === undefined ? { support: 'full' } : { support: 'partial', why }),
    ...{ level: words.startsWith('show') ? 'operator' : 'admin', run: withStore(run) },
  });
}

const PARTS_NOTE = "Files of signed timestamps ('.sctl') are not taken.";
const OCSP_NOTE = 'The identifier of the OCSP response is left empty.';

export const entries: readonly CliEntry[] = [
  row({ words: 'dump ssl cert', args: '<certfile>', since: '3.3', brief: 'Shows a certificate as PEM.', run: dump }),
  row({
    ...{ words: 'show ssl sni', args: '[-f <frontend>] [-A]', since: '3.2', run: showNames },
    brief: 'Shows server names and their certificates.',
  }),
  row({
    words: 'abort ssl cert',
    args: '<certfile>',
    since: '2.2',
    brief: 'Gives up a change of a certificate.',
    run: abort,
  }),
  row({
    ...{ words: 'commit ssl cert', args: '<certfile>', since: '2.1', run: commit },
    brief: 'Puts a change of a certificate into effect.',
  }),
  row({
    words: 'del ssl cert',
    args: '<certfile>',
    since: '2.2',
    brief: 'Removes an unused certificate.',
    run: remove,
  }),
  row({ words: 'new ssl cert', args: '<certfile>', since: '2.2', brief: 'Creates an empty certificate.', run: create }),
  row({
    ...{
      words: 'set ssl cert',
      args: '<certfile> <payload>',
      since: '2.1',
      brief: 'Replaces a certificate.',
      run: set,
    },
    why: PARTS_NOTE,
  }),
  row({
    words: 'show ssl cert',
    args: '[<certfile>]',
    since: '2.2',
    brief: 'Shows certificates.',
    run: show,
    why: OCSP_NOTE,
  }),
];
