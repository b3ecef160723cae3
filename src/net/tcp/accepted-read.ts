/**
 * Lets accepted sockets read into shared memory. Node offers that (`onread`) only to sockets that connect, and gives the
 * others a fresh 64 KB per read: measured on a 1 GB upload, half of the CPU time and 40 MB went there. What `onread` sets in
 * a socket is looked up in one that is made with it; where a version of Node sets anything else, sockets stay with `data`
 * events.
 */
import net from 'node:net';

/** Called on the socket, behind each read. @returns whether to go on */
export type OnRead = (this: net.Socket, sizeBytes: number) => boolean;
/** Where the next bytes go; asked behind each {@link OnRead}. */
export type NextBuffer = () => Buffer;

type Slot = 'kBuffer' | 'kBufferCb' | 'kBufferGen';
type Slots = Readonly<Record<Slot, symbol>>;
type OpenSocket = net.Socket & {
  [slot: symbol]: unknown;
  readonly _handle?: { readonly useUserBuffer?: (buffer: Buffer) => void; readonly reading?: boolean } | null;
};

let known: { readonly slots: Slots | undefined } | undefined;

/** The properties behind `onread`; undefined where this Node has others. */
function findSlots(): Slots | undefined {
  const callback = (): boolean => true;
  const buffer = (): Buffer => Buffer.alloc(0);
  const probe = new net.Socket({ onread: { buffer, callback } } as unknown as net.SocketConstructorOpts) as OpenSocket;
  const symbols = Object.getOwnPropertySymbols(probe);
  const find = (slot: Slot) => symbols.find(({ description }) => description === slot);
  const [kBuffer, kBufferCb, kBufferGen] = [find('kBuffer'), find('kBufferCb'), find('kBufferGen')];
  if (kBuffer === undefined || kBufferCb === undefined || kBufferGen === undefined) return undefined;
  const isKnown = probe[kBuffer] === true && probe[kBufferCb] === callback && probe[kBufferGen] === buffer;
  return isKnown ? { kBuffer, kBufferCb, kBufferGen } : undefined;
}

/**
 * Makes a socket that was just accepted read into the memory that `nextBuffer` names.
 * @returns false if it has to be read by events: it was read before, or this Node cannot do it
 */
export function readInto(socket: net.Socket, onRead: OnRead, nextBuffer: NextBuffer): boolean {
  known ??= { slots: findSlots() };
  const { slots } = known;
  if (slots === undefined || socket.readableFlowing !== null || socket.readableLength > 0) return false;
  const open = socket as OpenSocket;
  const handle = open._handle;
  if (typeof handle?.useUserBuffer !== 'function' || handle.reading !== true) return false;
  const first = nextBuffer();
  handle.useUserBuffer(first);
  open[slots.kBuffer] = first;
  open[slots.kBufferCb] = onRead;
  open[slots.kBufferGen] = nextBuffer;
  return true;
}

/**
 * Lets the next bytes of a socket that reads into named memory go elsewhere.
 * @returns false if this Node cannot do it
 */
export function redirect(socket: net.Socket, buffer: Buffer): boolean {
  known ??= { slots: findSlots() };
  const slot = known.slots?.kBuffer;
  const open = socket as OpenSocket;
  if (slot === undefined || !open[slot] || typeof open._handle?.useUserBuffer !== 'function') return false;
  open._handle.useUserBuffer(buffer);
  open[slot] = buffer;
  return true;
}
