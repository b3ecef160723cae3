/** The health checks of a proxy while its lines are read. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { HealthCheckConfig } from '../../model/config/proxy.js';

function initial(): HealthCheckConfig {
  return {
    ...{
      kind: 'tcp',
      method: 'OPTIONS',
      uri: '/',
      version: 'HTTP/1.0',
      fields: [],
      body: undefined,
      expect: undefined,
    },
    ...{ disableOn404: false, sendState: false, steps: [] },
  };
}

/** The checks of the proxy; made if this is the first line about them. */
export function checksOf(site: DirectiveSite): HealthCheckConfig {
  const check = site.proxy?.config.check ?? initial();
  if (site.proxy) site.proxy.config.check = check;
  return check;
}

/** Notes that a line is a rule of checks of a kind: rules without their option have no effect. */
export function noteRule({ proxy }: DirectiveSite, kind: 'tcp-check' | 'http-check'): void {
  const rules = (proxy?.extra.get('check rules') as ReadonlySet<string> | undefined) ?? new Set<string>();
  proxy?.extra.set('check rules', new Set([...rules, kind]));
}
