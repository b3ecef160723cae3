/** crt-list files: `<crtfile> [<sslbindconf> ...] [[!]<snifilter> ...]` per line (configuration.txt 5.1 `crt-list`). */

/** One line. */
export interface CrtListEntry {
  readonly file: string;
  /** Words between the brackets, in order; which of them take values is known to the `bind` keywords. */
  readonly options: readonly string[];
  /** Filters as written; `*` marks a default certificate, `!` takes a name out of a wildcard. */
  readonly filters: readonly string[];
  /** From 1. */
  readonly line: number;
}

/** A line that cannot be read. */
export interface CrtListProblem {
  readonly line: number;
  readonly message: string;
}

export interface CrtList {
  readonly entries: readonly CrtListEntry[];
  readonly problems: readonly CrtListProblem[];
}

/** Reads the text of a list; empty lines and lines that begin with `#` are left out. */
export function parseCrtList(text: string): CrtList {
  const entries: CrtListEntry[] = [];
  const problems: CrtListProblem[] = [];
  text.split('\n').forEach((raw, index) => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) return;
    const parsed = parseLine(content, index + 1);
    if ('message' in parsed) problems.push(parsed);
    else entries.push(parsed);
  });
  return { entries, problems };
}

function parseLine(content: string, line: number): CrtListEntry | CrtListProblem {
  const match = /^([^\s[]+)\s*(?:\[([^\]]*)\])?\s*([^[\]]*)$/.exec(content);
  if (!match) {
    const message = content.includes('[') ? "a '[' and its ']' do not belong together" : 'this is no crt-list entry';
    return { line, message };
  }
  const [, file = '', options = '', filters = ''] = match;
  return { file, options: words(options), filters: words(filters), line };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
