/** Takes a PEM file apart (RFC 7468). The text is a latin1 carrier; what stands between the blocks is ignored. */

/** A block: its label, such as `CERTIFICATE`, and its text with both lines around it. */
export interface PemBlock {
  readonly label: string;
  readonly text: string;
}

export interface PemParts {
  readonly blocks: readonly PemBlock[];
  /** Label of a block that has no end, if there is one. */
  readonly unfinished: string | undefined;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/g;

/** The blocks of a text in their order. */
export function splitPem(text: string): PemParts {
  const blocks: PemBlock[] = [];
  const begin = new RegExp(BEGIN);
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const [, label = ''] = match;
    const mark = `-----END ${label}-----`;
    const end = text.indexOf(mark, begin.lastIndex);
    if (end < 0) return { blocks, unfinished: label };
    blocks.push({ label, text: `${text.slice(match.index, end + mark.length)}\n` });
    begin.lastIndex = end + mark.length;
  }
  return { blocks, unfinished: undefined };
}

/** Labels under which certificates are found. */
export function isCertificate(block: PemBlock): boolean {
  return block.label === 'CERTIFICATE' || block.label === 'X509 CERTIFICATE' || block.label === 'TRUSTED CERTIFICATE';
}

/** Labels of private keys: PKCS#8, encrypted or not, and the older ones. */
export function isPrivateKey(block: PemBlock): boolean {
  return block.label === 'PRIVATE KEY' || block.label.endsWith(' PRIVATE KEY');
}

/** A key that asks for a passphrase. */
export function isEncryptedKey(block: PemBlock): boolean {
  return block.label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(block.text);
}
