/** `capture <sample> [ len <length> | id <id> ]` (manual 4.4): keeps a value for the logs in a capture slot. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { ProxyDraft, RuleDraft } from '../../../catalog/draft.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Expression } from '../../../catalog/site.js';
import { Verdict } from '../../../model/verdict.js';

function isOfRequest({ ruleset }: Pick<ActionSite, 'ruleset'>): boolean {
  return ruleset === 'http-request' || ruleset === 'tcp-request content';
}

/** Stores into a slot by number; a slot that the frontend of the stream does not have is left out. */
function store(site: ActionSite, expression: Expression, slot: number): Action {
  const isRequest = isOfRequest(site);
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

const LENGTH = arg.sint('length', { min: 1 });

/** `len <length>`: a slot of the rule's own, behind those of the lines before it; lines with mistakes count too. */
function reserve(rule: RuleDraft, { config }: ProxyDraft): number | undefined {
  if (rule.words.at(-2)?.value === 'id' || config.kind === 'backend' || !isOfRequest(rule)) return undefined;
  const length = Number(rule.words.at(-1)?.value) || 0;
  return config.captures.request.push({ name: undefined, length }) - 1;
}

function ownSlot(site: ActionSite): number | undefined {
  if (site.section === 'backend') {
    const message = `a capture slot can only be made in a section that has a frontend; use 'id'`;
    site.report('arg/invalid', site.keyword, message);
  }
  return site.slot;
}

function compile(site: ActionSite): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  if (site.words.take('id')) {
    const slot = site.words.expect(arg.uint('id'));
    return slot === undefined ? undefined : store(site, expression, slot);
  }
  const ofRequest = isOfRequest(site);
  if (ofRequest && site.words.take('len')) {
    const slot = site.words.expect(LENGTH) === undefined ? undefined : ownSlot(site);
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
    reserve,
  }),
];
