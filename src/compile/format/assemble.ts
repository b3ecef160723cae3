/**
 * Joins texts and items of a format to one closure. In logs, blanks are merged: one is written only where the line does
 * not already end in one, which matters for items that may write nothing (captured headers).
 */
import type { Format } from '../../catalog/site.js';
import type { Stream } from '../../model/stream.js';
import type { Writer } from './item.js';

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** Blanks of a log. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'item'; readonly write: Writer; readonly mayBeEmpty: boolean };

/** What the line ends in, as far as it is known when compiled. */
type End = 'blank' | 'other';

/** A closure that writes all parts. */
export function assemble(parts: readonly Part[]): Format {
  const texts: string[] = [''];
  const writers: Writer[] = [];
  const addText = (text: string): void => {
    texts[texts.length - 1] += text;
  };
  let end: End = 'blank';
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    if (part.kind === 'blank') {
      if (end !== 'blank') addText(' ');
      end = 'blank';
    } else if (part.kind === 'text') {
      addText(part.text);
      end = 'other';
    } else {
      if (part.mayBeEmpty && end === 'blank') {
        // The blank behind it belongs to it: without the item the line ends in a blank already.
        if (parts[at + 1]?.kind === 'blank') {
          writers.push(withBlank(part.write));
          at++;
        } else if (at + 1 === parts.length) writers.push(part.write);
        else return assembleSlowly(parts);
      } else {
        writers.push(part.write);
        end = 'other';
      }
      texts.push('');
    }
  }
  return join(texts, writers);
}

function withBlank(write: Writer): Writer {
  return (stream) => {
    const text = write(stream);
    return text === '' ? '' : `${text} `;
  };
}

function join(texts: readonly string[], writers: readonly Writer[]): Format {
  const [before = '', after = ''] = texts;
  const [first, second] = writers;
  if (!first) return () => before;
  if (!second) return (stream) => before + first(stream) + after;
  return unroll(texts, writers);
}

/**
 * `text + writer(stream) + text + ...` as one expression, in which each call has a place of its own: a loop over the
 * writers takes three times as long, since the engine cannot know which of them it will call. The source consists of
 * names and numbers only; texts and writers are handed in.
 */
function unroll(texts: readonly string[], writers: readonly Writer[]): Format {
  const names = writers.map((_, at) => `const w${at} = writers[${at}], t${at + 1} = texts[${at + 1}];`);
  const terms = writers.map((_, at) => `w${at}(stream)${texts[at + 1] === '' ? '' : ` + t${at + 1}`}`);
  const source = `${names.join('')} const t0 = texts[0]; return (stream) => t0 + ${terms.join(' + ')};`;
  return new Function('texts', 'writers', source)(texts, writers) as Format;
}

function assembleSlowly(parts: readonly Part[]): Format {
  return (stream: Stream) => {
    let line = '';
    let endsInBlank = true;
    for (const part of parts) {
      if (part.kind === 'blank') {
        if (!endsInBlank) line += ' ';
        endsInBlank = true;
        continue;
      }
      const text = part.kind === 'text' ? part.text : part.write(stream);
      line += text;
      if (text !== '') endsInBlank = false;
    }
    return line;
  };
}
