/** Descriptors that lines name as inherited (`fd@3`, `sockpair@4`): are they open sockets of this process? */
import fs from 'node:fs';
import type { SourceRange } from '../../diag/source-text.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { BindConfig } from '../../model/config/bind.js';
import type { Loaded } from '../load.js';

function isSocket(descriptor: number): boolean {
  try {
    return fs.fstatSync(descriptor).isSocket();
  } catch {
    return false;
  }
}

function namesDescriptor({ kind }: SocketAddress): boolean {
  return kind === 'fd' || kind === 'socketpair';
}

/** Reports descriptors that are not there, or takes note of them. */
export function checkDescriptors({ config, tree, diagnostics }: Loaded, assume: boolean): void {
  const lookAt = (bind: BindConfig, range: SourceRange | undefined): void => {
    for (const { host, text } of bind.addresses.filter(namesDescriptor)) {
      if (isSocket(Number(host))) continue;
      if (assume) diagnostics.report('assume/fd', range, `the descriptor of '${text}' was taken as open`);
      else diagnostics.report('bind/descriptor', range, `'${text}' : descriptor ${host} is no socket of this process`);
    }
  };
  for (const { config: proxy, extra, range } of config.proxies) {
    const ranges = extra.get('bind ranges') as ReadonlyMap<number, SourceRange> | undefined;
    for (const bind of proxy.binds) lookAt(bind, ranges?.get(bind.line) ?? range);
  }
  for (const bind of config.global.statsSockets) {
    const lines = tree.sections.flatMap(({ statements }) => statements);
    const word = lines.find(({ line, words }) => line === bind.line && words[0]!.source.name === bind.file)?.words[0];
    lookAt(bind, word && { source: word.source, start: word.start, end: word.end });
  }
}
