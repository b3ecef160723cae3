/** Finds what commands name: backends, frontends and servers, by name or by `#` and number. */
import { type AdminMessage, failure } from '../../model/admin-request.js';
import type { Proxy } from '../../model/proxy.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';

/** What was found, or the answer that says why nothing was. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: AdminMessage };

function found<T>(value: T): Found<T> {
  return { ok: true, value };
}

function missing(text: string): { readonly ok: false; readonly answer: AdminMessage } {
  return { ok: false, answer: failure(text) };
}

/** Whether a proxy or server is the one called `text`. */
function isCalled({ name, id }: { readonly name: string; readonly id: number }, text: string): boolean {
  return text.startsWith('#') ? id === Number(text.slice(1)) : name === text;
}

/** A backend or `listen` section; undefined if there is none of that name. */
export function findBackend(runtime: Runtime, text: string): Proxy | undefined {
  return runtime.proxies.find((proxy) => proxy.isBackend && isCalled(proxy, text));
}

/** A server of a backend; undefined if there is none of that name. */
export function findServer(backend: Proxy, text: string): Server | undefined {
  return backend.servers.find((each) => isCalled(each, text));
}

/** Resolves `<backend>/<server>`. */
export function resolveServer(runtime: Runtime, text: string | undefined): Found<Server> {
  const slash = text?.indexOf('/') ?? -1;
  if (text === undefined || slash < 0) return missing("Require 'backend/server'.\n");
  const backend = findBackend(runtime, text.slice(0, slash));
  if (backend === undefined) return missing('No such backend.\n');
  const server = findServer(backend, text.slice(slash + 1));
  return server === undefined ? missing('No such server.\n') : found(server);
}

/** Resolves the name of a frontend or `listen` section. */
export function resolveFrontend(runtime: Runtime, text: string | undefined): Found<Proxy> {
  if (text === undefined) return missing('A frontend name is expected.\n');
  const proxy = runtime.proxies.find((each) => each.isFrontend && isCalled(each, text));
  return proxy === undefined ? missing('No such frontend.\n') : found(proxy);
}

/** Resolves an optional backend, as dumps take it; undefined = all. */
export function resolveBackends(runtime: Runtime, text: string | undefined): Found<readonly Proxy[]> {
  if (text === undefined) return found(runtime.proxies.filter((proxy) => proxy.isBackend));
  // A bare number is an id too.
  const backend = findBackend(runtime, text) ?? (/^\d+$/.test(text) ? findBackend(runtime, `#${text}`) : undefined);
  return backend === undefined ? missing("Can't find backend.\n") : found([backend]);
}

/** Reads a proxy's number: a number, -1 for all, or a name. */
export function resolveProxyId(runtime: Runtime, text: string): Found<number> {
  if (/^-?\d+$/.test(text)) return found(Number(text));
  const proxy = runtime.proxies.find((each) => each.name === text);
  return proxy === undefined ? missing('No such proxy.\n') : found(proxy.id);
}
