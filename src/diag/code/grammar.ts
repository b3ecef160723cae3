/** Codes of problems that are found by the grammar room. */
import type { CodeEntry } from '../diagnostic.js';

export const GRAMMAR_CODES = {
  'source/unreadable': {
    severity: 'alert',
    form: 'config',
    title: 'A configuration file or directory cannot be read.',
  },
  'source/missing-line-feed': {
    severity: 'alert',
    form: 'line',
    title: 'The last line of a file has no line feed, so the file may be truncated.',
    help: 'Add an empty line at the end. HAProxy refuses such files since 2.1.',
  },
  'source/nul-byte': {
    severity: 'alert',
    form: 'line',
    title: 'A line holds a NUL byte, which no text file should.',
  },
  'word/unterminated-quote': {
    severity: 'alert',
    form: 'framed',
    title: 'A quote is opened and never closed on its line.',
    help: 'Close it, or write a backslash before it if it is meant as a character (configuration.txt 2.2).',
  },
  'word/bad-hex-escape': {
    severity: 'alert',
    form: 'framed',
    title: 'The escape sequence \\x is not followed by two hexadecimal digits.',
    help: 'Write two digits, such as \\x0a, or double the backslash (configuration.txt 2.2).',
  },
  'word/bad-variable-name': {
    severity: 'alert',
    form: 'framed',
    title: 'A dollar sign between double quotes is not followed by the name of a variable.',
    help: 'Names start with a letter or underscore. Write \\$ for a plain dollar (configuration.txt 2.3).',
  },
  'word/unterminated-variable': {
    severity: 'alert',
    form: 'framed',
    title: 'The brace of an environment variable is never closed.',
    help: 'The forms are ${NAME}, ${NAME-default}, ${NAME[*]} (configuration.txt 2.3).',
  },
  'word/bad-expansion': {
    severity: 'alert',
    form: 'framed',
    title: 'A bracket in an environment variable is not the suffix [*].',
    help: 'Only ${NAME[*]} is known, which expands to several words (configuration.txt 2.3).',
  },
  'word/empty': {
    severity: 'alert',
    form: 'pointed',
    title: 'A word of the line is empty and would hide all words behind it.',
    help: 'Often a variable that is not set: write ${NAME-default}, or ${NAME[*]} to get no word at all (configuration.txt 2.3).',
  },
  'line/too-long': {
    severity: 'alert',
    form: 'line',
    title: 'A line is longer than a megabyte.',
    help: 'Nobody writes such a line: look for a missing line feed or a damaged file.',
  },
  'line/too-many-words': {
    severity: 'alert',
    form: 'line',
    title: 'A line has more words than HAProxy takes.',
    help: 'Split the statement, or move its values to a file.',
  },
  'block/unbalanced': {
    severity: 'alert',
    form: 'line',
    title: 'A directive of conditional blocks stands where no block is open, or a block is never closed.',
    help: 'Every .if needs its .endif in the same file; .else comes once and last (configuration.txt 2.4).',
  },
  'block/unknown-directive': {
    severity: 'alert',
    form: 'line',
    title: 'A line starts with a dot, but is no known directive.',
    help: 'Known are .if .elif .else .endif .diag .notice .warning .alert (configuration.txt 2.4).',
  },
  'block/unexpected-argument': {
    severity: 'alert',
    form: 'line',
    title: 'A directive got more words than it takes.',
  },
  'block/bad-condition': {
    severity: 'alert',
    form: 'pointed',
    aborts: true,
    title: 'The condition of a block cannot be understood.',
    help: 'Conditions are integers or predicates joined by && and || (configuration.txt 2.4).',
  },
  'block/diag': { severity: 'diag', form: 'line', title: 'A message that the configuration asks for (.diag).' },
  'block/notice': { severity: 'notice', form: 'line', title: 'A message that the configuration asks for (.notice).' },
  'block/warning': {
    severity: 'warning',
    form: 'line',
    title: 'A message that the configuration asks for (.warning).',
  },
  'block/alert': { severity: 'alert', form: 'line', title: 'A message that the configuration asks for (.alert).' },
  'expr/missing-name': {
    severity: 'alert',
    title: 'An expression has no name where the name of a fetch or converter is expected.',
    help: 'Blanks around commas belong to the names; write none (configuration.txt 7.3).',
  },
  'expr/missing-comma': { severity: 'alert', title: 'Two parts of an expression are not separated by a comma.' },
  'expr/unterminated-arguments': {
    severity: 'alert',
    title: 'The parenthesis of an argument list is never closed.',
    help: 'Quotes are resolved twice: once for the line, once for arguments (configuration.txt 2.2).',
  },
  'expr/unterminated-quote': {
    severity: 'alert',
    title: 'A quote inside of arguments is opened and never closed.',
    help: 'Quotes are resolved twice: once for the line, once for arguments (configuration.txt 2.2).',
  },
  'condition/missing-word': { severity: 'alert', title: 'A condition starts with neither if nor unless.' },
  'condition/empty': {
    severity: 'warning',
    title: 'A condition has no terms, so it is always false.',
    help: 'Add a term behind if or unless, or remove the word (configuration.txt 7.2).',
  },
  'condition/dangling-negation': { severity: 'warning', title: 'An exclamation mark has nothing behind it to negate.' },
  'condition/unterminated-acl': {
    severity: 'alert',
    title: 'The brace of an anonymous ACL is never closed.',
    help: 'Braces are words of their own, with blanks around them (configuration.txt 7.2).',
  },
  'condition/stray-brace': {
    severity: 'alert',
    title: 'A brace stands in a condition where none is expected.',
    help: 'Braces are words of their own, with blanks around them (configuration.txt 7.2).',
  },
  'acl/missing-criterion': { severity: 'alert', title: 'An ACL does not say what is to be matched.' },
  'acl/unknown-flag': {
    severity: 'alert',
    title: 'A word behind the criterion of an ACL looks like a flag, but is none.',
    help: 'Write -- before patterns that start with a dash (configuration.txt 7.1).',
  },
  'acl/missing-flag-value': { severity: 'alert', title: 'A flag of an ACL needs a word behind it.' },
  'format/truncated': {
    severity: 'alert',
    title: 'A log-format string ends inside of an item.',
    help: 'Write %% for a percent sign (configuration.txt 8.2.6).',
  },
  'format/bad-item': {
    severity: 'alert',
    title: 'A percent sign is followed by nothing that a log-format knows.',
    help: 'Write %% for a percent sign (configuration.txt 8.2.6).',
  },
  'format/missing-alias': {
    severity: 'alert',
    title: 'The flags of a log-format item are followed by neither an alias nor an expression.',
  },
  'format/unknown-flag': {
    severity: 'notice',
    title: 'A flag of a log-format item is not known and has no effect.',
    help: 'Known are Q, X, E, bin, json and cbor, each with + or - (configuration.txt 8.2.6).',
  },
  'format/unknown-type': {
    severity: 'alert',
    title: 'The output type of a log-format item is not known.',
    help: 'Known are str, sint, bool and raw (configuration.txt 8.2.6).',
  },
} as const satisfies Record<string, CodeEntry>;
