/** `capture <sample> [ len <length> | id <id> ]` (manual 4.4): keeps a value for the logs in a capture slot. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Expression } from '../../../catalog/site.js';
import { Verdict } from '../../../model/verdict.js';

/** Stores into a slot by number; a slot that the frontend of the stream does not have is left out. */
function store(site: ActionSite, expression: Expression, slot: number): Action {
  const isRequest = site.ruleset === 'http-request' || site.ruleset === 'tcp-request content';
  return (stream) => {
    const { captures } = stream.frontend.config;
    const declared = (isRequest ? captures.request : captures.response)[slot];
    if (declared === undefined) return Verdict.Continue;
    const value = expression.evaluateString(stream);
    if (value === undefined) return Verdict.Continue;
    const slots = isRequest ? stream.requestCaptures : stream.responseCaptures;
    slots[slot] = value.length > declared.length ? value.slice(0, declared.length) : value;
    return Verdict.Continue;
  };
}

/** A slot of its own behind those that are there already. */
function allocate(site: ActionSite, length: number): number | undefined {
  const captures = site.live.proxy(site.proxyName)?.config.captures.request;
  if (captures === undefined || site.section === 'backend') {
    site.report(
      'arg/invalid',
      site.keyword,
      `a capture slot can only be made in a section that has a frontend; use 'id'`,
    );
    return undefined;
  }
  captures.push({ name: undefined, length });
  return captures.length - 1;
}

function compile(site: ActionSite): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  if (site.words.take('id')) {
    const slot = site.words.expect(arg.uint('id'));
    return slot === undefined ? undefined : store(site, expression, slot);
  }
  const ofRequest = site.ruleset === 'http-request' || site.ruleset === 'tcp-request content';
  if (ofRequest && site.words.take('len')) {
    const length = site.words.expect(arg.sint('length', { min: 1 }));
    const slot = length === undefined ? undefined : allocate(site, length);
    return slot === undefined ? undefined : store(site, expression, slot);
  }
  const expects = ofRequest ? "'len' or 'id'" : "'id'";
  site.report('arg/missing', site.words.peek()?.range ?? site.keyword, `expects ${expects} behind the expression`);
  return undefined;
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'capture',
    doc: '4.4#capture',
    brief: 'Keeps a value for the logs.',
    since: '1.6',
    support: 'full',
    rulesets: ['tcp-request content', 'http-request', 'http-response', 'http-after-response'],
    usage: 'capture <sample> [ len <length> | id <id> ]',
    compile,
  }),
];
