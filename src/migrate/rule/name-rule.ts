/** Proxies of one name: a frontend and a backend could share it up to 3.2, now no two proxies can. */
import { canCoexist, namesOf, type OldFile, type OldSection, PROXY_KINDS } from '../old-file.js';
import { type MigrationRule, type Outcome, type RuleSite, withWords } from '../rule.js';

function namesakes(file: OldFile, section: OldSection): readonly OldSection[] {
  return (namesOf(file).proxies.get(section.name) ?? []).filter((other) => canCoexist(section, other));
}

/** A name that no proxy has. */
function freshName(file: OldFile, name: string, suffix = 'in'): string {
  const { names: taken } = namesOf(file);
  for (let candidate = `${name}-${suffix}`; ; candidate += '-x') if (!taken.has(candidate)) return candidate;
}

/** Whether a word outside of headers is the name, or speaks of it: `(name)`, `name/server`. */
function isNamed(file: OldFile, name: string): boolean {
  const words = file.everywhere.flatMap(({ statements }) =>
    statements
      .filter(({ isHeader, words }) => !isHeader && words[0]!.value !== 'mode')
      .flatMap((statement) => statement.words.slice(1)),
  );
  return words.some(({ value }) => value === name || value.startsWith(`${name}/`) || value.includes(`(${name}`));
}

/** All but the first of several proxies of one name, if nothing tells which one is meant. */
function renameLater({ statement, section, file }: RuleSite, same: readonly OldSection[]): Outcome {
  const { kind, name } = same[0]!;
  const number = same.indexOf(section) + 1;
  if (number === 1) return undefined;
  if (isNamed(file, name)) return { person: `another ${kind} has the name '${name}': give each a name of its own` };
  const fresh = freshName(file, name, String(number));
  const raw = statement.words[1]!.raw.replace(name, fresh);
  const review = `another ${kind} has the same name: log lines, statistics and commands call this one '${fresh}' now`;
  return { lines: [withWords(statement, new Map([[1, raw]]))], review };
}

/** The pair that may be told apart: who names the one means the backend, but for a few fetches of frontends. */
function isPair(sections: readonly OldSection[]): boolean {
  const kinds = sections.map(({ kind }) => kind).sort();
  return kinds.length === 2 && kinds[0] === 'backend' && kinds[1] === 'frontend';
}

/** Whether a table is named that either of the two could hold. */
function isTableNamed(file: OldFile, section: OldSection): boolean {
  if (!section.statements.some(({ words }) => words[0]?.value === 'stick-table')) return false;
  const { name } = section;
  const argument = (value: string) => value.includes('(') && value.split(/[(),]/).slice(1).includes(name);
  return file.everywhere.some(({ statements }) =>
    statements.some(({ words }) =>
      words.some(({ value }, at) => argument(value) || (value === name && words[at - 1]?.value === 'table')),
    ),
  );
}

function renameFrontend(site: RuleSite): Outcome {
  const { statement, section, file } = site;
  const same = namesakes(file, section);
  if (section.name === '' || same.length < 2) return undefined;
  if (!isPair(same)) return renameLater(site, same);
  if (section.kind !== 'frontend') return undefined;
  if (isTableNamed(file, section))
    return { person: `a backend has the same name; rename one, and what names the table '${section.name}'` };
  const name = freshName(file, section.name);
  const raw = statement.words[1]!.raw.replace(section.name, name);
  const review = `a backend has the same name: log lines, statistics and commands call this frontend '${name}' now`;
  return { lines: [withWords(statement, new Map([[1, raw]]))], review };
}

/** Fetches about frontends name the frontend. */
const FRONTEND_FETCH = /\b(fe_(?:conn|sess_rate|req_rate))\(([^),]+)\)/g;

function renameReferences({ statement, file }: RuleSite): Outcome {
  const body = statement.body.replace(FRONTEND_FETCH, (text, fetch: string, name: string) => {
    const frontend = namesOf(file)
      .proxies.get(name)
      ?.find(({ kind }) => kind === 'frontend');
    const isRenamed = frontend && isPair(namesakes(file, frontend)) && !isTableNamed(file, frontend);
    return isRenamed ? `${fetch}(${freshName(file, name)})` : text;
  });
  return body === statement.body ? undefined : { lines: [body] };
}

export const nameRules: readonly MigrationRule[] = [
  {
    ...{ name: 'proxy name', removed: '3.3', onHeader: true, sections: ['frontend', 'backend', 'listen'] },
    brief: 'A frontend with the name of a backend is renamed.',
    words: PROXY_KINDS.map((kind) => [kind]),
    migrate: renameFrontend,
    example: { from: 'frontend app\n    bind :80\nbackend app', to: 'frontend app-in\n    bind :80\nbackend app' },
  },
  {
    ...{ name: 'program', removed: '3.3', onHeader: true, sections: ['program'], words: [['program']] },
    brief: 'Programs beside the master process.',
    migrate: () => ({ person: 'the section is gone: let the service manager of the system run the program' }),
    example: { from: 'program x\n    command y', to: null },
  },
  {
    ...{ name: 'proxy reference', removed: '3.3', sections: ['frontend', 'backend', 'listen'] },
    brief: 'Fetches about a renamed frontend name it as it is called now.',
    migrate: renameReferences,
    example: { from: 'acl a fe_conn(other) gt 1', to: 'acl a fe_conn(other) gt 1' },
  },
];
