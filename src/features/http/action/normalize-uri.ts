/** `normalize-uri` (manual 4.4): one normalizer per rule. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Reply } from '../../../model/verdict.js';
import { Verdict } from '../../../model/verdict.js';
import {
  decodeUnreserved,
  encodeFragment,
  mergeSlashes,
  sortQuery,
  stripDot,
  stripDotDot,
  stripFragment,
  upperPercent,
} from './normalizer.js';

const NAMES = [
  'fragment-encode',
  'fragment-strip',
  'path-merge-slashes',
  'path-strip-dot',
  'path-strip-dotdot',
  'percent-decode-unreserved',
  'percent-to-uppercase',
  'query-sort-by-name',
] as const;

type Normalize = (target: string) => string | undefined;

function normalizerOf(name: (typeof NAMES)[number], site: ActionSite): Normalize {
  switch (name) {
    case 'fragment-encode':
      return encodeFragment;
    case 'fragment-strip':
      return stripFragment;
    case 'path-merge-slashes':
      return mergeSlashes;
    case 'path-strip-dot':
      return stripDot;
    case 'path-strip-dotdot': {
      const full = site.words.take('full');
      return (target) => stripDotDot(target, full);
    }
    case 'percent-decode-unreserved': {
      const strict = site.words.take('strict');
      return (target) => decodeUnreserved(target, strict);
    }
    case 'percent-to-uppercase': {
      const strict = site.words.take('strict');
      return (target) => upperPercent(target, strict);
    }
    case 'query-sort-by-name':
      return sortQuery;
  }
}

const BAD_REQUEST: Reply = Object.freeze({ status: 400, fields: [], body: '', page: true, cause: 'deny' });

function compile(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.enumeration('normalizer', NAMES));
  if (name === undefined) return undefined;
  const normalize = normalizerOf(name, site);
  return (stream) => {
    const request = stream.request;
    if (request === undefined) return Verdict.Continue;
    const target = normalize(request.uri);
    if (target === undefined) {
      stream.reply = BAD_REQUEST;
      return Verdict.Reply;
    }
    request.uri = target;
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'normalize-uri',
    doc: '4.4#normalize-uri',
    brief: 'Brings the target of the request into a normal form.',
    since: '2.4',
    support: 'full',
    experimental: true,
    rulesets: ['http-request'],
    usage: 'normalize-uri <normalizer> [ full | strict ]',
    compile,
  }),
];
