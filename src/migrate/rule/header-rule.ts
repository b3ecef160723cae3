/**
 * Rules on header lines and request lines by regular expression (`reqadd`, `reqirep`, `rspidel`, ...), removed in 2.1 ->
 * rules of `http-request` and `http-response`.
 */
import { type MigrationRule, PROXIES } from '../rule.js';
import { add, del, replace } from './line-change.js';
import { act, switchBackend } from './line-condition.js';
import type { Side } from './line-pattern.js';

type Migrate = MigrationRule['migrate'];
type Example = MigrationRule['example'];

function rule(name: string, brief: string, migrate: Migrate, example: Example): MigrationRule {
  return { name, removed: '2.1', brief, sections: PROXIES, words: [[name]], migrate, example };
}

/** What a verb is for one side: `reqrep`, and `reqirep` for patterns that ignore case. */
interface Family {
  readonly side: Side;
  readonly verb: string;
  readonly brief: string;
  readonly migrate: (side: Side, ignoreCase: boolean) => Migrate;
  readonly example: (ignoreCase: boolean) => Example;
}

function family({ side, verb, brief, migrate, example }: Family): readonly MigrationRule[] {
  return [false, true].map((ignoreCase) => {
    const name = `${side}${ignoreCase ? 'i' : ''}${verb}`;
    return rule(name, brief, migrate(side, ignoreCase), example(ignoreCase));
  });
}

/** An example with regard to case, and one without. */
function examples(plain: Example, ignoring: Example): (ignoreCase: boolean) => Example {
  return (ignoreCase) => (ignoreCase ? ignoring : plain);
}

const REPLACE = {
  ...{ verb: 'rep', migrate: replace },
  brief: 'Lines replaced by pattern: replace-header, or replace-pathq for request lines.',
};
const DELETE = { verb: 'del', migrate: del, brief: 'Lines removed by pattern: del-header.' };

/** `reqdeny` ... `reqpass`, which differ in the action alone. */
function acts(verb: 'deny' | 'tarpit' | 'allow' | 'pass'): readonly MigrationRule[] {
  const action = verb === 'pass' ? 'allow' : verb;
  return family({
    ...{ side: 'req', verb, brief: `Requests with a matching line: http-request ${action}.` },
    migrate: (side, ignoreCase) => act(side, action, ignoreCase),
    example: (ignoreCase) => {
      const found = `{ req.fhdr(User-Agent) -m reg${ignoreCase ? ' -i' : ''} ^bad }`;
      return {
        from: `req${ignoreCase ? 'i' : ''}${verb} ^User-Agent:\\ bad if a or b`,
        to: `http-request ${action} if ${found} a or ${found} b`,
      };
    },
  });
}

export const headerRules: readonly MigrationRule[] = [
  rule('reqadd', 'Adds a field to requests: http-request add-header.', add('req'), {
    from: 'reqadd X-Forwarded-Proto:\\ https if is-ssl',
    to: 'http-request add-header X-Forwarded-Proto https if is-ssl',
  }),
  ...family({
    ...{ side: 'req', ...REPLACE },
    example: examples(
      {
        from: 'reqrep ^([^\\ :]*)\\ /static/(.*) \\1\\ /\\2',
        to: "http-request replace-pathq ^/static/(.*) '/\\1'",
      },
      {
        from: 'reqirep ^Host:\\ old\\.example\\.com Host:\\ www.example.com if old',
        to: "http-request replace-header Host '(?i)^old\\.example\\.com' www.example.com if old",
      },
    ),
  }),
  ...family({
    ...{ side: 'req', ...DELETE },
    example: examples(
      { from: 'reqdel ^X-Debug: if !local', to: 'http-request del-header X-Debug if !local' },
      {
        from: 'reqidel ^(X-Debug|X-Trace):.*',
        to: 'http-request del-header X-Debug\nhttp-request del-header X-Trace',
      },
    ),
  }),
  ...acts('deny'),
  ...acts('tarpit'),
  ...acts('allow'),
  ...acts('pass'),
  ...family({
    ...{ side: 'req', verb: 'setbe', brief: 'Backend by pattern: use_backend.' },
    migrate: (_side, ignoreCase) => switchBackend(ignoreCase),
    example: examples(
      { from: 'reqsetbe ^[^:\\ ]*\\ /img/ images', to: 'use_backend images if { pathq -m reg ^/img/ }' },
      { from: 'reqisetbe ^Host:\\ img images', to: 'use_backend images if { req.fhdr(Host) -m reg -i ^img }' },
    ),
  }),
  rule('rspadd', 'Adds a field to responses: http-response add-header.', add('rsp'), {
    from: 'rspadd Strict-Transport-Security:\\ max-age=1',
    to: 'http-response add-header Strict-Transport-Security max-age=1',
  }),
  ...family({
    ...{ side: 'rsp', ...REPLACE },
    example: examples(
      {
        from: 'rsprep ^(Location:)\\ http://(.*) \\1\\ https://\\2',
        to: "http-response replace-header Location ^http://(.*) 'https://\\1'",
      },
      { from: 'rspirep ^Allow:\\ .* Allow:\\ GET,\\ POST', to: "http-response replace-header Allow .* 'GET, POST'" },
    ),
  }),
  ...family({
    ...{ side: 'rsp', ...DELETE },
    example: examples(
      { from: 'rspdel ^Via:.*', to: 'http-response del-header Via' },
      {
        from: 'rspidel ^Set-Cookie:\\ IP=\nrspidel ^X-(Debug|Trace)-.*:|^Server:.*',
        to: [
          "http-response replace-header Set-Cookie (?i)^IP=() '\\1'",
          'http-response del-header Set-Cookie if !{ res.fhdr(Set-Cookie) -m reg . }',
          'http-response del-header (?i)^X-(Debug|Trace)-.*$ -m reg',
          'http-response del-header Server',
        ].join('\n'),
      },
    ),
  }),
  ...family({
    ...{ side: 'rsp', verb: 'deny', brief: 'Responses with a matching line: http-response deny.' },
    migrate: (side, ignoreCase) => act(side, 'deny', ignoreCase),
    example: examples(
      { from: 'rspdeny ^X-Secret:', to: 'http-response deny if { res.fhdr(X-Secret) -m found }' },
      {
        from: 'rspideny ^Content-Disposition:\\ .*\\.exe unless safe',
        to: "http-response deny if { res.fhdr(Content-Disposition) -m reg -i '^.*\\.exe' } !safe",
      },
    ),
  }),
];
