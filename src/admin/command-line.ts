/**
 * Lines of the runtime API into commands (management.txt 9.3): words end at blanks, commands at `;`, a backslash takes the
 * next character as it is. There are no quotes.
 */

/** Longest mark of the end of a payload. */
const MARK_MAX = 64;

/** One line: its commands, and the mark that ends the payload of the last one. */
export interface CommandLine {
  readonly commands: readonly (readonly string[])[];
  /** undefined = no payload follows; empty = it ends with an empty line. */
  readonly payloadMark: string | undefined;
}

const BLANK = /[ \t]/;

/** Splits a line into commands of words; empty commands are left out. */
function splitCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === ';') {
      endWord();
      commands.push([]);
    } else if (BLANK.test(char)) endWord();
    else if (char === '\\' && at + 1 < line.length) word = (word ?? '') + line[++at];
    else word = (word ?? '') + char;
  }
  endWord();
  return commands.filter((words) => words.length > 0);
}

/** Reads a line: `set map x <<` and `set map x <<END` announce a payload. */
export function parseCommandLine(line: string): CommandLine {
  const announced = /(?:^|[ \t;])<<([^ \t;]*)[ \t]*$/.exec(line);
  const mark = announced?.[1];
  if (announced === null || mark === undefined || mark.length > MARK_MAX) {
    return { commands: splitCommands(line), payloadMark: undefined };
  }
  const commands = splitCommands(line.slice(0, line.lastIndexOf('<<')));
  return { commands, payloadMark: mark };
}

/** Leaves out the process that a master socket would pass the command on to: `@1`, `@@1`, `@!1234`. */
export function withoutProcess(words: readonly string[]): readonly string[] {
  return words[0] !== undefined && /^@@?!?\d*$/.test(words[0]) ? words.slice(1) : words;
}
