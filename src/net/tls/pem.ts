/**
 * Takes a PEM file apart (RFC 7468) with node-forge. The text is a latin1 carrier; what stands between the blocks is
 * ignored. Nothing throws: a block that cannot be decoded is told with its place.
 */
import type forge from 'node-forge';
import { loadPem } from './forge.js';

/** A block: its label, such as `CERTIFICATE`, and the bytes between both lines. */
export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
  /** A key of the older kind that asks for a passphrase (RFC 1421 `Proc-Type`). */
  readonly encrypted: boolean;
}

/** Where a block begins that has no end, or whose text is not base64. */
export interface UnreadableBlock {
  readonly label: string;
  /** Line of the text, from 1. */
  readonly line: number;
}

export interface PemParts {
  readonly blocks: readonly PemBlock[];
  readonly unreadable: readonly UnreadableBlock[];
}

const BEGIN = /^-----BEGIN ([A-Z0-9 ]+)-----/;

/** The blocks of a text in their order. */
export function splitPem(text: string): PemParts {
  const blocks: PemBlock[] = [];
  const unreadable: UnreadableBlock[] = [];
  let line = 1;
  // One block at a time: the decoder leaves out what it cannot read and does not say where.
  for (const part of text.split(/(?=-----BEGIN )/)) {
    const label = BEGIN.exec(part)?.[1];
    if (label !== undefined) {
      const message = decode(part);
      if (message) blocks.push(blockOf(message));
      else unreadable.push({ label, line });
    }
    line += part.split('\n').length - 1;
  }
  return { blocks, unreadable };
}

/** The text of a block with both lines around it, as the library of Node wants keys and lists. */
export function renderPem({ label, der }: PemBlock): string {
  return loadPem().encode({ type: label, body: der.toString('latin1') });
}

/** Whether certificates are found under a label. */
export function isCertificateLabel(label: string): boolean {
  return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE' || label === 'TRUSTED CERTIFICATE';
}

/** Whether a label is one of private keys: PKCS#8, encrypted or not, and the older ones. */
export function isPrivateKeyLabel(label: string): boolean {
  return label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY');
}

/** A key that asks for a passphrase. */
export function isEncryptedKey(block: PemBlock): boolean {
  return block.label === 'ENCRYPTED PRIVATE KEY' || block.encrypted;
}

function decode(part: string): forge.pem.ObjectPEM | undefined {
  try {
    return loadPem().decode(part)[0];
  } catch {
    return undefined;
  }
}

function blockOf({ type, body, procType }: forge.pem.ObjectPEM): PemBlock {
  const kind = (procType as { readonly type: string } | null)?.type;
  return { label: type, der: Buffer.from(body, 'latin1'), encrypted: kind?.trim() === 'ENCRYPTED' };
}
