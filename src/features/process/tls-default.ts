/** TLS settings that `bind` and `server` lines start from (manual 3.1). */
import { arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { globalValue } from './global-row.js';

type Side = 'bind' | 'server';

const OPTIONS = [
  ...['ssl-min-ver', 'ssl-max-ver', 'no-sslv3', 'no-tlsv10', 'no-tlsv11', 'no-tlsv12', 'no-tlsv13'],
  ...['force-sslv3', 'force-tlsv10', 'force-tlsv11', 'force-tlsv12', 'force-tlsv13', 'no-tls-tickets', 'tls-tickets'],
] as const;

/** Words that stand on one side only. */
const OWN_OPTIONS: Readonly<Record<Side, readonly string[]>> = {
  bind: ['prefer-client-ciphers', 'strict-sni', 'no-strict-sni'],
  server: ['renegotiate', 'no-renegotiate'],
};

function value(side: Side, what: string, brief: string, since: string): DirectiveEntry {
  const name = `ssl-default-${side}-${what}`;
  return globalValue({ name, brief, since }, arg.nonEmpty(what), (global, text) => global.tlsDefaults.set(name, text));
}

function unused(side: Side, what: string): DirectiveEntry {
  const name = `ssl-default-${side}-${what}`;
  const brief = `Signature algorithms of certificates that clients of ${side} lines show.`;
  const why = 'the TLS library chooses them';
  return globalValue({ name, brief, since: '2.8', support: 'ignored', why }, arg.nonEmpty(what), (global, text) =>
    global.tlsDefaults.set(name, text),
  );
}

/** Words with their values in order, kept as one list. */
function options(side: Side): DirectiveEntry {
  const name = `ssl-default-${side}-options`;
  return define.directive({
    ...{ name, doc: `3.1#${name}`, since: '1.5', support: 'full', sections: ['global'] },
    brief: `TLS options of ${side} lines.`,
    usage: `${name} [<option>]...`,
    parse({ words, global, report }) {
      const kept: string[] = [];
      if (words.done) words.expect(arg.nonEmpty('option'));
      for (let word = words.next(); word; word = words.next()) {
        if (!OPTIONS.some((option) => option === word?.value) && !OWN_OPTIONS[side].includes(word.value)) {
          report('arg/invalid', word.range, `'${name}' has no option '${word.value}'`);
          continue;
        }
        kept.push(word.value);
        if (/^ssl-m(in|ax)-ver$/.test(word.value)) {
          const version = words.expect(
            arg.enumeration('version', ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
          );
          if (version !== undefined) kept.push(version);
        }
      }
      global.tlsDefaults.set(name, kept);
    },
  });
}

const sides: readonly Side[] = ['bind', 'server'];

export const tlsDefaultEntries: readonly Entry[] = sides.flatMap((side) => [
  value(side, 'ciphers', `Ciphers of ${side} lines up to TLS 1.2.`, '1.5'),
  value(side, 'ciphersuites', `Ciphers of ${side} lines of TLS 1.3.`, '1.9'),
  value(side, 'curves', `Elliptic curves of ${side} lines.`, '2.0'),
  value(side, 'sigalgs', `Signature algorithms of ${side} lines.`, '2.8'),
  unused(side, 'client-sigalgs'),
  options(side),
]);
