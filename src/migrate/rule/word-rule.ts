/** Spellings within statements: versions of TLS one by one, old names in log formats, blanks that are none. */
import { type MigrationRule, type Outcome, PROXIES, type RuleSite, withoutWords, withWords } from '../rule.js';

const VERSIONS = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'];
/** Where listeners start when nothing is said. */
const LISTENER_LEAST = 3;
const MODERN = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Whether the defaults of `global` have a say in versions that a line of its own would silence. */
function hasDefaults({ file, statement }: RuleSite): boolean {
  if (statement.words[0]!.value.startsWith('ssl-default-')) return false;
  const defaults = file.everywhere
    .filter(({ kind }) => kind === 'global')
    .flatMap(({ statements }) => statements)
    .filter(({ body }) => body.startsWith('ssl-default-'));
  return defaults.some(({ body }) => /\b(?:ssl-(?:min|max)-ver|no-tlsv1[23]|force-)/.test(body));
}

/**
 * `no-sslv3 no-tlsv10` from the oldest on without a gap, or one `force-...`: a version at least, or exactly. Listeners speak
 * no version before 1.2 unless one is named as the least, so that leaving out older ones only means that.
 */
function tlsVersions(site: RuleSite): Outcome {
  const { statement } = site;
  const values = statement.words.map(({ value }) => value);
  if (values.includes('ssl-min-ver') || values.includes('ssl-max-ver')) return undefined;
  const found = values.flatMap((value, index) => (/^(?:no|force)-(?:sslv3|tlsv1[0-3])$/.test(value) ? [index] : []));
  if (found.length === 0 || hasDefaults(site)) return undefined;
  const names = new Set(found.map((index) => values[index]!));
  const line = withoutWords(statement, found);
  const [first] = names;
  if (names.size === 1 && first!.startsWith('force-')) {
    const version = MODERN[VERSIONS.indexOf(first!.slice('force-'.length))]!;
    return { lines: [`${line} ssl-min-ver ${version} ssl-max-ver ${version}`] };
  }
  const excluded = VERSIONS.filter((version) => names.has(`no-${version}`)).length;
  const isRange = excluded === names.size && VERSIONS.slice(0, excluded).every((version) => names.has(`no-${version}`));
  if (!isRange || excluded === VERSIONS.length) return undefined;
  const isListener = /bind/.test(values[0]!);
  return { lines: [`${line} ssl-min-ver ${MODERN[isListener ? Math.max(excluded, LISTENER_LEAST) : excluded]}`] };
}

/** Names of 1.5's development versions. */
const ALIASES: Readonly<Record<string, string>> = {
  Bi: 'bi',
  Bp: 'bp',
  Ci: 'ci',
  Cp: 'cp',
  Fi: 'fi',
  Fp: 'fp',
  Si: 'si',
  Sp: 'sp',
  cc: 'CC',
  cs: 'CS',
  st: 'ST',
};

/** `%%`, `%[...]` and what stands in braces are left alone. */
const ALIAS = /%%|%(?:\{[^}]*\})?(?:\[(?:[^\]\\]|\\[\s\S])*\]|([+-]?)(Bi|Bp|Ci|Cp|Fi|Fp|Si|Sp|cc|cs|st)(?![A-Za-z]))/g;

function logAliases({ statement }: RuleSite): Outcome {
  const [, format] = statement.words;
  if (!format) return undefined;
  const raw = format.raw.replace(ALIAS, (text, _sign, name?: string) =>
    name === undefined ? text : text.slice(0, -name.length) + ALIASES[name]!,
  );
  return raw === format.raw ? undefined : { lines: [withWords(statement, new Map([[1, raw]]))] };
}

/** No-break spaces in UTF-8, as they come from web pages; not between quotes. */
const NO_BREAK_SPACE = /\xc2\xa0/g;

function blanks({ statement }: RuleSite): Outcome {
  const spellings = new Map<number, string>();
  for (const [index, { raw }] of statement.words.entries()) {
    if (raw.includes('\xc2\xa0') && !/["'\\]/.test(raw)) spellings.set(index, raw.replace(NO_BREAK_SPACE, ' '));
  }
  if (spellings.size === 0) return undefined;
  const text = withWords(statement, spellings).trim();
  return { lines: [text], review: 'it held no-break spaces, which part no words: they are blanks now' };
}

export const wordRules: readonly MigrationRule[] = [
  {
    ...{
      name: 'tls versions',
      removed: '1.8',
      migrate: tlsVersions,
      sections: [...PROXIES, 'global', 'peers', 'ring'],
    },
    brief: 'Versions of TLS switched off one by one: ssl-min-ver, ssl-max-ver.',
    words: [['bind'], ['server'], ['default-server'], ['ssl-default-bind-options'], ['ssl-default-server-options']],
    example: {
      from: 'bind :443 ssl no-sslv3 no-tlsv10 crt x\nserver a 192.0.2.1:443 ssl force-tlsv12',
      to: 'bind :443 ssl crt x ssl-min-ver TLSv1.2\nserver a 192.0.2.1:443 ssl ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2',
    },
  },
  {
    ...{ name: 'log-format', removed: '1.5', sections: PROXIES, migrate: logAliases },
    brief: 'Names of addresses and cookies in log formats as 1.5 settled them.',
    words: [['log-format'], ['log-format-sd'], ['unique-id-format']],
    example: { from: 'log-format %Ci:%Cp\\ %st\\ %%Ci\\ %{+Q}Fi', to: 'log-format %ci:%cp\\ %ST\\ %%Ci\\ %{+Q}fi' },
  },
];

/** Runs before all others: words fall apart where it puts blanks. */
export const blankRule: MigrationRule = {
  ...{ name: 'no-break space', removed: '1.1', anywhere: true, sections: [...PROXIES, 'global'], migrate: blanks },
  brief: 'No-break spaces between words: blanks.',
  example: { from: 'retries\xc2\xa03', to: 'retries 3' },
};
