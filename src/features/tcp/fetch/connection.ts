/** State of both connections (manual 7.3.3): errors, PROXY protocol, limits, queues, timers of the connection. */
import type { ArgKind } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import { CONNECTION_ERRORS, SUCCESS } from '../../../model/connection-error.js';
import type { Session, Stream } from '../../../model/stream.js';
import { USE_CLIENT, USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';
import { TLV_NAMES, tlvOf } from './tlv.js';

const client = plainFetches('7.3.3', USE_CLIENT);
const session = plainFetches('7.3.3', USE_SESSION);
const server = plainFetches('7.3.3', USE_SERVER_SIDE);
const stream = plainFetches('7.3.4', USE_SERVER_SIDE);
const sessionStream = plainFetches('7.3.4', USE_SESSION);

const tlvType: ArgKind<number> = kindOf(
  'id',
  'string',
  `a number from 0 to 255 or one of ${[...TLV_NAMES.keys()].join(', ')}`,
  (text) => {
    const known = TLV_NAMES.get(text);
    if (known !== undefined) return known;
    const number = /^(?:0[xX][0-9a-fA-F]+|[0-9]+)$/.test(text) ? Number(text) : Number.NaN;
    return number <= 255 ? number : undefined;
  },
);

/** Types 2 and 5 of the PROXY protocol. */
const AUTHORITY = 2;
const UNIQUE_ID = 5;

function errorOf({ connectionError = 0 }: Session): readonly [name: string, message: string] {
  return CONNECTION_ERRORS[connectionError] ?? SUCCESS;
}

/** Number, name and text; undefined behind an attempt of which no connection is left. */
function serverErrorOf({
  connectAtMs,
  serverError = 0,
}: Stream): readonly [number, ...(readonly string[])] | undefined {
  if (connectAtMs < 0 && serverError === 0) return undefined;
  return [serverError, ...CONNECTION_ERRORS[serverError]!];
}

function speaksHttp({ frontend }: Stream): boolean {
  return frontend.config.mode === 'http';
}

function httpMajor(version: number | undefined): number {
  return version !== undefined && version >= 20 ? Math.trunc(version / 10) : 1;
}

export const entries: readonly Entry[] = [
  client('fc_err', 'sint', "Number of the error of the client's connection; 0 = none.", ({ session: of }) => {
    return of.connectionError ?? 0;
  }),
  client('fc_err_name', 'str', "Name of the error of the client's connection.", ({ session: of }) => errorOf(of)[0], {
    since: '3.2',
  }),
  client('fc_err_str', 'str', "Text of the error of the client's connection.", ({ session: of }) => errorOf(of)[1]),
  client('fc_glitches', 'sint', 'Number of oddities that the client showed.', () => 0, { since: '3.0' }),
  client('fc_http_major', 'sint', "Major version of HTTP on the client's connection.", (of) => {
    return speaksHttp(of) ? httpMajor(of.request?.version) : undefined;
  }),
  client('fc_nb_streams', 'sint', "Number of streams on the client's connection.", () => 1, { since: '3.0' }),
  session('fc_settings_streams_limit', 'sint', "Most streams that the client's connection may carry.", () => 1, {
    since: '3.0',
  }),
  client('fc_rcvd_proxy', 'bool', 'Whether the client sent a PROXY protocol header.', ({ session: of }) => {
    return of.receivedProxy ?? false;
  }),
  client('fc_pp_authority', 'str', 'Host name in the PROXY protocol header.', ({ session: of }) => {
    return tlvOf(of, AUTHORITY);
  }),
  client('fc_pp_unique_id', 'str', 'Identifier in the PROXY protocol header.', ({ session: of }) => {
    return tlvOf(of, UNIQUE_ID);
  }),
  define.fetch({
    ...{ name: 'fc_pp_tlv', doc: '7.3.3#fc_pp_tlv', since: '2.9', support: 'full', out: 'str', use: USE_SESSION },
    brief: 'Value of a TLV of the PROXY protocol header.',
    args: [tlvType],
    compile:
      ([type]) =>
      ({ session: of }) =>
        tlvOf(of, type),
  }),
  client('fc_saved_syn', 'bin', 'The saved SYN packet of the client.', () => new Binary(''), {
    since: '3.3',
    support: 'partial',
    why: 'tcp-ss is not executed, so that no packet is ever saved.',
  }),
  sessionStream('fs.aborted', 'bool', 'Whether the client gave up.', ({ endCause }) => endCause === 'C', {
    since: '3.0',
    listedOut: 'sint',
  }),
  sessionStream('fs.id', 'sint', "Number of the stream on the client's connection.", () => 0, {
    since: '3.0',
    listedOut: 'str',
  }),
  sessionStream('fs.rst_code', 'sint', 'Code with which the client reset its stream.', () => undefined, {
    since: '3.0',
  }),
  server('bc_err', 'sint', 'Number of the error of the connection to the server; 0 = none.', (of) => {
    return serverErrorOf(of)?.[0];
  }),
  server(
    'bc_err_name',
    'str',
    'Name of the error of the connection to the server.',
    (of) => {
      return serverErrorOf(of)?.[1];
    },
    {
      since: '3.2',
    },
  ),
  server('bc_err_str', 'str', 'Text of the error of the connection to the server.', (of) => {
    return serverErrorOf(of)?.[2];
  }),
  server('bc_glitches', 'sint', 'Number of oddities that the server showed.', () => 0, { since: '3.0' }),
  server('bc_http_major', 'sint', 'Major version of HTTP on the connection to the server.', (of) => {
    return speaksHttp(of) && of.server !== undefined ? httpMajor(of.response?.version) : undefined;
  }),
  server('bc_nb_streams', 'sint', 'Number of streams on the connection to the server.', (of) => {
    return of.server === undefined ? undefined : 1;
  }),
  server('bc_settings_streams_limit', 'sint', 'Most streams that the connection to the server may carry.', (of) => {
    return of.server === undefined ? undefined : 1;
  }),
  server('bc_reused', 'bool', 'Whether the connection to the server was used before.', (of) => {
    return of.serverConnectionReused;
  }),
  server('bc_srv_queue', 'sint', 'Streams in front of this one in the queue of its server.', (of) => {
    return of.serverQueuePosition;
  }),
  server('bc_be_queue', 'sint', 'Streams in front of this one in the queue of its backend.', (of) => {
    return of.backendQueuePosition;
  }),
  stream('bs.aborted', 'bool', 'Whether the server gave up.', ({ endCause }) => endCause === 'S', {
    since: '3.0',
    listedOut: 'sint',
  }),
  stream('bs.id', 'sint', 'Number of the stream on the connection to the server.', () => 0, { since: '3.0' }),
  stream('bs.rst_code', 'sint', 'Code with which the server reset its stream.', () => undefined, { since: '3.0' }),
];
