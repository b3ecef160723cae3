/** `language` (manual 7.3.1): the best of some languages by the quality values of an Accept-Language field. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';

const ITEM = /^[ \t]*([^;, \t]+)[ \t]*(?:;[ \t]*(?:q[ \t]*=[ \t]*([0-9](?:\.[0-9]{0,3})?)?)?)?/;

/** Whether a range of the field names a language: the same, or the same before a variant. */
function names(range: string, language: string): boolean {
  return range === language || (range.startsWith(language) && range[language.length] === '-');
}

function qualityOf(text: string | undefined): number {
  return text === undefined ? 1 : Math.min(1, Number(text));
}

/** The language with the highest quality value; the first of equal ones. */
function choose(field: string, languages: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestQuality = 0;
  for (const item of field.split(',')) {
    const match = ITEM.exec(item);
    if (match === null) continue;
    const language = languages.find((one) => names(match[1]!, one));
    const quality = qualityOf(match[2]);
    if (language === undefined || quality <= bestQuality) continue;
    best = language;
    bestQuality = quality;
  }
  return best;
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'language',
    doc: '7.3.1#language',
    brief: 'The best of some languages by the quality values of an Accept-Language field.',
    since: '1.5',
    support: 'full',
    args: [arg.str('languages'), arg.opt(arg.str('default'))],
    in: 'str',
    out: 'str',
    compile: ([list, fallback]) => {
      const languages = list.split(';').filter((language) => language !== '');
      return (field) => choose(field, languages) ?? (fallback || undefined);
    },
  }),
];
