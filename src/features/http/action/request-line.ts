/** Actions that rewrite method and target of a request (manual 4.4). */
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { RequestHead } from '../../../model/message.js';
import { matchAndExpand } from '../../../model/regex/expand-template.js';
import { pathOf, pathWithQuery, replacePath, replaceQuery } from '../../../model/request-target.js';
import type { Stream } from '../../../model/stream.js';
import { Verdict } from '../../../model/verdict.js';
import { takeRegex } from './compile-pattern.js';
import { setTarget } from './message.js';
import { type HeadRoom, headRoom } from './room.js';

type Change = (request: RequestHead, value: string) => void;

const setPath: Change = (request, value) => {
  request.uri = replacePath(request.uri, value, false);
};
const setPathWithQuery: Change = (request, value) => {
  request.uri = replacePath(request.uri, value, true);
};

/** Changes the first line; where it no longer fits, it is as before. */
function rewrite(stream: Stream, request: RequestHead, value: string, change: Change, room: HeadRoom): Verdict {
  const { method, uri } = request;
  change(request, value);
  const growth = request.method.length + request.uri.length - method.length - uri.length;
  if (growth <= 0) return Verdict.Continue;
  const [newMethod, newUri] = [request.method, request.uri];
  request.method = method;
  request.uri = uri;
  if (!room.admits(stream, growth, 0)) return room.fail(stream);
  request.method = newMethod;
  request.uri = newUri;
  return Verdict.Continue;
}

function compileSet(site: ActionSite, change: Change): Action | undefined {
  const format = site.format();
  if (!format) return undefined;
  const room = headRoom(site);
  return ((stream) => {
    const { request } = stream;
    return request === undefined ? Verdict.Continue : rewrite(stream, request, format(stream), change, room);
  }) satisfies Action;
}

function compileReplace(
  site: ActionSite,
  part: (target: string) => string | undefined,
  change: Change,
): Action | undefined {
  const pattern = takeRegex(site);
  const format = pattern && site.format();
  if (!pattern || !format) return undefined;
  const room = headRoom(site);
  return (stream) => {
    const text = stream.request === undefined ? undefined : part(stream.request.uri);
    if (text === undefined || !pattern.regex.test(text)) return Verdict.Continue;
    const replaced = matchAndExpand(pattern, text, format(stream));
    if (replaced === undefined) return Verdict.Continue;
    return rewrite(stream, stream.request!, replaced, change, room);
  };
}

interface Row {
  readonly name: string;
  readonly brief: string;
  readonly since: string;
  readonly usage?: string;
  readonly compile: (site: ActionSite) => Action | undefined;
}

const ROWS: readonly Row[] = [
  {
    name: 'set-method',
    brief: 'Gives the request another method.',
    since: '1.6',
    compile: (site) =>
      compileSet(site, (request, value) => {
        request.method = value;
      }),
  },
  {
    name: 'set-path',
    brief: 'Gives the request another path; the query stays.',
    since: '1.6',
    compile: (site) => compileSet(site, setPath),
  },
  {
    name: 'set-pathq',
    brief: 'Gives the request another path and query.',
    since: '2.2',
    compile: (site) => compileSet(site, setPathWithQuery),
  },
  {
    name: 'set-query',
    brief: 'Gives the request another query; the path stays.',
    since: '1.6',
    compile: (site) =>
      compileSet(site, (request, value) => {
        request.uri = replaceQuery(request.uri, value);
      }),
  },
  {
    name: 'set-uri',
    brief: 'Gives the request another target; the host field follows an authority in it.',
    since: '1.6',
    compile: (site) => compileSet(site, setTarget),
  },
  {
    name: 'replace-path',
    brief: 'Replaces the path if it matches a regular expression.',
    since: '2.0',
    usage: 'replace-path <match-regex> <replace-fmt>',
    compile: (site) => compileReplace(site, pathOf, setPath),
  },
  {
    name: 'replace-pathq',
    brief: 'Replaces path and query if they match a regular expression.',
    since: '2.2',
    usage: 'replace-pathq <match-regex> <replace-fmt>',
    compile: (site) => compileReplace(site, pathWithQuery, setPathWithQuery),
  },
  {
    name: 'replace-uri',
    brief: 'Replaces the whole target if it matches a regular expression.',
    since: '1.6',
    usage: 'replace-uri <match-regex> <replace-fmt>',
    compile: (site) => compileReplace(site, (target) => target, setTarget),
  },
];

export const entries: readonly Entry[] = ROWS.map((row) =>
  define.action({
    ...row,
    doc: `4.4#${row.name}`,
    support: 'full',
    rulesets: ['http-request'],
    usage: row.usage ?? `${row.name} <fmt>`,
  }),
);
