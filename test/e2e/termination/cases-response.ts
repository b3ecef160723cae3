/** Ends while the response is waited for or on its way (second letter H, D, L). */
import {
  after,
  ask,
  type Case,
  chunked,
  closing,
  finish,
  get,
  kill,
  leave,
  midway,
  order,
  post,
  reset,
  say,
  stuff,
  wait,
} from './case.js';

const ORIGIN = '127.0.0.1:${ORIGIN}';
const DYING = [`server s "${ORIGIN}" on-marked-down shutdown-sessions`];
const BACKUP = [
  `server main "${ORIGIN}" disabled on-marked-up shutdown-backup-sessions`,
  `server s "${ORIGIN}" backup`,
];
const SLOW = ['timeout server 5s'];
const SLOW_CLIENT = ['timeout client 5s', 'timeout http-request 5s'];
const MAINT = order((backend) => `set server ${backend}/s state maint`);
const MAIN_UP = order((backend) => `set server ${backend}/main state ready`);
const UPGRADE = 'Connection: upgrade\r\nUpgrade: x\r\n';
const MANY = 'x'.repeat(20_000_000);

export const RESPONSE_CASES: readonly Case[] = [
  { name: 'a server that never answers', run: ask('/never') },
  { name: 'a server that never answers a body', run: say(post('/never', '0123456789')) },
  { name: 'a server that closes', run: ask('/close') },
  { name: 'a server that ends', run: ask('/fin') },
  { name: 'a server that resets', run: ask('/reset') },
  { name: 'a server that closes in its head', run: ask('/half-head') },
  { name: 'a server that stops in its head', run: ask('/stalled-head') },
  { name: 'a server that speaks something else', run: ask('/junk') },
  { name: 'a head of the server that is too long', run: ask('/long-head') },
  { name: 'a server with two lengths', run: ask('/two-lengths') },
  { name: 'a server with a wrong field', run: ask('/bad-name') },
  { name: 'a server that only continues', run: ask('/interim') },
  { name: 'a server that continues and closes', run: ask('/interim-close') },
  {
    name: 'a server that closes, and once more',
    back: ['retries 1', 'retry-on all-retryable-errors'],
    run: ask('/close'),
  },
  {
    name: 'a server that never answers, and once more',
    back: ['retries 1', 'retry-on response-timeout'],
    run: ask('/never'),
  },
  {
    name: 'a server that speaks something else, and once more',
    back: ['retries 1', 'retry-on junk-response'],
    run: ask('/junk'),
  },
  { name: 'a server that answers 503, and once more', back: ['retries 1', 'retry-on 503'], run: ask('/503') },
  { name: 'a response that is denied', back: ['http-response deny'], run: ask('/') },
  { name: 'a response that is denied by the frontend', front: ['http-response deny'], run: ask('/') },
  { name: 'a response that is denied with a status', back: ['http-response deny deny_status 403'], run: ask('/') },
  {
    name: 'a response that is replaced',
    back: ['http-response return status 200 content-type text/plain string x'],
    run: ask('/'),
  },
  { name: 'a response that is redirected', back: ['http-response redirect location /x'], run: ask('/') },
  { name: 'content of a response is rejected', back: ['tcp-response content reject'], run: ask('/') },
  {
    name: 'a response that may be cached with its cookie',
    back: ['option checkcache'],
    run: ask('/cookie'),
  },
  {
    name: 'a field of a response that does not fit',
    back: ['http-response set-header y %[res.hdr(x)]'],
    run: ask('/wide-head'),
  },
  { name: 'a status 404', run: ask('/404') },
  { name: 'a status 500', run: ask('/500') },
  { name: 'a status 304', run: ask('/304') },
  { name: 'a status 700', run: ask('/700') },
  { name: 'HEAD', run: say('HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n') },
  {
    name: 'a client that leaves while it waits',
    back: [...SLOW],
    run: after(get('/never'), leave),
  },
  {
    name: 'a client that leaves while it waits, without abortonclose',
    back: ['no option abortonclose'],
    run: after(get('/never'), leave),
  },
  { name: 'a client that resets while it waits', back: [...SLOW], run: after(get('/never'), reset) },
  {
    name: 'a client that ends while it waits',
    back: [...SLOW, 'no option abortonclose'],
    run: after(get('/stall'), finish),
  },
  { name: 'a stream that is killed while it waits', back: SLOW, run: after(get('/never'), kill) },
  {
    name: 'a server that goes down while it is waited for',
    servers: DYING,
    back: SLOW,
    run: after(get('/never'), MAINT),
  },
  {
    name: 'a backup that is not needed while it is waited for',
    servers: BACKUP,
    back: SLOW,
    run: after(get('/never'), MAIN_UP),
  },
  // ---- the request's body
  { name: 'a body that is cut off', run: after(post('/never', 'abc'), leave) },
  { name: 'a body that is cut off by a reset', run: after(post('/never', 'abc'), reset) },
  { name: 'a body that does not go on', back: SLOW, run: say(post('/never', 'abc')) },
  { name: 'a body that does not go on, and a server that waits', front: SLOW_CLIENT, run: say(post('/never', 'abc')) },
  { name: 'a body with a wrong chunk', back: SLOW, run: after(chunked('/never', '3\r\nabc\r\n'), say('zz\r\n')) },
  { name: 'chunks that are cut off', back: SLOW, run: after(chunked('/never', '3\r\nabc\r\n'), leave) },
  { name: 'a server that takes no body', front: SLOW_CLIENT, run: say(post('/deaf', MANY, 20_000_000)) },
  { name: 'a server that closes in the body', run: say(post('/close', 'abc')) },
  { name: 'a server that resets in the body', run: say(post('/reset', 'abc')) },
  { name: 'an answer before the body', back: SLOW, run: say(post('/early', 'abc')) },
  { name: 'an answer before the body, then the client leaves', back: SLOW, run: after(post('/early', 'abc'), leave) },
  { name: 'an answer and a close before the body', back: SLOW, run: say(post('/early-close', 'abc')) },
  {
    name: 'an answer and a close before the body, which goes on',
    back: SLOW,
    run: after(post('/early-close', 'abc'), say('0123456')),
  },
  {
    name: 'a stream that is killed in the body',
    back: SLOW,
    front: SLOW_CLIENT,
    run: after(post('/never', 'abc'), kill),
  },
  {
    name: 'a server that goes down in the body',
    servers: DYING,
    back: SLOW,
    front: SLOW_CLIENT,
    run: after(post('/never', 'abc'), MAINT),
  },
  // ---- the response's body
  { name: 'a response that is cut off', run: ask('/part') },
  { name: 'a response that is cut off by a reset', run: ask('/part-reset') },
  { name: 'a response that does not go on', run: ask('/stall') },
  { name: 'a response until the end', run: ask('/until-close') },
  { name: 'a response until a reset', run: ask('/until-reset') },
  { name: 'chunks of a response that are cut off', run: ask('/chunks-cut') },
  { name: 'chunks of a response that do not go on', run: ask('/chunks-stall') },
  { name: 'a wrong chunk of a response', run: ask('/chunks-junk') },
  { name: 'a client that leaves in the response', run: midway(get('/big'), leave) },
  { name: 'a client that resets in the response', run: midway(get('/big'), reset) },
  { name: 'a client that leaves a response that does not go on', back: SLOW, run: midway(get('/stall'), leave) },
  { name: 'a client that ends in a response that does not go on', back: SLOW, run: midway(get('/stall'), finish) },
  { name: 'a client that does not take the response', run: stuff(get('/big'), 1300) },
  { name: 'a stream that is killed in the response', back: SLOW, run: midway(get('/stall'), kill) },
  { name: 'a server that goes down in the response', servers: DYING, back: SLOW, run: midway(get('/stall'), MAINT) },
  {
    name: 'a backup that is not needed in the response',
    servers: BACKUP,
    back: SLOW,
    run: midway(get('/stall'), MAIN_UP),
  },
  // ---- tunnels
  { name: 'a tunnel that the client leaves', run: midway(get('/tunnel', UPGRADE), finish) },
  { name: 'a tunnel that the client resets', run: midway(get('/tunnel', UPGRADE), reset) },
  { name: 'a tunnel that the server leaves', run: midway(get('/tunnel-fin', UPGRADE), finish) },
  { name: 'a tunnel that the server resets', run: midway(get('/tunnel-reset', UPGRADE), wait) },
  { name: 'a silent tunnel', back: ['timeout tunnel 300ms'], run: midway(get('/tunnel', UPGRADE), wait) },
  { name: 'a silent tunnel, by the limit of the client', back: SLOW, run: midway(get('/tunnel', UPGRADE), wait) },
  {
    name: 'a silent tunnel, by the limit of the server',
    front: SLOW_CLIENT,
    run: midway(get('/tunnel', UPGRADE), wait),
  },
  { name: 'a tunnel that is killed', back: ['timeout tunnel 5s'], run: midway(get('/tunnel', UPGRADE), kill) },
  // ---- closing responses
  { name: 'a closed request on a closed response', run: say(closing('/until-close')) },
];
