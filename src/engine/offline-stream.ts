/** A stream without sockets: what rules would see of a request and a response that are given as bytes. */
import { nowMs, wallNowMs } from '../base/clock.js';
import type { Plan } from '../compile/plan.js';
import type { RequestHead, ResponseHead } from '../model/message.js';
import type { Stream } from '../model/stream.js';
import { H1RequestParser, H1ResponseParser } from '../net/h1/index.js';
import type { H1Parser } from '../net/h1/parser.js';
import { Core, type EngineServices } from './core.js';
import { SocketEndpoint } from './endpoint.js';
import { NO_LOG } from './log-output.js';
import { captureFields } from './phase/capture.js';
import { buildProxies } from './proxy/build-proxies.js';
import { SessionState } from './session/session-state.js';
import type { Channel } from './stream/channel.js';
import { StreamState } from './stream/stream-state.js';

const NO_SERVICES: EngineServices = {
  openLog: () => NO_LOG,
  serverEvent: () => {},
  noServer: () => {},
  checkOutcome: () => {},
};

/** One exchange as it would be seen on the wire; texts are latin1 carriers. */
export interface OfflineExchange {
  /** Frontend that receives it. */
  readonly proxy: string;
  readonly request: string;
  /** Undefined: the request is being processed. */
  readonly response?: string | undefined;
  /** Numeric addresses with ports. */
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
}

/** Makes streams of one plan, all of the same process: variables of scope `proc` and figures are shared. */
export class OfflineEngine {
  readonly #core: Core;

  constructor(plan: Plan) {
    this.#core = new Core(plan, NO_SERVICES);
    plan.attachFigures(this.#core.figures);
    buildProxies(this.#core, []);
  }

  /** The stream of an exchange, or what is wrong with one of its messages. */
  stream(exchange: OfflineExchange): Stream | string {
    const frontend = this.#core.proxies.get(exchange.proxy);
    if (frontend === undefined) return `there is no proxy '${exchange.proxy}'`;
    const { source, destination } = exchange;
    const session = new SessionState(
      this.#core.nextSessionId(),
      frontend.proxy,
      '1',
      1,
      new SocketEndpoint(source.address, source.port),
      new SocketEndpoint(destination.address, destination.port),
      nowMs(),
      wallNowMs(),
    );
    const state = new StreamState(session, frontend, this.#core.plan.processVars);
    state.begin(this.#core.nextStreamId(), session.acceptMs, session.acceptDateMs);
    session.requestCount = 1;
    const parser = new H1RequestParser(frontend.requestSettings);
    const request = read(parser, exchange.request, state.requestChannel, 'request');
    if (typeof request === 'string') return request;
    beginRequest(state, request);
    if (exchange.response === undefined) return state;
    const responses = new H1ResponseParser(frontend.responseSettings);
    responses.expect({ method: request.method, upgrade: request.upgrade });
    const response = read(responses, exchange.response, state.responseChannel, 'response');
    if (typeof response === 'string') return response;
    beginResponse(state, response);
    return state;
  }
}

/** Reads one message; the head, or what is wrong with it. */
function read<H extends RequestHead | ResponseHead>(
  parser: H1Parser<H>,
  text: string,
  channel: Channel,
  what: string,
): H | string {
  parser.feed(Buffer.from(text, 'latin1'));
  let head: H | undefined;
  for (;;) {
    const event = parser.next();
    if (event === 'fault') return `the ${what} is not valid HTTP at byte ${parser.fault?.offset ?? 0}`;
    if (event === 'head') head = parser.head;
    else if (event === 'data') {
      const data = parser.dataBuffer();
      channel.hold(data, 0, data.length);
      channel.total += data.length;
    } else {
      channel.closed = true;
      return head ?? `the ${what} has no complete head`;
    }
  }
}

function beginRequest(state: StreamState, head: RequestHead): void {
  const { captures } = state.frontendLive.config;
  state.request = head;
  state.originalMethod = head.method;
  state.originalUri = head.uri;
  state.originalVersion = head.version;
  state.requestMs = 0;
  if (captures.request.length > 0) captureFields(head.fields, captures.request, state.requestCaptures);
}

function beginResponse(state: StreamState, head: ResponseHead): void {
  const { captures } = state.frontendLive.config;
  state.queueAtMs = 0;
  state.connectAtMs = 0;
  state.dataAtMs = 0;
  state.response = head;
  state.serverStatus = head.status;
  state.status = head.status;
  if (captures.response.length > 0) captureFields(head.fields, captures.response, state.responseCaptures);
}
