/** How configurations of end-to-end tests begin; `${DIR}` is the folder of the program. */

/** The runtime API, on the socket of `adminSocket`. More lines of the section may follow. */
export const GLOBAL = 'global\n    stats socket "${DIR}/admin.sock" level admin\n';

/** Mode http, and time limits that are not meant to strike. More lines of the section may follow. */
export const DEFAULTS =
  'defaults\n    mode http\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n';

export const HEAD = `${GLOBAL}${DEFAULTS}`;
