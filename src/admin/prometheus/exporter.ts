/** `http-request use-service prometheus-exporter` (manual 4.4 `use-service`): figures of the process for Prometheus. */
import type { Product } from '../../model/admin-request.js';
import type { Runtime } from '../../model/runtime.js';
import type { Service } from '../../model/service.js';
import { processValues } from '../../model/stat/process-value.js';
import { EVERYTHING, selectRows } from '../../model/stat/select-rows.js';
import { KIND_BITS, type StatKind, type StatRow } from '../../model/stat/stat-row.js';
import type { Reply } from '../../model/verdict.js';
import { resolverFamilies, tableFamilies } from './extra-family.js';
import { type Family, renderFamily } from './family.js';
import { objectFamilies } from './object-family.js';
import { type MetricQuery, parseMetricQuery, type Scope } from './parse-query.js';
import { processFamilies } from './process-metric.js';

/** As the log names it. */
const NAME = 'PROMEX';

/** In the order of the output. */
const KINDS = ['frontend', 'listener', 'backend', 'server'] as const satisfies readonly (StatKind & Scope)[];

/** Rows of the objects that are asked for. Proxies that are switched off in the configuration have none. */
function rowsOf(runtime: Runtime, { scopes, noMaintenance }: MetricQuery): readonly StatRow[] {
  const kinds = KINDS.filter((kind) => scopes.has(kind)).reduce((sum, kind) => sum + KIND_BITS[kind], 0);
  const query = { ...EVERYTHING, kinds, hide: noMaintenance ? 'maintenance' : 'none', legends: false } as const;
  return [...selectRows(runtime, query)].filter(({ proxy }) => !proxy.config.disabled);
}

function* families(runtime: Runtime, product: Product, query: MetricQuery): Iterable<Family> {
  const { scopes } = query;
  const extras = { modules: query.extraCounters, descriptions: query.descriptions };
  if (scopes.has('global')) yield* processFamilies(processValues(runtime, product));
  const rows = rowsOf(runtime, query);
  for (const kind of KINDS) {
    const own = rows.filter((row) => row.kind === kind);
    yield* objectFamilies(kind, own, extras);
  }
  if (scopes.has('sticktable')) yield* tableFamilies(runtime);
  if (scopes.has('resolver')) yield* resolverFamilies(runtime);
}

/** The metrics that a query asks for, as text. */
function renderMetrics(runtime: Runtime, product: Product, query: MetricQuery): string {
  let text = '';
  for (const family of families(runtime, product, query)) if (query.wants(family.name)) text += renderFamily(family);
  return text;
}

const BAD_REQUEST: Reply = { status: 400, fields: [], body: '', page: true, cause: 'local', service: NAME };

const ANSWER: Reply = {
  status: 200,
  fields: [
    ['cache-control', 'no-cache'],
    ['content-type', 'text/plain; version=0.0.4'],
  ],
  body: '',
  chunked: true,
  cause: 'local',
  service: NAME,
};

/** Makes the exporter of a running engine. Every method is answered, as HAProxy does. */
export function createPrometheusExporter(runtime: Runtime, product: Product): Service {
  return ({ request }) => {
    const query = parseMetricQuery(request?.uri ?? '');
    if (query === undefined) return BAD_REQUEST;
    // Made when it is sent: by then the request itself is counted, as in HAProxy.
    const make = (): Reply => ({ ...ANSWER, body: renderMetrics(runtime, product, query) });
    return { ...ANSWER, make };
  };
}
