/** From a reply that a rule or a fault chose to a response head and its body. */
import { Fields, ResponseHead } from '../../model/message.js';
import { reasonOf } from '../../model/reason.js';
import type { Reply } from '../../model/verdict.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';

/** The page of a status: the backend's own, the frontend's own, the built-in one. */
function pageFor(status: number, frontend: LiveProxy, backend: LiveProxy): Reply {
  return backend.pages.has(status) ? backend.pages.get(status) : frontend.pages.get(status);
}

const PAGES = new Map<number, Reply>();

/** The page of a status, to be looked up when it is answered. */
export function pageReply(status: number): Reply {
  let reply = PAGES.get(status);
  if (reply === undefined) {
    reply = Object.freeze({ status, fields: [], body: '', page: true, cause: 'fault' } as const);
    PAGES.set(status, reply);
  }
  return reply;
}

/** Follows `page` replies to the page, which may be made for this stream; additional fields stand behind those of the page, in place of its own. */
export function resolveReply(reply: Reply, state: StreamState): Reply {
  if (reply.page !== true) return reply.make?.(state) ?? reply;
  const found = pageFor(reply.status, state.frontendLive, state.backendLive);
  const page = found.make?.(state) ?? found;
  if (reply.fields.length === 0) return page;
  const added = new Set(reply.fields.map(([name]) => name));
  const kept = page.fields.filter(([name]) => !added.has(name.toLowerCase()));
  return { ...page, fields: [...kept, ...reply.fields] };
}

/** Head of a local answer; its body kind says whether the connection can go on behind it. */
export function headOfReply(reply: Reply): ResponseHead {
  const fields = new Fields();
  for (const [name, value] of reply.fields) fields.add(name.toLowerCase(), value);
  const head = new ResponseHead(reply.version ?? 11, reply.status, reply.reason ?? reasonOf(reply.status), fields);
  if (reply.status < 200 || reply.status === 204) fields.remove('content-length');
  if (reply.status < 200 || reply.status === 204 || reply.status === 304) return head;
  if (reply.chunked === true) {
    fields.add('transfer-encoding', 'chunked');
    head.bodyKind = 'chunked';
    head.keepAlive = reply.close !== true;
    return head;
  }
  if (!fields.has('content-length')) {
    if (reply.raw === true) {
      head.bodyKind = 'until-close';
      head.keepAlive = false;
      return head;
    }
    addLength(fields, String(reply.body.length), reply.cause === 'redirect');
  }
  head.bodyKind = 'length';
  head.contentLength = reply.body.length;
  head.keepAlive = reply.close !== true;
  return head;
}

/** The length stands in front of the type, or in front of a redirect's location: recorded order. */
function addLength(fields: Fields, length: string, first: boolean): void {
  const type = first ? 0 : fields.find('content-type');
  if (type < 0) {
    fields.add('content-length', length);
    return;
  }
  fields.names.splice(type, 0, 'content-length');
  fields.values.splice(type, 0, length);
}
