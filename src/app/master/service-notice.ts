/** Tells a service manager how the process is (sd_notify(3)): datagrams to the unix socket that NOTIFY_SOCKET names. */
import { type DatagramSocket, openUnixDatagram } from '../../libc/datagram.js';
import type { Outcome } from '../../libc/outcome.js';

/** What is told; the manager takes the states from it. */
export type ServiceState = 'ready' | 'reload-failed' | 'reloading' | 'stopping';

/** Microseconds of the clock that the manager compares with. */
function monotonicMicros(): string {
  return String(process.hrtime.bigint() / 1000n);
}

/** The lines of a message. `pid` is the process that the manager watches. */
export function renderServiceState(state: ServiceState, pid: number, micros = monotonicMicros()): string {
  switch (state) {
    case 'ready':
      return `READY=1\nMAINPID=${pid}\nSTATUS=Ready.\n`;
    case 'reload-failed':
      return `READY=1\nMAINPID=${pid}\nSTATUS=Reload failed!\n`;
    case 'reloading':
      return `RELOADING=1\nMONOTONIC_USEC=${micros}\nSTATUS=Reloading Configuration.\n`;
    case 'stopping':
      return 'STOPPING=1\n';
  }
}

/** Abstract names are written with an @. */
function socketName(name: string): string {
  return name.startsWith('@') ? `\0${name.slice(1)}` : name;
}

/**
 * Whoever started this process, if it wants to be told.
 * @param report hears why it cannot be told, once
 */
export function openServiceManager(
  name: string | undefined,
  report: (reason: string) => void,
): (state: ServiceState) => void {
  if (name === undefined || name === '') return () => {};
  let told = false;
  return (state) => {
    const socket = openUnixDatagram(Buffer.from(socketName(name)).toString('latin1'));
    const outcome = socket.ok ? sendOnce(socket.value, renderServiceState(state, process.pid)) : socket;
    if (outcome.ok || told) return;
    told = true;
    report(`cannot notify the service manager at ${name}: ${outcome.reason}`);
  };
}

function sendOnce(socket: DatagramSocket, text: string): Outcome<number> {
  const outcome = socket.send(text);
  socket.close();
  return outcome;
}
