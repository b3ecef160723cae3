/** What the resolvers know of a way to a name server. */

/** Where messages and troubles go. */
export interface LinkHandler {
  /** A whole message came; its bytes are valid during the call only. */
  onMessage(bytes: Buffer): void;
  /** A query that was taken could not be sent after all. */
  onSendError(): void;
}

/** A way to one name server. */
export interface NameserverLink {
  /** Sends a query, now or as soon as there is a connection; false if that is not possible. */
  send(query: Buffer): boolean;
  close(): void;
}
