/** Converters (manual 7.3.1) but those of maps and variables, and fetches of constants. */
import type { Entry } from '../../catalog/entry.js';
import { entries as aes } from './aes.js';
import { entries as arithmetic } from './arithmetic.js';
import { entries as base64 } from './base64.js';
import { entries as bytes } from './bytes.js';
import { entries as chunk } from './chunk.js';
import { entries as constant } from './constant.js';
import { entries as control } from './control.js';
import { entries as digest } from './digest.js';
import { entries as fix } from './fix.js';
import { entries as flow } from './flow.js';
import { entries as forwarded } from './forwarded.js';
import { entries as hash } from './hash.js';
import { entries as host } from './host.js';
import { entries as json } from './json.js';
import { entries as jsonQuery } from './json-query.js';
import { entries as jwe } from './jwe.js';
import { entries as jwePermission } from './jwe-permission.js';
import { entries as jwt } from './jwt.js';
import { entries as language } from './language.js';
import { entries as lookup } from './lookup.js';
import { entries as mqtt } from './mqtt.js';
import { entries as packet } from './packet.js';
import { entries as protobuf } from './protobuf.js';
import { entries as regsub } from './regsub.js';
import { entries as split } from './split.js';
import { entries as text } from './text.js';
import { entries as time } from './time.js';
import { entries as url } from './url.js';
import { entries as variableText } from './variable-text.js';
import { entries as x509 } from './x509.js';

export const entries: readonly Entry[] = [
  ...[constant, arithmetic, text, split, bytes, control, base64, chunk, url, variableText, regsub].flat(),
  ...[json, jsonQuery, hash, digest, language, host, forwarded, time, lookup, flow, x509].flat(),
  ...[packet, mqtt, fix, protobuf, aes, jwt, jwe, jwePermission].flat(),
];
