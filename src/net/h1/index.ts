/** HTTP/1 on the wire: parsers, rendering, request targets. */
export * from './connection-field.js';
export * from './fault.js';
export * from './render.js';
export * from './request-parser.js';
export * from './response-parser.js';
export * from './settings.js';
export * from './uri.js';
