/** Codes of problems that are found by the app room. */
import type { CodeEntry } from '../diagnostic.js';

export const APP_CODES = {
  'ignore/unknown-code': {
    severity: 'warning',
    form: 'line',
    doc: '2.1',
    title: 'A comment or project file ignores a code that does not exist.',
    help: '"hawser explain-code" lists all codes. Codes are written in full (acl/unknown) or by their area (lint/*).',
  },
  'ignore/unused': {
    severity: 'notice',
    form: 'line',
    doc: '2.1',
    title: 'A comment ignores a problem that is not there.',
    help: 'Remove the comment: it would hide the problem when it comes back.',
  },
  'ignore/project-file': {
    severity: 'alert',
    form: 'line',
    doc: '2.1',
    title: 'The project file cannot be read or says something that is not understood.',
    help: 'It is JSON: { "ignore": ["code", { "code": "code", "files": ["legacy/*.cfg"] }] }.',
  },
  'tls/unusable': {
    severity: 'alert',
    environment: true,
    doc: '5.1#crt',
    title: 'A certificate, key, authority or TLS setting of a bind or server line cannot be used.',
    help: 'A PEM file holds the certificate, its chain and its key, or has the key beside it in a file that ends in .key.',
  },
  'tls/issuers-chain': {
    severity: 'warning',
    environment: true,
    doc: '3.1#issuers-chain-path',
    title: 'A file of the folder of issuers-chain-path is not used.',
    help: 'Every file there holds a chain in PEM; no two chains begin with the same certificate.',
  },
  'bind/descriptor': {
    severity: 'alert',
    environment: true,
    doc: '4.2#bind',
    title: 'A listener or log names a descriptor that this process did not inherit.',
    help: 'Descriptors come from the process manager; check with --assume-fds where it is not there.',
  },
  'assume/file': {
    severity: 'notice',
    doc: '2.7',
    title: 'A file is not there and was taken as good, as --assume-files asks.',
    help: 'Check once more where the file is.',
  },
  'assume/account': {
    severity: 'notice',
    doc: '3.1#user',
    title: 'A user or group is not known here and was taken as good, as --assume-files asks.',
    help: 'Check once more on the machine that has it.',
  },
  'assume/dns': {
    severity: 'notice',
    doc: '5.3',
    title: 'The name of a host was not resolved, as --assume-dns asks.',
    help: 'Check once more where the name is known.',
  },
  'assume/fd': {
    severity: 'notice',
    doc: '4.2#bind',
    title: 'An inherited descriptor was taken as open, as --assume-fds asks.',
    help: 'Check once more under the process manager that hands it down.',
  },
  'migrate/check': {
    severity: 'warning',
    doc: '2.1',
    title: 'A line of an old version was rewritten; a person should look at what is named.',
    help: 'The rewritten line is valid; the comment above it says what it may do differently. Remove the comment then.',
  },
  'migrate/to-do': {
    severity: 'warning',
    doc: '2.1',
    title: 'A line of an old version cannot be rewritten without a decision; it was left as it is.',
    help: 'No line of 3.5 is proven to mean the same. The comment above the line says what to write instead.',
  },
  'legacy/translated': {
    severity: 'warning',
    doc: '2.1',
    title: 'A line of an old version was read as the modern one shown (--legacy).',
    help: 'hawser migrate writes the modern lines to the file.',
  },
} as const satisfies Record<string, CodeEntry>;
