/** The line of an agent, taken apart (manual 5.2 `agent-check`). */

export interface AgentReply {
  /** The word as it was said: `up`, `down`, `fail`, `stopped`, ... */
  readonly health: { readonly word: string; readonly isUp: boolean } | undefined;
  readonly admin: 'ready' | 'drain' | 'maint' | undefined;
  /** `50%`, `30`: as `set weight` takes it. */
  readonly weight: string | undefined;
  /** As `set maxconn server` takes it. */
  readonly maxconn: string | undefined;
  /** What stands behind `#`. */
  readonly description: string | undefined;
  /** The first word that means nothing. */
  readonly unknown: string | undefined;
}

const DOWN_WORDS = new Set(['down', 'fail', 'stopped']);

/** Words are divided by blanks, tabs and commas; they may stand in any order and in any case. */
export function parseAgentReply(line: string): AgentReply {
  const hash = line.indexOf('#');
  const isComment = hash === 0 || (hash > 0 && /[ \t,]/.test(line[hash - 1]!));
  const text = isComment ? line.slice(0, hash) : line;
  const description = isComment ? line.slice(hash + 1).trim() : undefined;
  let reply: AgentReply = {
    ...{ health: undefined, admin: undefined, weight: undefined, maxconn: undefined, description, unknown: undefined },
  };
  for (const word of text.split(/[ \t,]+/)) if (word !== '') reply = { ...reply, ...readWord(word, reply) };
  return reply;
}

function readWord(word: string, { unknown }: AgentReply): Partial<AgentReply> {
  const lower = word.toLowerCase();
  if (lower === 'up') return { health: { word, isUp: true } };
  if (DOWN_WORDS.has(lower)) return { health: { word, isUp: false } };
  if (lower === 'ready' || lower === 'drain' || lower === 'maint') return { admin: lower };
  // What they mean, if anything, is seen when they are applied.
  if (/^\d.*%/.test(lower)) return { weight: lower };
  if (lower.startsWith('weight:')) return { weight: lower.slice('weight:'.length) };
  if (lower.startsWith('maxconn:')) return { maxconn: lower.slice('maxconn:'.length) };
  return { unknown: unknown ?? word };
}
