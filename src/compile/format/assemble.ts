/**
 * Joins texts and items of a format to one closure. In logs, blanks are merged: one is written only where the line does
 * not already end in one, which matters for items that may write nothing (captured headers).
 */
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
export function assemble(parts: readonly Part[]): Writer {
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

function join(texts: readonly string[], writers: readonly Writer[]): Writer {
  const [before = '', after = ''] = texts;
  const [first] = writers;
  if (!first) return () => before;
  if (writers.length === 1) {
    if (before === '' && after === '') return first;
    return (stream) => before + first(stream) + after;
  }
  return (stream) => {
    let line = before;
    for (let at = 0; at < writers.length; at++) line += writers[at]!(stream) + texts[at + 1]!;
    return line;
  };
}

function assembleSlowly(parts: readonly Part[]): Writer {
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
