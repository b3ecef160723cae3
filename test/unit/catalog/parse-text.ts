/** Parses a text with an argument kind, and what it reported. */
import type { ArgKind } from '../../../src/catalog/arg.js';
import { SourceText } from '../../../src/diag/source-text.js';

/** The value, or the messages why there is none. */
export function parseText<T>(kind: ArgKind<T>, text: string): { value: T | undefined; messages: string[] } {
  const messages: string[] = [];
  const range = { source: new SourceText('test', text), start: 0, end: text.length };
  const value = kind.parse(
    { value: text, range },
    {
      section: 'test',
      readFile: () => undefined,
      report: (_code, _range, message) => {
        messages.push(message);
      },
    },
  );
  return { value, messages };
}
