/** The structure of DER (X.690) as certificates and sessions need it, read by node-forge. Nothing throws. */
import type forge from 'node-forge';
import { loadAsn1 } from './forge.js';

/** An element with its children or its contents. */
export type Asn1Element = forge.asn1.Asn1;

/** `fromDer` takes more than its type says: strings of bits stay as they are, and bytes behind the element are ignored. */
type ReadDer = (bytes: string, options: object) => Asn1Element;

/** The element at the beginning of a latin1 carrier; undefined if it is damaged. */
export function readDer(bytes: string): Asn1Element | undefined {
  try {
    const fromDer = loadAsn1().fromDer as unknown as ReadDer;
    return fromDer(bytes, { strict: true, parseAllBytes: false, decodeBitStrings: false });
  } catch {
    return undefined;
  }
}

/** The elements inside another one. */
export function childrenOf(element: Asn1Element | undefined): readonly Asn1Element[] {
  return element !== undefined && Array.isArray(element.value) ? element.value : [];
}

/** The contents of an element without children, as a latin1 carrier. */
export function contentOf(element: Asn1Element): string {
  if (typeof element.value !== 'string') return '';
  return isBmpString(element) ? Buffer.from(element.value, 'utf16le').swap16().toString('latin1') : element.value;
}

/** Dotted text of an object identifier; empty if it is none. */
export function oidOf(element: Asn1Element | undefined): string {
  if (typeof element?.value !== 'string') return '';
  try {
    return loadAsn1().derToOid(element.value) ?? '';
  } catch {
    return '';
  }
}

/** Whether an element is the optional one with this number (`[0]`, `[3]`). */
export function isTagged(element: Asn1Element | undefined, number: number): boolean {
  return (
    element !== undefined && element.tagClass === loadAsn1().Class.CONTEXT_SPECIFIC && Number(element.type) === number
  );
}

/** Whether an element is a time with two digits for the year. */
export function isUtcTime(element: Asn1Element): boolean {
  return element.type === loadAsn1().Type.UTCTIME;
}

/** The reader makes characters of two bytes each of this kind, whatever its class. */
function isBmpString(element: Asn1Element): boolean {
  return element.type === loadAsn1().Type.BMPSTRING;
}
