/** Makes the listeners of all frontends: one per address and port, numbered per frontend as `so_id` shows them. */
import { describeErrno } from '../../base/errno.js';
import type { BindConfig } from '../../model/config/bind.js';
import type { Core } from '../core.js';
import type { StartProblem } from '../proxy/build-proxies.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { createListenerTls, type ListenerTls } from './listener-tls.js';
import { type Admission, LiveListener } from './live-listener.js';

/** Listeners that are not bound yet. */
export function createListeners(core: Core, admission: Admission, problems: StartProblem[]): LiveListener[] {
  const listeners: LiveListener[] = [];
  for (const frontend of core.proxies.values()) {
    if (!frontend.proxy.isFrontend || !frontend.proxy.enabled) continue;
    let id = 0;
    for (const bind of frontend.config.binds) {
      const tls = tlsOf(bind, frontend, core, problems);
      if (tls === 'refused') continue;
      for (const address of bind.addresses) {
        for (let port = address.port; port <= Math.max(address.port, address.portEnd); port++) {
          id++;
          listeners.push(new LiveListener(core, frontend, bind, address, port, bind.id ?? id, tls, admission));
        }
      }
    }
  }
  return listeners;
}

function tlsOf(
  bind: BindConfig,
  frontend: LiveProxy,
  core: Core,
  problems: StartProblem[],
): ListenerTls | undefined | 'refused' {
  if (bind.tls === undefined || !bind.tls.enabled) return undefined;
  // An HTTP frontend must not offer a version that it does not speak.
  const alpn = frontend.isHttp ? bind.tls.alpn?.filter((name) => name !== 'h2') : bind.tls.alpn;
  const config = { ...bind.tls, alpn: alpn?.length === 0 ? undefined : alpn };
  const tls = createListenerTls(config, core.global, core.figures.tlsCache, {
    ...{ registry: core.certificates, frontend: frontend.proxy.name, place: `${bind.file}:${bind.line}` },
  });
  if ('accept' in tls) return tls;
  for (const message of tls) problems.push({ file: bind.file, line: bind.line, message });
  return 'refused';
}

/** What the system calls a refusal to bind, in HAProxy's words. */
export function describeBindFault(frontend: LiveProxy, listener: LiveListener, code: string): StartProblem {
  const { file, line } = listener.bind;
  const where = listener.config.text;
  return {
    file,
    line,
    message: `Starting proxy ${frontend.proxy.name}: cannot bind socket (${describeErrno(code)}) [${where}]`,
  };
}
