/** The one list of slices: what is not named here is not in the program. */
import { type Catalog, createCatalog } from '../catalog/create-catalog.js';
import type { Entry } from '../catalog/entry.js';
import { entries as auth } from '../features/auth/index.js';
import { entries as balance } from '../features/balance/index.js';
import { entries as capture } from '../features/capture/index.js';
import { entries as check } from '../features/check/index.js';
import { entries as cli } from '../features/cli/index.js';
import { entries as convert } from '../features/convert/index.js';
import { entries as cookie } from '../features/cookie/index.js';
import { entries as errors } from '../features/errors/index.js';
import { entries as filter } from '../features/filter/index.js';
import { entries as httpAction } from '../features/http/action/index.js';
import { entries as httpFetch } from '../features/http/fetch/index.js';
import { entries as internalFetch } from '../features/internal/fetch/index.js';
import { entries as listener } from '../features/listener/index.js';
import { entries as logAlias } from '../features/logging/alias/index.js';
import { entries as logDirective } from '../features/logging/directive/index.js';
import { entries as mailers } from '../features/mailers/index.js';
import { entries as map } from '../features/map/index.js';
import { entries as match } from '../features/match/index.js';
import { entries as peers } from '../features/peers/index.js';
import { entries as planned } from '../features/planned/index.js';
import { entries as processWords } from '../features/process/index.js';
import { entries as proxy } from '../features/proxy/index.js';
import { entries as resolve } from '../features/resolve/index.js';
import { entries as server } from '../features/server/index.js';
import { entries as service } from '../features/service/index.js';
import { entries as stats } from '../features/stats/index.js';
import { entries as stickTable } from '../features/stick-table/index.js';
import { entries as tcpAction } from '../features/tcp/action/index.js';
import { entries as tcpFetch } from '../features/tcp/fetch/index.js';
import { entries as tlsFetch } from '../features/tls/fetch/index.js';
import { entries as vars } from '../features/vars/index.js';
import { withModernLine } from './modern-line.js';

const SLICES: readonly (readonly Entry[])[] = [
  balance,
  cli,
  logAlias,
  match,
  convert,
  httpAction,
  map,
  httpFetch,
  internalFetch,
  tcpFetch,
  tlsFetch,
  tcpAction,
  vars,
  auth,
  capture,
  check,
  cookie,
  errors,
  filter,
  listener,
  logDirective,
  processWords,
  proxy,
  resolve,
  server,
  service,
  stats,
  stickTable,
  mailers,
  peers,
  planned,
];

let catalog: Catalog | undefined;

/** All rows of the language. Doubles throw: that is a mistake of ours. */
export function hawserCatalog(): Catalog {
  catalog ??= createCatalog(SLICES.flat().map(withModernLine));
  return catalog;
}
