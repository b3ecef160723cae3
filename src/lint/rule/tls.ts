/** TLS that protects less than it seems to (manual 3.1 `ssl-default-*`, 5.1, 5.2). */
import type { Word } from '../../../grammar/config/ast.js';
import type { LintRule } from '../rule.js';
import type { LintLine, LintView } from '../view.js';

const TLS_LINES = /^(?:bind|server|default-server|server-template|ssl-default-(?:bind|server)-options)$/;

function linesWithTls(view: LintView): readonly LintLine[] {
  return view.sections.flatMap(({ lines }) => lines.filter(({ keyword }) => TLS_LINES.test(keyword)));
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
      if (at > 0 && /^(?:server|default-server|server-template)$/.test(keyword)) {
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

function checkCiphers(list: Word, report: (message: string) => void): void {
  const weak = list.value
    .split(/[:, ]/)
    .filter((name) => !/^[!-]/.test(name) && WEAK_CIPHER.test(name.replace(/^\+/, '')));
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
