/** `ssl-default-bind-options`, `ssl-default-server-options`: what lines start from that say nothing else (manual 3.1). */
import type { ProxyDraft } from '../../catalog/draft.js';
import type { BindTlsConfig } from '../../model/config/bind.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { ServerTlsConfig } from '../../model/config/server.js';

const VERSIONS = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** `no-tlsv12` -> its place in the list of versions; -1 for other words. */
function rankOf(word: string): number {
  const [, name, minor] = /^(?:no|force)-(sslv3|tlsv1([0-3]))$/.exec(word) ?? [];
  if (name === undefined) return -1;
  return minor === undefined ? 0 : Number(minor) + 1;
}

interface VersionRange {
  min: string | undefined;
  max: string | undefined;
  without: string[];
}

/** The versions that a list of options names: the ends of a range, or what is left out. */
export function versionRange(options: readonly string[]): VersionRange {
  const range: VersionRange = { min: undefined, max: undefined, without: [] };
  options.forEach((word, index) => {
    const rank = rankOf(word);
    if (word === 'ssl-min-ver') range.min = options[index + 1];
    else if (word === 'ssl-max-ver') range.max = options[index + 1];
    else if (rank < 0) return;
    else if (word.startsWith('force-')) {
      range.min = VERSIONS[rank];
      range.max = VERSIONS[rank];
    } else range.without.push(VERSIONS[rank]!);
  });
  return range;
}

function optionsOf(global: GlobalConfig, name: string): readonly string[] | undefined {
  const value = global.tlsDefaults.get(name);
  return Array.isArray(value) ? value : undefined;
}

/** Completes what bind and server lines leave open. */
export function applyTlsDefaults({ config }: ProxyDraft, global: GlobalConfig): void {
  const bindOptions = optionsOf(global, 'ssl-default-bind-options');
  const serverOptions = optionsOf(global, 'ssl-default-server-options');
  for (const { tls } of bindOptions ? config.binds : []) if (tls) completeBind(tls, bindOptions ?? []);
  for (const { tls, checkTls } of serverOptions ? config.servers : [])
    for (const each of [tls, checkTls]) if (each) completeServer(each, serverOptions ?? []);
}

function completeServer(tls: ServerTlsConfig, options: readonly string[]): void {
  completeVersions(tls, options);
  tls.noTickets ||= options.includes('no-tls-tickets');
}

function completeBind(tls: BindTlsConfig, options: readonly string[]): void {
  completeVersions(tls, options);
  tls.noTickets ||= options.includes('no-tls-tickets');
  tls.preferClientCiphers ||= options.includes('prefer-client-ciphers');
  tls.strictSni ||= options.includes('strict-sni');
}

function completeVersions(tls: BindTlsConfig | ServerTlsConfig, options: readonly string[]): void {
  const { min, max, without } = versionRange(options);
  tls.minVersion ??= min;
  tls.maxVersion ??= max;
  if (without.length > 0) tls.withoutVersions = [...new Set([...tls.withoutVersions, ...without])];
}
