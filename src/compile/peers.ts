/** Peers sections with the tables that they exchange: who is local, where it listens, what goes where (manual 11.2). */
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import { initialBind } from '../model/config/bind.js';
import type { PeerConfig, PeersConfig, PeersSection } from '../model/config/peers.js';
import type { StickTable, StickTables } from '../model/stick-table.js';

/** A table under its name on the wire. */
export interface ExchangedTable {
  readonly table: StickTable;
  /** The name of its proxy; `/name` for tables of the section. */
  readonly wireName: string;
  /** What is learnt goes there, too (`write-to`). */
  readonly writeTo: StickTable | undefined;
}

export interface PeersPlan {
  readonly config: PeersConfig;
  readonly tables: readonly ExchangedTable[];
}

/** Sections that are executed, in order of the files. */
export function compilePeers(config: TypedConfig, tables: StickTables, diagnostics: Diagnostics): readonly PeersPlan[] {
  const targets = writeTargets(tables, diagnostics);
  const plans: PeersPlan[] = [];
  for (const data of config.sections.values()) {
    const section = data.get('peers') as PeersSection | undefined;
    if (!section) continue;
    const peers = resolvePeers(section, config.global.localPeer ?? '', diagnostics);
    if (!peers) continue;
    const exchanged: ExchangedTable[] = [];
    for (const table of tables.all()) {
      const wireName = wireNameOf(table, section.name);
      if (wireName === undefined) continue;
      table.shards = peers.shards;
      exchanged.push({ table, wireName, writeTo: targets.get(table) });
    }
    plans.push({ config: peers, tables: exchanged });
  }
  return plans;
}

function wireNameOf({ config: { name, peers } }: StickTable, section: string): string | undefined {
  if (peers === section) return name;
  return peers === undefined && name.startsWith(`${section}/`) ? name.slice(section.length) : undefined;
}

function resolvePeers(section: PeersSection, localName: string, diagnostics: Diagnostics): PeersConfig | undefined {
  const { name, enabled, shards, lines, bind } = section;
  const peers: PeerConfig[] = [];
  const isBound = bind !== undefined && bind.addresses.length > 0;
  for (const { server, hasAddress, range } of lines) {
    const local = server.name === localName;
    const known = peers.find((peer) => peer.local && local);
    if (known) {
      const message = `'peer ${server.name}' : the local peer is declared on line ${known.server.line} already`;
      diagnostics.report('peers/duplicate', range, message);
    }
    if (local && isBound && hasAddress) {
      const message = `'server ${server.name}' : the local peer has the address of the 'bind' line, not '${server.address.text}'`;
      diagnostics.report('peers/address', range, message);
    }
    // HAProxy takes a remote peer without an address, and never reaches it.
    peers.push({
      name: server.name,
      local,
      server: isBound && local ? { ...server, address: bind.addresses[0]! } : server,
    });
  }
  const own = lines.find(({ server }) => server.name === localName);
  if (!own) {
    const message = `peers '${name}' is left out: none of its peers is this process ('${localName}')`;
    // HAProxy looks at whole sections only where all lines were understood.
    const isReadable = diagnostics.list.every(({ severity }) => severity !== 'alert');
    if (enabled && isReadable) diagnostics.report('peers/incomplete', section.range, message);
    return undefined;
  }
  const listener = isBound
    ? bind
    : own.hasAddress
      ? { ...(bind ?? bindFrom(own.server)), addresses: [own.server.address] }
      : undefined;
  if (listener?.tls && !listener.tls.enabled) listener.tls = undefined;
  return { name, localName, enabled, shards, bind: listener, peers };
}

function bindFrom({ file, line }: PeerConfig['server']) {
  return initialBind(file, line);
}

/** Where `write-to` leads; what it cannot lead to is reported. */
function writeTargets(tables: StickTables, diagnostics: Diagnostics): ReadonlyMap<StickTable, StickTable> {
  const targets = new Map<StickTable, StickTable>();
  for (const table of tables.all()) {
    const { name, writeTo, keyType, keyLength } = table.config;
    if (writeTo === undefined) continue;
    const target = tables.get(writeTo);
    const problem =
      target === undefined
        ? `write-to: table '${writeTo}' doesn't exist`
        : target === table
          ? 'write-to: the table cannot be its own target'
          : target.config.keyType !== keyType || target.config.keyLength !== keyLength
            ? `write-to: table '${writeTo}' has keys of another type or length`
            : undefined;
    if (problem !== undefined) diagnostics.report('table/write-to', undefined, `stick-table '${name}': ${problem}`);
    else if (target) targets.set(table, target);
  }
  return targets;
}
