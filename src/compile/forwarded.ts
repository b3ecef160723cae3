/** `option forwarded` and its expressions (manual 4.2, RFC 7239). */
import type { ProxyDraft } from '../catalog/draft.js';
import type { Expression } from '../catalog/site.js';
import type { ForwardedConfig, ForwardedPart } from '../model/config/proxy.js';
import type { ForwardedNode, ForwardedPlan } from './plan.js';
import type { Scope } from './scope.js';

export function compileForwarded({ config }: ProxyDraft, outer: Scope): ForwardedPlan | undefined {
  const { forwarded } = config;
  if (forwarded === undefined || config.kind === 'frontend') return undefined;
  const scope = outer.with({ use: 'be-http-request', label: "failed to parse 'option forwarded'" });
  const { host } = forwarded;
  return {
    proto: forwarded.proto,
    host: host === undefined ? undefined : partOf(host, scope),
    by: nodeOf(forwarded, 'by', scope),
    for: nodeOf(forwarded, 'for', scope),
  };
}

function nodeOf(config: ForwardedConfig, side: 'by' | 'for', scope: Scope): ForwardedNode | undefined {
  const name = config[side];
  const port = config[side === 'by' ? 'byPort' : 'forPort'];
  const part = name && partOf(name, scope);
  // A port without a name is checked all the same, and ignored.
  const portPart = port && partOf(port, scope);
  return part && { name: part, port: portPart };
}

function partOf(part: ForwardedPart, scope: Scope): 'own' | Expression | undefined {
  return part === 'own' ? part : scope.compileExpression(part);
}
