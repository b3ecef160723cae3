/** The steps of a backend's checks: from its rules, or of the protocol that its option names (manual 4.2). */
import type { CheckProgram, ConnectProgram } from '../../compile/check-program.js';
import type { HealthCheckConfig } from '../../model/config/health-check.js';
import { compileByteExpect, stepName } from './byte-expect.js';
import { compileHttpExpect, compileRequest, type HttpCheckContext, implicitExpect } from './http-check.js';
import { ldapSteps, pgsqlSteps, sslHelloSteps } from './protocol/binary-protocol.js';
import { mysqlSteps } from './protocol/mysql.js';
import { redisSteps, smtpSteps } from './protocol/text-protocol.js';
import { type CheckScript, type ConnectStepRun, DEFAULT_CONNECT, type StepRun } from './step.js';

function compileConnect({ step, port }: ConnectProgram): ConnectStepRun {
  const { defaults, address, sendProxy, viaSocks4, tls, sni, alpn, linger } = step;
  const what = step.port === undefined ? 'connect' : `connect port ${step.port.value}`;
  const name = stepName(step, what);
  return { kind: 'connect', name, defaults, port, address, sendProxy, viaSocks4, tls, sni, alpn, linger };
}

function compileStep(step: CheckProgram[number], context: HttpCheckContext): StepRun {
  switch (step.kind) {
    case 'connect':
      return compileConnect(step);
    case 'send':
      return { kind: 'send', name: stepName(step.step, 'send'), render: step.data };
    case 'http-send':
      return compileRequest(step, context);
    case 'expect':
      return step.step.http ? compileHttpExpect(step, context) : compileByteExpect(step);
    case 'run':
      return { kind: 'run', name: stepName(step.step, ''), run: (stream) => void step.run(stream) };
  }
}

/** A connection stands in front of everything that needs one. */
function withConnect(steps: readonly StepRun[], host: ConnectStepRun['host']): readonly StepRun[] {
  const first = steps.find(({ kind }) => kind !== 'run');
  return first?.kind === 'connect' ? steps : [{ ...DEFAULT_CONNECT, host }, ...steps];
}

/** What the first request says to be its host. */
function hostOf(program: CheckProgram): ConnectStepRun['host'] {
  const request = program.find((step) => step.kind === 'http-send');
  return request?.kind !== 'http-send'
    ? undefined
    : request.fields.find(({ name }) => name.toLowerCase() === 'host')?.value;
}

function compileRules(program: CheckProgram, context: HttpCheckContext): readonly StepRun[] {
  const steps = withConnect(
    program.map((step) => compileStep(step, context)),
    hostOf(program),
  );
  return steps.at(-1)?.kind === 'http-send' ? [...steps, implicitExpect(context)] : steps;
}

/** The built-in steps of a protocol; undefined where rules say what to do. */
function builtInSteps(check: HealthCheckConfig): readonly StepRun[] | undefined {
  switch (check.kind) {
    case 'smtp':
      return smtpSteps(check.hello);
    case 'redis':
      return redisSteps();
    case 'pgsql':
      return pgsqlSteps(check.user ?? '');
    case 'ldap':
      return ldapSteps();
    case 'mysql':
      return mysqlSteps(check);
    case 'ssl-hello':
      return sslHelloSteps();
    case 'tcp':
    case 'spop':
    case 'external':
      return [DEFAULT_CONNECT];
    case 'http':
    case 'tcp-check':
      return undefined;
  }
}

/** A mere connection. */
const CONNECT_ONLY: CheckScript = { steps: [DEFAULT_CONNECT], namesSteps: false, passedText: '' };

/** Makes the script of a backend. */
export function compileScript(
  check: HealthCheckConfig | undefined,
  program: CheckProgram,
  state: HttpCheckContext['state'],
): CheckScript {
  if (check === undefined) return CONNECT_ONLY;
  const builtIn = builtInSteps(check);
  if (builtIn) return { steps: builtIn, namesSteps: false, passedText: '' };
  const namesSteps = check.kind === 'tcp-check';
  const steps = compileRules(program, { config: check, state });
  return { steps, namesSteps, passedText: namesSteps && program.length > 0 ? '(tcp-check)' : '' };
}
