/** The third and the fourth letter: what became of the persistence cookie (manual 4.2 `cookie`, 8.5). */
import { ask, type Case } from './case.js';
import { ORIGIN } from './line.js';

const TWO = [`server a "${ORIGIN}" cookie a`, `server b "${ORIGIN}" cookie b`];
const ONE_DOWN = [`server a "${ORIGIN}" cookie a disabled`, `server b "${ORIGIN}" cookie b`];

function cookie(name: string, mode: string, value: string, where = '/', more: Partial<Case> = {}): Case {
  const fields = value === '' ? '' : `Cookie: S=${value}\r\n`;
  return {
    name: `cookie: ${name}`,
    servers: TWO,
    run: ask(where, fields),
    ...more,
    back: [`cookie S ${mode}`, 'balance first', ...(more.back ?? [])],
  };
}

/** Dates of persistence cookies: units of four seconds in five characters of base 64. */
const OLD = 'AAAAB';

export const COOKIE_CASES: readonly Case[] = [
  cookie('none came, one is inserted', 'insert', ''),
  cookie('a valid one', 'insert', 'a'),
  cookie('an unknown one', 'insert', 'zzz'),
  cookie('one of a server that is down', 'insert', 'a', '/', { servers: ONE_DOWN }),
  cookie('one of a server that is down, persistently', 'insert', 'a', '/', {
    servers: ONE_DOWN,
    back: ['option persist', 'retries 0'],
  }),
  cookie('only after POST', 'insert postonly', ''),
  cookie('the server sets one', 'insert', '', '/cookie'),
  cookie('the server sets one that is kept', 'insert preserve', '', '/cookie'),
  cookie('the server sets one and the client has one', 'insert indirect', 'a', '/cookie'),
  cookie('indirect and valid', 'insert indirect nocache', 'a'),
  cookie('rewrite without a cookie of the server', 'rewrite', ''),
  cookie('rewrite', 'rewrite', '', '/cookie'),
  cookie('prefix without a cookie of the server', 'prefix', 'a~x'),
  cookie('prefix', 'prefix', 'a~x', '/cookie'),
  cookie('prefix with an unknown server', 'prefix', 'z~x', '/cookie'),
  cookie('passive', '', 'a'),
  cookie('passive, the server sets one', '', '', '/cookie'),
  cookie('expired', 'insert maxidle 1h', `a|${OLD}`),
  cookie('too old', 'insert maxlife 1h', `a|${OLD}|${OLD}`),
  cookie('without a date', 'insert maxidle 1h', 'a'),
  cookie('with a wrong date', 'insert maxidle 1h', 'a|!!!!!'),
  cookie('passed over by use-server', 'insert', 'a', '/', { back: ['use-server b if TRUE'] }),
  cookie('ignored', 'insert', 'a', '/', { back: ['ignore-persist if TRUE'] }),
  cookie('with a response that fails', 'insert', 'a', '/close'),
  cookie('with a response that is denied', 'insert', '', '/', { back: ['http-response deny'] }),
  cookie('with a server that never answers', 'insert', 'zzz', '/never'),
];
