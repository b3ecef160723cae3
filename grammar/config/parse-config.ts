/**
 * Files -> sections and statements (manual 2.1). Lines are finished one by one in the order of the files, as variables,
 * `setenv` and conditional blocks act on what follows them. Every problem of every line is reported in one run.
 */
import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { SourceText } from '../../src/diag/source-text.js';
import { Comment, LineFeed, PlainLines, SpelledWord, STATEMENT_TOKENS, tokenizeStatements } from '../words/tokens.js';
import type { ConfigTree, Section, Statement } from './ast.js';
import { FileReader } from './file-reader.js';
import type { ParseOptions } from './parse-options.js';

const PIECE_BYTES = 65_536;

/** The grammar of a file: any sequence of plain lines, words, comments and line feeds. A line feed ends a statement. */
class ConfigParser extends EmbeddedActionsParser {
  #reader: FileReader | undefined;
  readonly file: ParserMethod<[], void>;
  readonly statement: ParserMethod<[], void>;

  constructor() {
    super(STATEMENT_TOKENS, { maxLookahead: 1, skipValidations: true, recoveryEnabled: false });
    this.#reader = undefined;

    this.statement = this.RULE('statement', () => {
      const raw: IToken[] = [];
      this.AT_LEAST_ONE(() => {
        raw.push(this.CONSUME(SpelledWord));
      });
      let comment: string | undefined;
      this.OPTION(() => {
        comment = this.CONSUME(Comment).image;
      });
      this.ACTION(() => this.#reader!.statement(raw, comment));
    });

    // made once: there is a round for every line
    const round = [
      {
        ALT: () => {
          this.CONSUME(LineFeed);
          this.ACTION(() => this.#reader!.lineFeed());
        },
      },
      {
        ALT: () => {
          const { startOffset, image } = this.CONSUME(PlainLines);
          this.ACTION(() => this.#reader!.plainLines(startOffset, image.length));
        },
      },
      { ALT: () => this.SUBRULE(this.statement) },
      { ALT: () => this.CONSUME(Comment) },
    ];
    const readRound = () => this.OR(round);
    this.file = this.RULE('file', () => this.MANY(readRound));

    this.performSelfAnalysis();
  }

  /** Reads a file piece by piece, so that its tokens die young; pieces end with a line. */
  run(reader: FileReader, text: string): void {
    this.#reader = reader;
    for (let start = 0; start < text.length; ) {
      const lineFeed = text.indexOf('\n', start + PIECE_BYTES);
      const end = lineFeed < 0 ? text.length : lineFeed + 1;
      reader.startPiece(start);
      this.input = tokenizeStatements(text.slice(start, end));
      this.file();
      start = end;
    }
    this.#reader = undefined;
    this.input = [];
  }
}

let parser: ConfigParser | undefined;

/**
 * Parses files in their order. Lines that cannot be cut into words are reported and left out; a section header keeps the
 * words before the problem, so that what follows it stays in its section.
 */
export function parseConfig(sources: readonly SourceText[], options: ParseOptions): ConfigTree {
  parser ??= new ConfigParser();
  const sections: Section[] = [];
  const orphans: Statement[] = [];
  for (const source of sources) {
    const reader = new FileReader(source, options, sections, orphans);
    parser.run(reader, source.text);
    reader.finish();
  }
  return { sources, sections, orphans };
}
