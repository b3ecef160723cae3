/**
 * The C library through koffi, loaded when it is first asked for. Start-up never pays for it, and Hawser runs without
 * it: `native()` then says why. Numbers are those of Linux on 64 bits, the only system on which this room is offered.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Failure, Outcome } from './outcome.js';
import { failureOfErrno, notHere, success } from './outcome.js';

/** Calls of libc that return -1 and set errno. */
export interface Native {
  socket(family: number, type: number, protocol: number): number;
  socketpair(family: number, type: number, protocol: number, pair: Uint8Array): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  listen(fd: number, backlog: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  send(fd: number, data: Uint8Array, length: number, flags: number): number;
  sendmmsg(fd: number, headers: Uint8Array, count: number, flags: number): number;
  close(fd: number): number;
  dup2(from: number, to: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array): number;
  setgroups(count: number, groups: Uint8Array): number;
  chroot(folder: string): number;
  getrlimit(resource: number, limits: Uint8Array): number;
  setrlimit(resource: number, limits: Uint8Array): number;
  capset(header: Uint8Array, data: Uint8Array): number;
  prctl(option: number, argument: number, argument3: number, argument4: number, argument5: number): number;
  /** errno of the last call of this thread. */
  errno(): number;
  /** Where the bytes of a view begin in memory; they must not be moved, which holds for Buffer.allocUnsafeSlow. */
  address(bytes: Uint8Array): bigint;
}

type Prototypes = Record<
  Exclude<keyof Native, 'errno' | 'address'>,
  readonly [result: string, args: readonly string[]]
>;

const PROTOTYPES: Prototypes = {
  socket: ['int', ['int', 'int', 'int']],
  socketpair: ['int', ['int', 'int', 'int', 'void *']],
  bind: ['int', ['int', 'const void *', 'uint32']],
  listen: ['int', ['int', 'int']],
  connect: ['int', ['int', 'const void *', 'uint32']],
  send: ['int64', ['int', 'const void *', 'size_t', 'int']],
  sendmmsg: ['int', ['int', 'void *', 'uint32', 'int']],
  close: ['int', ['int']],
  dup2: ['int', ['int', 'int']],
  setsockopt: ['int', ['int', 'int', 'int', 'const void *', 'uint32']],
  getsockopt: ['int', ['int', 'int', 'int', 'void *', 'void *']],
  setgroups: ['int', ['size_t', 'const void *']],
  chroot: ['int', ['str']],
  getrlimit: ['int', ['int', 'void *']],
  setrlimit: ['int', ['int', 'const void *']],
  capset: ['int', ['const void *', 'const void *']],
  prctl: ['int', ['int', 'uint64', 'uint64', 'uint64', 'uint64']],
};

let loaded: Outcome<Native> | undefined;

/** The C library, or why it is not here. Loads it at the first call; later calls cost nothing. */
export function native(): Outcome<Native> {
  loaded ??= loadNative(process.platform, process.arch, loadKoffi);
  return loaded;
}

/** Calls the library if it is here. `call` returns what libc returned: below zero means errno. */
export function callNative(call: (libc: Native) => number): Outcome<number> {
  const libc = native();
  if (!libc.ok) return libc;
  const result = call(libc.value);
  return result < 0 ? lastFailure(libc.value) : success(result);
}

/** The failure that errno tells of. */
export function lastFailure(libc: Native): Failure {
  return failureOfErrno(libc.errno());
}

/** Binds the functions, or says why not. Exported for tests: the platform and the loader are given. */
export function loadNative(platform: string, arch: string, load: () => Koffi): Outcome<Native> {
  if (platform !== 'linux') return notHere(`the system calls of Linux are not available on ${platform}`);
  if (arch !== 'x64' && arch !== 'arm64' && arch !== 'riscv64') return notHere(`not supported on ${arch} processors`);
  try {
    return success(bindFunctions(load()));
  } catch (error) {
    const first = String(error instanceof Error ? error.message : error).split('\n', 1)[0];
    return notHere(`the package koffi cannot be loaded (${first})`);
  }
}

/** The part of koffi that is used. */
export interface Koffi {
  load(path: null): { func(name: string, result: string, args: readonly string[]): unknown };
  proto(definition: string): unknown;
  pointer(type: unknown): unknown;
  /** A function that C may call, for good. */
  register(callback: (...args: never[]) => unknown, type: unknown): unknown;
  errno(): number;
  address(value: Uint8Array): bigint;
}

function bindFunctions(koffi: Koffi): Native {
  const library = koffi.load(null);
  const bound: Record<string, unknown> = { errno: () => koffi.errno(), address: (b: Uint8Array) => koffi.address(b) };
  for (const [name, [result, args]] of Object.entries(PROTOTYPES)) bound[name] = library.func(name, result, args);
  return bound as unknown as Native;
}

/** The package. The bundle knows no path of its own: packages are looked for from the script that was started, links resolved. */
export function loadKoffi(): Koffi {
  const script = process.argv[1];
  const from =
    script !== undefined && fs.existsSync(script) ? fs.realpathSync(script) : path.join(process.cwd(), 'index.js');
  return createRequire(from)('koffi') as Koffi;
}
