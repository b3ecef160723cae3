/**
 * Where 3.5, which Hawser follows, or Hawser itself does something else than the recorded 2.6: what, in place of the record,
 * and why.
 */
export interface Later {
  readonly line?: string;
  readonly counts?: string;
  readonly why: string;
}

const TOLD = 'nothing was answered yet, so the client is told';
const ONCE = 'an attempt is counted once';
const MANUAL = 'as the manual describes it (8.5)';

export const LATER: Readonly<Record<string, Later>> = {
  logasap: {
    line: '---- 200 n/n/n/n/n 38/+49 0 0/0 s',
    why: 'what was received until then counts, and the head goes before its body',
  },
  'no port is left': {
    line: 'RC-- 503 n/n/-1/-1/n 38/- 0 0/0 s',
    counts:
      'FRONTEND: req_tot 2, stot 2, hrsp_5xx 1, hrsp_other 1; s: stot 2, lbtot 2, econ 1, cli_abrt 1; BACKEND: req_tot 2, stot 2, lbtot 2, econ 1, cli_abrt 1, hrsp_5xx 1, hrsp_other 1',
    why: MANUAL,
  },
  'queue: a client that resets': {
    counts:
      'FRONTEND: req_tot 2, stot 2, hrsp_other 2; s: stot 1, lbtot 1, cli_abrt 1; BACKEND: req_tot 2, stot 2, lbtot 1, cli_abrt 1, hrsp_other 2',
    why: 'how a client leaves a queue makes no difference',
  },
  'slow: trailers that stop, with a server that waits for them': {
    line: 'cH-- 408 n/n/n/-1/n 69/- 0 0/0 s',
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_4xx 1; s: stot 1, lbtot 1, cli_abrt 1; BACKEND: req_tot 1, stot 1, lbtot 1, cli_abrt 1, hrsp_4xx 1',
    why: MANUAL,
  },
  'a server that leaves its queue': {
    line: 'SC-- 503 n/-1/-1/-1/n 43/- 0 0/1 <NOSRV>',
    why: 'nothing is left to wait for (3.x)',
  },
  'a server that resets': {
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 1, lbtot 1, eresp 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, hrsp_5xx 1',
    why: ONCE,
  },
  'a server that closes, and once more': {
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 2, lbtot 1, eresp 1, wretr 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, wretr 1, hrsp_5xx 1',
    why: ONCE,
  },
  'a server that never answers, and once more': {
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 2, lbtot 1, eresp 1, wretr 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, wretr 1, hrsp_5xx 1',
    why: ONCE,
  },
  'a server that speaks something else, and once more': {
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 2, lbtot 1, eresp 1, wretr 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, wretr 1, hrsp_5xx 1',
    why: ONCE,
  },
  'a server that answers 503, and once more': {
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: req_tot 1, stot 2, lbtot 1, wretr 1, hrsp_5xx 1; BACKEND: req_tot 1, stot 1, lbtot 1, wretr 1, hrsp_5xx 1',
    why: ONCE,
  },
  'a client that resets while it waits': {
    line: 'CH-- -1 n/n/n/-1/n 43/- 0 0/0 s',
    why: MANUAL,
  },
  'a body that does not go on': {
    line: 'cH-- 408 n/n/n/-1/n 63/- 0 0/0 s',
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_4xx 1; s: stot 1, lbtot 1, cli_abrt 1; BACKEND: req_tot 1, stot 1, lbtot 1, cli_abrt 1, hrsp_4xx 1',
    why: MANUAL,
  },
  'a server that takes no body': {
    line: 'sH-- 504 n/n/n/-1/n many/- 0 0/0 s',
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 1, lbtot 1, eresp 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, hrsp_5xx 1',
    why: TOLD,
  },
  'a server that resets in the body': {
    line: 'SH-- 502 n/n/n/-1/n 63/- 0 0/0 s',
    counts:
      'FRONTEND: req_tot 1, stot 1, hrsp_5xx 1; s: stot 1, lbtot 1, eresp 1; BACKEND: req_tot 1, stot 1, lbtot 1, eresp 1, hrsp_5xx 1',
    why: TOLD,
  },
  'TCP: no port is left': {
    line: 'RC - n/-1/n 0/- 0 0/0 s',
    counts: 'FRONTEND: stot 2; s: stot 2, lbtot 2, econ 1, cli_abrt 1; BACKEND: stot 2, lbtot 2, econ 1, cli_abrt 1',
    why: MANUAL,
  },
  'TCP: a client that says nothing during the inspection': {
    counts: 'FRONTEND: stot 1, ereq 1; s: ; BACKEND: ',
    why: 'the inspection of the frontend comes before a backend is chosen',
  },
  'TCP: content of the server is rejected': {
    line: 'PD - n/n/n 27/40 0 0/0 s',
    why: 'rules look at the first bytes, not at an empty buffer',
  },
};
