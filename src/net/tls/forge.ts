/**
 * The two parts of node-forge that are used, PEM and ASN.1, each loaded when it is first needed: a configuration without
 * TLS does not pay for them.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type forge from 'node-forge';

type Pem = typeof forge.pem;
type Asn1 = typeof forge.asn1;

let pem: Pem | undefined;
let asn1: Asn1 | undefined;

/** Reader and writer of PEM (RFC 7468, RFC 1421). It throws. */
export function loadPem(): Pem {
  if (pem) return pem;
  // The bundler follows `require` with a literal name and puts the module in; ES modules have no `require`.
  try {
    pem = require('node-forge/lib/pem.js') as Pem;
  } catch {
    pem = fromProgram('node-forge/lib/pem.js') as Pem;
  }
  return pem;
}

/** Reader of DER (X.690). It throws. */
export function loadAsn1(): Asn1 {
  if (asn1) return asn1;
  try {
    asn1 = require('node-forge/lib/asn1.js') as Asn1;
  } catch {
    asn1 = fromProgram('node-forge/lib/asn1.js') as Asn1;
  }
  return asn1;
}

/** Packages are looked for from the script that was started, links resolved: `import.meta` means nothing in the bundle. */
function fromProgram(name: string): unknown {
  const script = process.argv[1];
  const found = script !== undefined && fs.existsSync(script);
  return createRequire(found ? fs.realpathSync(script) : path.join(process.cwd(), 'index.js'))(name);
}
