/** Distinguished names as `ssl_c_s_dn` and its relatives show them (configuration.txt 7.3.4). */
import type { DistinguishedName } from '../../model/tls.js';

/** The whole name as `/C=FR/O=Example/CN=x`; undefined if a value holds a NUL byte. */
export function renderDn(dn: DistinguishedName): string | undefined {
  if (hasNul(dn)) return undefined;
  return dn.map(({ name, value }) => `/${name}=${value}`).join('');
}

/** The whole name after RFC 2253: the last entry first, special characters escaped. */
export function renderDnRfc2253(dn: DistinguishedName): string | undefined {
  if (hasNul(dn)) return undefined;
  return [...dn]
    .reverse()
    .map(({ name, value }) => `${name}=${escapeValue(value)}`)
    .join(',');
}

/** The n-th value of an entry, from the beginning (1 and 0 are the first) or, below zero, from the end. */
export function findDnEntry(dn: DistinguishedName, name: string, occurrence = 1): string | undefined {
  const values = dn.filter((entry) => entry.name === name).map((entry) => entry.value);
  const value = occurrence < 0 ? values.at(occurrence) : values[Math.max(occurrence, 1) - 1];
  return value?.includes('\0') ? undefined : value;
}

function hasNul(dn: DistinguishedName): boolean {
  return dn.some((entry) => entry.value.includes('\0'));
}

/** OpenSSL's form of the RFC: bytes that are not printable ASCII are written in hexadecimal. */
function escapeValue(value: string): string {
  return value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/[\x00-\x1f\x7f-\xff]/g, (char) => `\\${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}
