/** Codes of problems that are found by the compile room. */
import type { CodeEntry } from '../diagnostic.js';

export const COMPILE_CODES = {
  'expr/unknown-fetch': {
    severity: 'alert',
    title: 'An expression starts with a word that is no sample fetch.',
    help: 'Fetches are listed in configuration.txt 7.3.2 to 7.3.7.',
  },
  'expr/unknown-converter': {
    severity: 'alert',
    title: 'A word behind a comma of an expression is no converter.',
    help: 'Converters are listed in configuration.txt 7.3.1.',
  },
  'expr/missing-argument': { severity: 'alert', title: 'A fetch or converter lacks an argument that it needs.' },
  'expr/excess-argument': { severity: 'alert', title: 'A fetch or converter has more arguments than it takes.' },
  'expr/incompatible-type': {
    severity: 'alert',
    title: 'A converter cannot be applied to the type of value that it gets.',
    help: 'Which types turn into which stands in configuration.txt 7.1; a converter such as hex or ip can go between.',
  },
  'expr/not-available': {
    severity: 'alert',
    title: 'A fetch reads something that does not exist at this point of the processing.',
    help: 'Requests cannot be read any more while responses are processed: keep what is needed in a variable.',
  },
  'expr/unknown-proxy': {
    severity: 'alert',
    late: true,
    title: 'A fetch names a proxy that does not exist or has not that role.',
  },
  'expr/unknown-server': {
    severity: 'alert',
    late: true,
    title: 'A fetch names a server that its backend does not have.',
  },
  'expr/unknown-userlist': { severity: 'alert', late: true, title: 'A fetch names a userlist that does not exist.' },
  'expr/bad-argument': { severity: 'alert', title: 'An argument of a fetch or converter makes no sense here.' },
  'expr/refused': {
    severity: 'alert',
    own: true,
    title: 'A fetch, converter or match method is known, but Hawser does not run it.',
  },
  'table/unknown': {
    severity: 'alert',
    late: true,
    title: 'A rule or an expression names a stick table that does not exist, or none where its section has none.',
    help: 'A table has the name of its proxy, or of its peers section and its own: section/name (configuration.txt 11).',
  },
  'table/unknown-in-rule': {
    severity: 'alert',
    form: 'bare',
    late: true,
    title: 'A track-sc or stick rule names a stick table that does not exist, or none where its proxy has none.',
  },
  'table/unknown-peers': {
    severity: 'alert',
    form: 'bare',
    late: true,
    title: 'A stick table names a peers section that does not exist.',
  },
  'table/write-to': {
    severity: 'alert',
    form: 'bare',
    late: true,
    title: 'The table that `write-to` names does not exist, has other keys, or is the table itself.',
  },
  'table/incompatible': {
    severity: 'alert',
    form: 'bare',
    late: true,
    title: 'Values of this type cannot be keys of the stick table.',
  },
  'table/stored-twice': { severity: 'warning', title: 'A stick table stores a data type that it stores already.' },
  'acl/unknown': {
    severity: 'alert',
    title: 'A condition names an ACL that was not declared.',
    help: 'ACLs belong to their section; those of other sections are not seen (configuration.txt 7.2).',
  },
  'acl/unknown-method': { severity: 'alert', title: 'The match method behind -m is not known.' },
  'acl/several-methods': { severity: 'alert', title: 'An ACL names more than one match method.' },
  'acl/missing-method': {
    severity: 'alert',
    title: 'Values of this type have no match method of their own.',
    help: 'Name one with -m: found, str, beg, end, sub, dir, dom, len, reg, bin ... (configuration.txt 7.1).',
  },
  'acl/method-overwritten': {
    severity: 'warning',
    title: 'An ACL word that stands for a match method is used with another one, named by -m.',
    help: 'Write the fetch without the suffix of the method, such as hdr(host) instead of hdr_dom(host).',
  },
  'acl/incompatible-method': {
    severity: 'alert',
    title: 'The match method of an ACL cannot be used with the type of its values.',
  },
  'acl/bad-id': { severity: 'alert', title: 'The identifier behind -u is not a number.' },
  'acl/late-method': {
    severity: 'alert',
    title: 'The match method is named behind a pattern file that it should read.',
  },
  'acl/stray-parenthesis': {
    severity: 'warning',
    title: 'The first pattern of an ACL starts with a parenthesis, which looks like arguments behind a blank.',
    help: 'Remove the blank, or write -- in front of the pattern if it is meant as one.',
  },
  'acl/bad-pattern': { severity: 'alert', title: 'A pattern of an ACL does not fit its match method.' },
  'acl/never-matches': {
    severity: 'warning',
    title: 'An ACL reads something that does not exist at this point, so it never matches.',
  },
  'regex/invalid': {
    severity: 'alert',
    title: 'A regular expression is wrong, or uses something that Hawser cannot run.',
    help: 'The syntax is that of PCRE2; recursion, conditional groups and verbs are not supported.',
  },
  'format/unknown-alias': {
    severity: 'alert',
    title: 'A log-format names an alias that does not exist.',
    help: 'Aliases are listed in configuration.txt 8.2.6. Write %% for a percent sign.',
  },
  'format/alias-needs-http': {
    severity: 'alert',
    title: 'A log-format alias has a meaning for HTTP only, and the proxy is not in mode http.',
    help: 'Aliases with an H in the table of configuration.txt 8.2.6 need mode http.',
  },
} as const satisfies Record<string, CodeEntry>;
