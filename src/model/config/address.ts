/** Addresses of the configuration after parsing (manual 11). */

/** Kinds of transports an address can name. */
export type AddressKind = 'tcp' | 'udp' | 'unix' | 'unix-datagram' | 'abstract' | 'fd' | 'socketpair' | 'reverse';

export interface SocketAddress {
  readonly kind: AddressKind;
  /** Address or name of a host (`0.0.0.0` for `*`, `::` for v6 any), path of a unix socket, or digits of an fd. */
  readonly host: string;
  /** 4, 6, or 0 where the host is a name or has no family. */
  readonly family: 0 | 4 | 6;
  /** 0 if none was given. */
  readonly port: number;
  /** Last port of a range; equal to `port` without a range. */
  readonly portEnd: number;
  /** Server ports of the form `+80` / `-80` are offsets to the port the client came to; none = the client's port. */
  readonly portOffset: number | undefined;
  /** As written. */
  readonly text: string;
  /** An abstract name that is as long as it is (`abnsz@`). */
  readonly zeroTerminated?: boolean;
}
