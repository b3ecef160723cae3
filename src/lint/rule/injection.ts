/** What clients send and the proxy passes on as its own: in headers and in redirects (manual 4.4, 8.2.6). */
import type { Word } from '../../../grammar/config/ast.js';
import type { CallAst, ExprAst } from '../../../grammar/expr/ast.js';
import { parseFormat } from '../../../grammar/format/parse-format.js';
import { rangeInWord } from '../../../grammar/words/range-in-word.js';
import { aclsIn, criteriaOf, expressionsInFormat } from '../expression.js';
import type { LintRule } from '../rule.js';
import type { LintLine, LintView } from '../view.js';

/** Fetches whose value a client chooses freely. */
const CHOSEN =
  /^(?:(?:req\.)?f?hdr|(?:req\.)?cook|cookie|url_param|urlp|url|path|pathq|query|baseq?|req\.body\w*|req\.payload|payload|capture\.req\.(?:hdr|uri)|req\.hdrs)$/;

/** Converters that turn encoded bytes into what nobody checked. */
const DECODING = /^(?:url_dec|urldec|b64dec|ub64dec|json_query|jwt_(?:header|payload)_query)$/;

/** Converters that leave the choice to the client; all others restrict or encode. */
const PASSING = /^(?:lower|upper|[lr]trim|field|word|bytes|concat|host_only|regsub|param)$/;

interface Taint {
  readonly decoded: boolean;
}

function taintOf({ fetch, converters }: ExprAst): Taint | undefined {
  if (!CHOSEN.test(fetch.name)) return undefined;
  let decoded = false;
  for (const { name } of converters) {
    if (DECODING.test(name)) decoded = true;
    else if (!PASSING.test(name)) return undefined;
  }
  return { decoded };
}

function hasArgument({ args }: CallAst, name: string): boolean {
  return args?.[0]?.value.toLowerCase() === name;
}

function isHost({ fetch }: ExprAst): boolean {
  if (/^baseq?$/.test(fetch.name)) return true;
  return /^(?:req\.)?f?hdr$/.test(fetch.name) && hasArgument(fetch, 'host');
}

const HEADER_ACTION = /^(?:set-header|add-header|replace-header|replace-value)$/;

const headerInjection: LintRule = {
  code: 'lint/header-injection',
  check(view, report) {
    for (const line of view.sections.flatMap(({ lines }) => lines)) {
      if (!line.ruleset || !HEADER_ACTION.test(line.action)) continue;
      const answers = line.ruleset === 'http-response' || line.ruleset === 'http-after-response';
      const value = line.args.at(-1);
      for (const { expr, word } of value ? expressionsInFormat(value) : []) {
        const taint = taintOf(expr);
        const range = rangeInWord(word, expr.start, expr.end);
        const name = line.args[0]?.value ?? '';
        if (taint?.decoded) {
          report(range, `what the client sent is decoded into the header '${name}' and not checked`);
        } else if (taint && answers && line.args.length > 1) {
          report(range, `the client chooses the header '${name}' of the answer`, { severity: 'notice' });
        }
      }
    }
  },
};

interface Redirect {
  readonly line: LintLine;
  readonly target: Word;
}

/** `redirect location` and `redirect prefix`, as lines and as actions. */
function redirects(view: LintView): readonly Redirect[] {
  return view.sections.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      if (line.keyword !== 'redirect' && line.action !== 'redirect') return [];
      const at = line.args.findIndex(({ value }) => value === 'location' || value === 'prefix');
      const target = line.args[at + 1];
      return at >= 0 && target ? [{ line, target }] : [];
    }),
  );
}

/** Whether a condition looks at the same part of the request. */
function isChecked(line: LintLine, { fetch }: ExprAst): boolean {
  const argument = fetch.args?.[0]?.value;
  return criteriaOf(line).some((expr) => {
    const isPresence = expr.converters.length === 0 && isFoundOnly(line, expr);
    return expr.fetch.name === fetch.name && expr.fetch.args?.[0]?.value === argument && !isPresence;
  });
}

/** `-m found` asks whether there is a value, not for which. */
function isFoundOnly(line: LintLine, expr: ExprAst): boolean {
  return aclsIn(line).some(
    ({ criterion, flags }) =>
      criterion.fetch.name === expr.fetch.name &&
      flags.some(({ name, value }) => name === '-m' && value?.value === 'found'),
  );
}

const openRedirect: LintRule = {
  code: 'lint/open-redirect',
  check(view, report) {
    for (const { line, target } of redirects(view)) {
      const items = parseFormat(target)?.items ?? [];
      const [first, second] = items;
      const isBehind = first?.kind === 'text' && /^(?:(?:https?:)?\/\/|\/)$/.test(first.text);
      const item = isBehind ? second : first;
      if (item?.kind !== 'expr' || isHost(item.expr) || !taintOf(item.expr) || isChecked(line, item.expr)) continue;
      // A path starts with a slash, so that the host stays; behind a slash that makes two, and a host of what follows.
      const isPath = /^(?:path|pathq|url)$/.test(item.expr.fetch.name);
      if (isPath && item === first) continue;
      if (first?.kind === 'text' && first.text === '/' && item.expr.converters.length > 0) continue;
      report(rangeInWord(target, item.start, item.end), 'the client chooses the target of this redirect');
    }
  },
};

/** Whether a condition looks at the name that was asked for. */
function checksHost(line: LintLine): boolean {
  return criteriaOf(line).some((expr) => isHost(expr) || /hdr_\w+|^ssl_fc_sni|^base/.test(expr.fetch.name));
}

/** The expression that names the host of a target: one in its path or query leads nowhere else. */
function hostIn(target: Word): ExprAst | undefined {
  let before = '';
  for (const item of parseFormat(target)?.items ?? []) {
    if (/^(?:[a-z]+:)?\/\/[^/?#]*[/?#]|^\/?[^/:]+\/|^\/[^/]/i.test(before)) return undefined;
    if (item.kind === 'expr' && isHost(item.expr) && taintOf(item.expr)) return item.expr;
    before += item.kind === 'text' ? item.text : 'x';
  }
  return undefined;
}

const hostSpoofing: LintRule = {
  code: 'lint/host-spoofing',
  check(view, report) {
    for (const { line, target } of redirects(view)) {
      const found = hostIn(target);
      if (!found || checksHost(line)) continue;
      const range = rangeInWord(target, found.start, found.end);
      report(range, "the redirect repeats the client's Host without a condition on it");
    }
  },
};

/** Rules about what clients choose. */
export const injectionRules: readonly LintRule[] = [headerInjection, openRedirect, hostSpoofing];
