/** DNS: messages, and the ways to name servers. */
export * from './link.js';
export * from './message.js';
export * from './tcp-link.js';
export * from './udp-link.js';
