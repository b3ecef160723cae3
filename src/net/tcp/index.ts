/** Transport: connections in and out, listening sockets. */
export * from './connect.js';
export * from './connection.js';
export * from './fault.js';
export * from './listen.js';
export * from './socket-option.js';
export * from './socks4.js';
