/** TLS that protects less than it seems to (manual 3.1 `ssl-default-*`, 5.1, 5.2). */
import type { Word } from '../../../grammar/config/ast.js';
import type { LintRule } from '../rule.js';
import type { LintLine, LintView } from '../view.js';

const TLS_LINES = /^(?:bind|server|default-server|server-template|ssl-default-(?:bind|server)-options)$/;

function linesWithTls(view: LintView): readonly LintLine[] {
  return view.sections.flatMap(({ lines }) => lines.filter(({ keyword }) => TLS_LINES.test(keyword)));
}

/** Whether servers speak TLS, or may: what stands in defaults is for others. */
function speaksTls({ keyword, section, statement }: LintLine): boolean {
  if (!/^(?:server|default-server|server-template)$/.test(keyword)) return false;
  const servers = section.draft?.config.servers;
  if (!servers) return true;
  const own = keyword === 'default-server' ? servers : servers.filter(({ line }) => line === statement.line);
  return own.length === 0 || own.some(({ tls, check }) => tls !== undefined || check?.tls === true);
}

const verifyNone: LintRule = {
  code: 'lint/verify-none',
  check(view, report) {
    for (const line of view.sections.flatMap(({ lines }) => lines)) {
      const { keyword, words } = line;
      if (keyword === 'ssl-server-verify' && words[1]?.value === 'none') {
        report(line, 'certificates of servers are not verified anywhere');
      }
      const at = words.findIndex(({ value }, index) => value === 'verify' && words[index + 1]?.value === 'none');
      if (at > 0 && speaksTls(line)) {
        const range = { ...words[at]!, end: words[at + 1]!.end };
        report(
          range,
          `the certificate of ${keyword === 'server' ? `'${words[1]?.value}'` : 'the servers'} is not verified`,
        );
      }
    }
  },
};

const WEAK_VERSION = /^(?:SSLv3|TLSv1\.0|TLSv1\.1)$/;
const WEAK_WORD = /^force-(?:sslv3|tlsv10|tlsv11)$/;

const weakVersion: LintRule = {
  code: 'lint/weak-tls-version',
  check(view, report) {
    for (const { words } of linesWithTls(view)) {
      words.forEach((word, index) => {
        const before = words[index - 1]?.value ?? '';
        const isLimit = before === 'ssl-min-ver' || before === 'ssl-max-ver';
        if ((isLimit && WEAK_VERSION.test(word.value)) || WEAK_WORD.test(word.value)) {
          report(word, `'${word.value}' is not safe any more`);
        }
      });
    }
  },
};

/** Names of OpenSSL for what encrypts, signs or authenticates nothing, or too little. */
const WEAK_CIPHER =
  /^(?:[ae]?NULL|EXP(?:ORT\d*)?(?:-.*)?|LOW|RC4|.*-RC4-.*|RC4-.*|3?DES|DES-CBC.*|.*-DES-CBC.*|MD5|.*-MD5|IDEA.*|SEED.*|ADH.*|AECDH.*|A?NULL-.*|COMPLEMENTOFALL)$/;

/** Names of algorithms that `!NAME` takes out of a list, and how they show in the names of ciphers. */
const ALGORITHMS: Readonly<Record<string, RegExp>> = {
  '3DES': /DES-CBC3|3DES/,
  DES: /DES-CBC-|^DES$/,
  eNULL: /NULL/,
  NULL: /NULL/,
  aNULL: /^(?:ADH|AECDH|aNULL)/,
  EXP: /^EXP/,
  EXPORT: /^EXP/,
};

/** Whether a list takes something out for good. */
function isExcluded(name: string, excluded: readonly string[]): boolean {
  return excluded.some((other) => {
    return other === name || (ALGORITHMS[other]?.test(name) ?? name.split(/[-+]/).includes(other));
  });
}

/** A leading `+` moves ciphers to the end and adds none; within a term it asks for several properties at once. */
function checkCiphers(list: Word, report: (message: string) => void): void {
  const names = list.value.split(/[:, ]/);
  const excluded = names.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const weak = names.filter(
    (name) =>
      !/^[!+-]/.test(name) && name.split('+').some((part) => WEAK_CIPHER.test(part)) && !isExcluded(name, excluded),
  );
  if (weak.length > 0) report(`the cipher list allows ${weak.join(', ')}`);
}

const weakCipher: LintRule = {
  code: 'lint/weak-cipher',
  check(view, report) {
    for (const { keyword, words } of view.sections.flatMap(({ lines }) => lines)) {
      const isDefault = /^ssl-default-(?:bind|server)-ciphers$/.test(keyword);
      words.forEach((word, index) => {
        const owner = words[index - 1]?.value;
        const isList = (isDefault && index === 1) || (TLS_LINES.test(keyword) && owner === 'ciphers');
        if (isList) checkCiphers(word, (message) => report(word, message));
      });
    }
  },
};

/** Rules about TLS. */
export const tlsRules: readonly LintRule[] = [verifyNone, weakVersion, weakCipher];
