/**
 * What proxies add to a request by themselves, once its backend is known (manual 4.2: `unique-id-header`, `option
 * forwarded`, `option forwardfor`, `option originalto`), in HAProxy's order.
 */
import type { ForwardForConfig } from '../../model/config/proxy.js';
import type { Fields } from '../../model/message.js';
import type { Endpoint } from '../../model/stream.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';
import type { AddressFilter } from './address-filter.js';
import { renderForwarded } from './forwarded.js';

/** Adds the fields to `stream.request`. */
export function addProxyFields(stream: StreamState): void {
  const frontend = stream.frontendLive;
  const backend = stream.backendLive;
  const { fields } = stream.request!;
  const { session } = stream;
  if (frontend.plan.uniqueIdFormat !== undefined) addUniqueId(stream, frontend, fields);
  const { forwarded } = backend.plan;
  if (forwarded !== undefined) addForwarded(fields, renderForwarded(forwarded, stream));
  if (frontend.config.forwardFor !== undefined || backend.config.forwardFor !== undefined) {
    addAddress(
      fields,
      stream.source ?? session.source,
      frontend.config.forwardFor,
      backend.config.forwardFor,
      frontend.forwardForExcept,
      backend.forwardForExcept,
    );
  }
  if (frontend.config.originalTo !== undefined || backend.config.originalTo !== undefined) {
    addAddress(
      fields,
      stream.destination ?? session.destination,
      frontend.config.originalTo,
      backend.config.originalTo,
      frontend.originalToExcept,
      backend.originalToExcept,
    );
  }
}

function addForwarded(fields: Fields, value: string): void {
  if (value !== '') fields.add('forwarded', value);
}

function addUniqueId(stream: StreamState, frontend: LiveProxy, fields: Fields): void {
  const id = stream.uniqueId;
  if (id !== undefined && frontend.config.uniqueIdHeader !== undefined) {
    fields.add(frontend.config.uniqueIdHeader.toLowerCase(), id);
  }
}

function addAddress(
  fields: Fields,
  end: Endpoint,
  front: ForwardForConfig | undefined,
  back: ForwardForConfig | undefined,
  frontExcept: AddressFilter | undefined,
  backExcept: AddressFilter | undefined,
): void {
  if (end.address === undefined) return;
  const name = (back ?? front)!.header.toLowerCase();
  const ifNone = (front === undefined || front.ifNone) && (back === undefined || back.ifNone);
  if (ifNone && fields.has(name)) return;
  if (frontExcept?.(end) === true || backExcept?.(end) === true) return;
  fields.add(name, end.text);
}
