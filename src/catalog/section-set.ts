/** Sets of sections that most rows stand in (manual 4.1: the matrix of proxy keywords). */

/** defaults, frontend, listen, backend. */
export const PROXY = ['defaults', 'frontend', 'listen', 'backend'] as const;
/** Words of the client side. */
export const FRONT = ['defaults', 'frontend', 'listen'] as const;
/** Words of the server side. */
export const BACK = ['defaults', 'listen', 'backend'] as const;
/** Words that defaults cannot hand down. */
export const OWN = ['frontend', 'listen', 'backend'] as const;
export const OWN_FRONT = ['frontend', 'listen'] as const;
export const OWN_BACK = ['listen', 'backend'] as const;
/** Where words of one side only warn. */
export const NOT_FRONT = ['backend'] as const;
export const NOT_BACK = ['frontend'] as const;
