/** Actions that answer on the spot or stop the evaluation: `return`, `deny`, `tarpit`, `auth`, `allow`, `reject`. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Stream } from '../../../model/stream.js';
import type { Reply } from '../../../model/verdict.js';
import { Verdict } from '../../../model/verdict.js';
import type { ReplyDefaults } from './reply-word.js';
import { compileReply } from './reply-word.js';

function answering(site: ActionSite, defaults: ReplyDefaults): Action | undefined {
  const make = compileReply(site, defaults);
  return (
    make &&
    ((stream) => {
      stream.reply = make(stream);
      return Verdict.Reply;
    })
  );
}

/** Clients that take us for a forward proxy are asked as one, under `option http-use-proxy-header`. */
function usesProxyHeaders(stream: Stream): boolean {
  if (stream.frontend.config.options.get('http-use-proxy-header') !== true) return false;
  const first = stream.request?.uri.charCodeAt(0);
  return first !== 47 && first !== 42;
}

function compileAuth(site: ActionSite): Action | undefined {
  const realm = site.words.take('realm') ? site.words.expect(arg.nonEmpty('realm')) : site.proxyName;
  if (realm === undefined) return undefined;
  const challenge = `Basic realm="${realm}"`;
  const server: Reply = { status: 401, fields: [['www-authenticate', challenge]], body: '', page: true, cause: 'auth' };
  const proxy: Reply = {
    status: 407,
    fields: [['proxy-authenticate', challenge]],
    body: '',
    page: true,
    cause: 'auth',
  };
  return (stream) => {
    stream.reply = usesProxyHeaders(stream) ? proxy : server;
    return Verdict.Reply;
  };
}

const WORDS =
  '[ status <code> ] [ content-type <type> ] [ { default-errorfiles | errorfile <file> | errorfiles <name> | file <file> | lf-file <file> | string <str> | lf-string <fmt> } ] [ hdr <name> <fmt> ]*';

export const entries: readonly Entry[] = [
  define.action({
    name: 'return',
    doc: '4.4#return',
    brief: 'Answers with a response made here.',
    since: '2.2',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    final: true,
    usage: `return ${WORDS}`,
    compile: (site) => answering(site, { status: 200, cause: 'local', page: false }),
  }),
  define.action({
    name: 'deny',
    doc: '4.4#deny',
    brief: 'Refuses the request or response.',
    since: '1.3',
    support: 'full',
    rulesets: ['http-request', 'http-response'],
    final: true,
    usage: `deny ${WORDS}`,
    compile: (site) =>
      answering(site, { status: site.ruleset === 'http-response' ? 502 : 403, cause: 'deny', page: true }),
  }),
  define.action({
    name: 'tarpit',
    doc: '4.4#tarpit',
    brief: 'Refuses the request after a delay.',
    since: '1.3',
    support: 'full',
    rulesets: ['http-request'],
    final: true,
    usage: `tarpit ${WORDS}`,
    compile: (site) => answering(site, { status: 500, cause: 'tarpit', page: true }),
  }),
  define.action({
    name: 'auth',
    doc: '4.4#auth',
    brief: 'Asks the client for name and password.',
    since: '1.4',
    support: 'full',
    rulesets: ['http-request'],
    final: true,
    usage: 'auth [realm <realm>]',
    compile: compileAuth,
  }),
  define.action({
    name: 'allow',
    doc: '4.4#allow',
    brief: 'Stops the evaluation of the ruleset and lets the message pass.',
    since: '1.3',
    support: 'full',
    rulesets: ['http-request', 'http-response', 'http-after-response'],
    final: true,
    usage: 'allow',
    compile: () => () => Verdict.Stop,
  }),
];
