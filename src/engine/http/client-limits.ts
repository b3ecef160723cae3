/** How long a client of HTTP/1 is waited for, by what it is waited for (manual 4.2 `timeout client`, `http-request`, `tunnel`). */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { ClientH1 } from './client-h1.js';

/** What the client is waited for; decides which time limit holds. */
export const Wait = { FirstByte: 0, Head: 1, Body: 2, Response: 3, Tunnel: 4, Closing: 5 } as const;
export type Wait = (typeof Wait)[keyof typeof Wait];

/** How long bytes of a client that we turn away are still read, so that our last words are not lost to a reset. */
const LINGER_MS = 1000;

/** Something else is waited for from now on, with its own time. */
export function setWait(client: ClientH1, wait: Wait): void {
  client.wait = wait;
  arm(client);
}

/** Starts the time for what is waited for anew. */
export function arm(client: ClientH1): void {
  const ms = limitMs(client);
  if (ms === undefined) timers.disarm(client.timer);
  else timers.arm(client.timer, nowMs(), ms);
}

function limitMs(client: ClientH1): number | undefined {
  const { timeouts } = client.frontend.config;
  switch (client.wait) {
    case Wait.FirstByte:
      return client.frontend.idleLimitMs(client.session.state.requestCount === 0);
    case Wait.Head:
      return timeouts.httpRequestMs ?? timeouts.clientMs;
    case Wait.Body:
      // It is not the client that is late while the server side is full.
      if (client.connection.paused && !client.writer.full) return undefined;
      return client.state.timeoutClientMs ?? timeouts.clientMs;
    case Wait.Tunnel:
      if (client.stream.responseEnded && timeouts.clientFinMs !== undefined) return timeouts.clientFinMs;
      // Nothing more is expected of one that has said all; it may still be slow to take what comes.
      if (client.stream.requestEnded && !client.stream.responseEnded && !client.writer.full) return undefined;
      return client.state.timeoutTunnelMs ?? client.state.backendLive.config.timeouts.tunnelMs ?? timeouts.clientMs;
    case Wait.Response:
      // Only a client that does not take what we send is late here.
      return client.writer.full ? (client.state.timeoutClientMs ?? timeouts.clientMs) : undefined;
    case Wait.Closing:
      return client.connection.writableLength > 0 ? (timeouts.clientMs ?? LINGER_MS) : LINGER_MS;
  }
}
