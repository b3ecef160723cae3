/** `set-src`, `set-dst` and their `-port` forms (manual 4.4): the addresses that everything behind them sees. */
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { castToAddress, castToSint } from '../../../model/cast.js';
import { renderIp } from '../../../model/ip.js';
import type { Ruleset } from '../../../model/ruleset.js';
import type { Endpoint, Stream } from '../../../model/stream.js';
import type { Value } from '../../../model/value.js';
import { Ipv4 } from '../../../model/value.js';
import { Verdict } from '../../../model/verdict.js';

const RULESETS: readonly Ruleset[] = [
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'http-request',
];

type Side = 'source' | 'destination';

const OF_CONNECTION = { source: 'connectionSource', destination: 'connectionDestination' } as const;

/** The endpoint with another address; its port stays if it had one. */
function withAddress(old: Endpoint, value: Value): Endpoint | undefined {
  const address = castToAddress(value);
  if (address === undefined) return undefined;
  return { address, text: renderIp(address), port: old.address === undefined ? 0 : old.port };
}

const ANY = new Ipv4(0);

/** The endpoint with another port; without an address it gets 0.0.0.0. */
function withPort(old: Endpoint, value: Value): Endpoint | undefined {
  const number = castToSint(value);
  if (number === undefined) return undefined;
  const port = Number(number) & 0xffff;
  if (old.address === undefined) return { address: ANY, text: '0.0.0.0', port };
  return { address: old.address, text: old.text, port };
}

/** Rules of the connection change what `fc_src` says too, those of the session all its streams, the others their own. */
function currentEndpoint(stream: Stream, side: Side): Endpoint {
  return stream[side] ?? stream.session[side];
}

function compile(site: ActionSite, side: Side, change: typeof withAddress): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  const ofConnection = site.ruleset === 'tcp-request connection';
  const ofSession = ofConnection || site.ruleset === 'tcp-request session';
  return (stream) => {
    const value = expression.evaluate(stream);
    const endpoint = value === undefined ? undefined : change(currentEndpoint(stream, side), value);
    if (endpoint === undefined) return Verdict.Continue;
    if (ofConnection) stream.session[OF_CONNECTION[side]] = endpoint;
    if (ofSession) stream.session[side] = endpoint;
    else stream[side] = endpoint;
    return Verdict.Continue;
  };
}

const ROWS = [
  { name: 'set-src', brief: 'Replaces the source address.', since: '1.5', side: 'source', change: withAddress },
  { name: 'set-src-port', brief: 'Replaces the source port.', since: '1.7', side: 'source', change: withPort },
  {
    name: 'set-dst',
    brief: 'Replaces the destination address.',
    since: '1.7',
    side: 'destination',
    change: withAddress,
  },
  {
    name: 'set-dst-port',
    brief: 'Replaces the destination port.',
    since: '1.7',
    side: 'destination',
    change: withPort,
  },
] as const;

export const entries: readonly Entry[] = ROWS.map(({ name, brief, since, side, change }) =>
  define.action({
    name,
    doc: `4.4#${name}`,
    brief,
    since,
    support: 'full',
    rulesets: RULESETS,
    usage: `${name} <expr>`,
    compile: (site) => compile(site, side, change),
  }),
);
