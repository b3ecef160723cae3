/** Host names that a certificate is for, and how a requested name finds them (configuration.txt 5.1 `crt`, `crt-list`). */
import type { X509Certificate } from 'node:crypto';

/** Common names and DNS alternative names, lower case, without doubles, in the order of the certificate. */
export function certificateNames(certificate: X509Certificate): string[] {
  const common = [...certificate.subject.split('\n')]
    .filter((line) => line.startsWith('CN='))
    .map((line) => line.slice(3));
  const names = [...common, ...alternativeNames(certificate.subjectAltName)];
  return [...new Set(names.map(normalizeName).filter((name) => name !== ''))];
}

/** Lower case, without the dot of the root. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** The wildcard that covers a name: its first component replaced, and only that one. Undefined for single words. */
export function wildcardOf(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : `*${name.slice(dot)}`;
}

/** DNS names of the text that Node makes of the extension; values with commas stand there as JSON strings. */
function alternativeNames(text: string | undefined): string[] {
  const names: string[] = [];
  for (const [, quoted, plain] of (text ?? '').matchAll(/DNS:(?:("(?:[^"\\]|\\.)*")|([^,"]*))/g)) {
    if (quoted === undefined) names.push(plain ?? '');
    else names.push(String(JSON.parse(quoted)));
  }
  return names;
}
