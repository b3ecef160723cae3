/** `show peers` (management.txt 9.3): sections, peers, the tables that they share. Scripts read it. */
import { renderLogDate } from '../../base/calendar.js';
import { nowMs } from '../../base/clock.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import type { AdminAnswer, AdminRequest } from '../../model/admin-request.js';
import type { PeerGroupView, PeerView, SharedTableView } from '../../model/peers.js';

/** Objects have no addresses: what they are and their place stand for them. */
const KINDS = { group: 0x10, peer: 0x20, shared: 0x30, table: 0x40, session: 0x50 } as const;

function pointer(kind: keyof typeof KINDS, ...places: readonly number[]): string {
  const place = places.reduce((sum, each) => sum * 0x100 + each + 1, 0);
  return `0x${(KINDS[kind] * 0x1000000 + place * 0x10).toString(16)}`;
}

/** Duration in its two largest units, as HAProxy writes times that are to come or were. */
function duration(ms: number): string {
  const s = Math.floor(ms / 1000);
  if (ms < 1000) return `${Math.max(0, Math.floor(ms))}ms`;
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${s % 60}s`;
  if (s < 86_400) return `${Math.floor(s / 3600)}h${Math.floor((s % 3600) / 60)}m`;
  return `${Math.floor(s / 86_400)}d${Math.floor((s % 86_400) / 3600)}h`;
}

function until(atMs: number | undefined, now: number): string {
  if (atMs === undefined) return '<NEVER>';
  return atMs <= now ? '<PAST>' : duration(atMs - now);
}

function since(atMs: number | undefined, now: number): string {
  return atMs === undefined ? '<NEVER>' : duration(now - atMs);
}

/** Bits that HAProxy's flags have for what is the same here. */
function groupFlags({ resync }: PeerGroupView): number {
  const [fromLocal, fromRemote] = [0x1, 0x2];
  return resync === 'local' ? 0 : resync === 'remote' ? fromLocal : fromLocal | fromRemote;
}

function peerFlags({ session, teaching, learning }: PeerView): number {
  return (teaching ? 0x1 : 0) | (learning ? 0x100 : 0) | (session === undefined ? 0 : 0x200);
}

function renderGroup(group: PeerGroupView, place: number, now: number): string {
  const { name, enabled, resyncUntilMs, startedAtMs, calls } = group;
  const flags = groupFlags(group).toString(16);
  return (
    `${pointer('group', place)}: [${renderLogDate(new Date(startedAtMs))}] id=${name} disabled=${enabled ? 0 : 1} flags=0x${flags} ` +
    `resync_timeout=${until(resyncUntilMs, now)} task_calls=${calls}\n`
  );
}

function renderPeer(peer: PeerView, places: readonly number[], now: number): string {
  const { session, lastSent, lastReceived } = peer;
  const side = `${peer.local ? 'local' : 'remote'},${session === undefined ? 'inactive' : 'active'}`;
  let text =
    `  ${pointer('peer', ...places)}: id=${peer.name}(${side}) addr=${peer.address} last_status=${peer.lastStatus} ` +
    `last_hdshk=${since(peer.handshakeAtMs, now)}\n` +
    `        reconnect=${until(peer.reconnectAtMs, now)} heartbeat=${until(peer.heartbeatAtMs, now)} ` +
    `confirm=${peer.unconfirmed} tx_hbt=${peer.sentHeartbeats} rx_hbt=${peer.receivedHeartbeats} ` +
    `no_hbt=${peer.missedHeartbeats} new_conn=${peer.newConnections} proto_err=${peer.protocolErrors} ` +
    `coll=${peer.collisions}\n` +
    `        flags=0x${peerFlags(peer).toString(16)}`;
  if (session !== undefined) {
    const step = peer.lastStatus === 'ESTA' ? 7 : session.isOurs ? 4 : 0;
    text += ` appctx:${pointer('session', ...places)} st0=${step} st1=0 task_calls=0 state=EST`;
    if (!session.isOurs) {
      text += `\n        xprt=${session.secure ? 'SSL' : 'RAW'} src=${session.source} addr=${session.target}`;
    }
  }
  text += '\n';
  const table = (name: string, shared: SharedTableView) =>
    `        ${name}:${pointer('shared', ...places, shared.localId)} id=${shared.table.config.name} ` +
    `local_id=${shared.localId} remote_id=${shared.remoteId}\n`;
  if (lastReceived !== undefined) text += table('remote_table', lastReceived);
  if (lastSent !== undefined) text += table('last_local_table', lastSent);
  return text;
}

function renderShared(peer: PeerView, shared: SharedTableView, places: readonly number[], dictionary: boolean): string {
  const { table, localId, remoteId } = shared;
  const number = (value: number) => value >>> 0;
  return (
    `          ${pointer('shared', ...places, localId)} local_id=${localId} remote_id=${remoteId} flags=0x0 ` +
    `remote_data=0x${shared.remoteData.toString(16)}\n` +
    `              last_acked=${number(shared.lastAcknowledged)} last_pushed=${number(shared.lastPushed)} ` +
    `last_get=${number(shared.lastReceived)} teaching_origin=${number(shared.teachingOrigin)} ` +
    `update=${number(shared.acknowledged)}\n` +
    `              table:${pointer('table', places[0]!, localId)} id=${table.config.name} update=${number(shared.update)} ` +
    `localupdate=${number(shared.localUpdate)} commitupdate=${number(shared.commitUpdate)} refcnt=1\n` +
    (dictionary
      ? `        TX dictionary cache:${renderTexts(peer.sentTexts, false)}        RX dictionary cache:${renderTexts(peer.receivedTexts, true)}`
      : '        Dictionary cache not dumped (use "show peers dict")\n')
  );
}

/** Four a line; `all`: those that are not known, too. */
function renderTexts(texts: readonly (string | undefined)[], all: boolean): string {
  const shown = texts.flatMap((text, number) =>
    text === undefined && !all ? [] : [`${String(number).padStart(3)} -> ${text ?? '-'}`],
  );
  let lines = '\n';
  for (let at = 0; at < shown.length; at += 4) lines += `          ${shown.slice(at, at + 4).join('  ')}\n`;
  return lines;
}

function* renderAll(groups: readonly (readonly [PeerGroupView, number])[], dictionary: boolean): Iterable<string> {
  const now = nowMs();
  for (const [group, place] of groups) {
    yield renderGroup(group, place, now);
    for (const [index, peer] of group.peers.entries()) {
      const places = [place, index];
      yield renderPeer(peer, places, now);
      if (peer.tables.length > 0) yield '        shared tables:\n';
      for (const shared of [...peer.tables].reverse()) yield renderShared(peer, shared, places, dictionary);
    }
  }
}

function show({ args, runtime }: AdminRequest): AdminAnswer {
  const dictionary = args[0] === 'dict';
  const name = dictionary || args[0] === '-' ? args[1] : args[0];
  const groups = (runtime.peers ?? []).map((group, place) => [group, place] as const);
  const wanted = name === undefined ? groups : groups.filter(([group]) => group.name === name);
  if (name !== undefined && wanted.length === 0) return { severity: 'err', text: 'No such peers\n' };
  return renderAll(wanted, dictionary);
}

export const entries: readonly CliEntry[] = [
  define.cli({
    ...{ words: ['show', 'peers'], usage: 'show peers [dict|-] [section]', doc: 'management 9.3#show peers' },
    ...{
      brief: 'Shows peers and the tables that they share.',
      since: '1.8',
      support: 'full',
      level: 'user',
      run: show,
    },
  }),
];
