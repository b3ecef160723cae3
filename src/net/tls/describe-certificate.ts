/** Texts about certificates as `show ssl cert` has them (management.txt 9.3). */
import type { X509Certificate } from 'node:crypto';
import type { CertificateDetails } from '../../model/certificate-admin.js';
import { CertificateReading } from './certificate-info.js';
import { renderDn } from './distinguished-name.js';

const CURVE_BITS: Readonly<Record<string, number>> = {
  ...{ prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256, secp224r1: 224 },
};

/** Everything that is shown of a certificate and its chain. */
export function describeCertificate(
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
): CertificateDetails {
  return {
    serial: certificate.serialNumber,
    notBefore: certificate.validFrom,
    notAfter: certificate.validTo,
    alternativeNames: describeNames(certificate.subjectAltName),
    algorithm: describeKey(certificate),
    sha1: certificate.fingerprint.replaceAll(':', ''),
    ...describeParties(certificate),
    chain: chain.map(describeParties),
  };
}

function describeParties({ raw }: X509Certificate): { readonly subject: string; readonly issuer: string } {
  const { subject, issuer } = new CertificateReading(raw);
  return { subject: renderDn(subject) ?? '', issuer: renderDn(issuer) ?? '' };
}

/** Names of hosts; what is none leaves its place empty, as with HAProxy. */
function describeNames(text = ''): string {
  if (text === '') return '';
  return text
    .split(', ')
    .map((name) => (name.startsWith('DNS:') ? name : ''))
    .join(', ');
}

function describeKey({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'ec') return `EC${CURVE_BITS[details?.namedCurve ?? ''] ?? ''}`;
  return `${(type ?? '').toUpperCase()}${details?.modulusLength ?? ''}`;
}
