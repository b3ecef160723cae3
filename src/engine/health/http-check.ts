/** The HTTP exchange of a check: request from `option httpchk` and `http-check send`, judgement from `http-check expect`. */
import type { HealthCheckConfig } from '../../model/config/proxy.js';
import type { ResponseHead } from '../../model/message.js';
import type { HttpProbe } from './probe.js';
import type { Finding } from './verdict.js';

type Expect = NonNullable<HealthCheckConfig['expect']>;

/** Whether a status is in a list such as `200,201,300-310`. */
function statusIn(list: string, status: number): boolean {
  return list.split(',').some((part) => {
    const [from, to = from] = part.split('-');
    return status >= Number(from) && status <= Number(to);
  });
}

/** Compiles what answers pass. The pattern was checked when the configuration was read. */
function compileExpect(expect: Expect): (head: ResponseHead, body: string) => boolean {
  const { match, pattern } = expect;
  switch (match) {
    case 'status':
      return (head) => statusIn(pattern, head.status);
    case 'rstatus': {
      const regex = new RegExp(pattern);
      return (head) => regex.test(String(head.status));
    }
    case 'string':
      return (_head, body) => body.includes(pattern);
    case 'rstring': {
      const regex = new RegExp(pattern, 's');
      return (_head, body) => regex.test(body);
    }
    case 'hdr':
    case 'fhdr': {
      const [name = '', ...value] = pattern.split(':');
      const wanted = value.join(':');
      const lower = name.toLowerCase();
      return (head) =>
        head.fields.names.some((field, at) => field === lower && head.fields.values[at]!.includes(wanted));
    }
  }
}

/** The finding for an answer without `http-check expect`: 2xx and 3xx are alive. */
function judgeStatus(head: ResponseHead): Finding {
  const passed = head.status >= 200 && head.status < 400;
  return { status: passed ? 'L7OK' : 'L7STS', code: head.status, text: head.reason };
}

function compileJudge(check: HealthCheckConfig): (head: ResponseHead, body: string) => Finding {
  const { expect, disableOn404 } = check;
  const test = expect && compileExpect(expect);
  return (head, body) => {
    if (disableOn404 && head.status === 404) return { status: 'L7OKC', code: 404, text: head.reason };
    if (!test) return judgeStatus(head);
    const passed = test(head, body) !== expect!.negate;
    if (passed) return { status: 'L7OK', code: head.status, text: head.reason };
    const onStatus = expect!.match === 'status' || expect!.match === 'rstatus';
    return { status: onStatus ? 'L7STS' : 'L7RSP', code: head.status, text: head.reason };
  };
}

/**
 * Compiles the exchange of a backend's HTTP checks.
 * @param render  gives the value of a field: formats were compiled with the plan
 */
export function compileHttpCheck(check: HealthCheckConfig, render: (text: string) => string): () => HttpProbe {
  const judge = compileJudge(check);
  const version = check.version || 'HTTP/1.0';
  return () => {
    const fields = check.fields.map(({ name, value }) => `${name.toLowerCase()}: ${render(value)}\r\n`);
    const has = (name: string) => check.fields.some((field) => field.name.toLowerCase() === name);
    const body = check.body === undefined ? '' : render(check.body);
    if (version === 'HTTP/1.1' && !has('host')) fields.unshift('host: \r\n');
    if (body !== '' && !has('content-length')) fields.push(`content-length: ${body.length}\r\n`);
    if (!has('connection')) fields.push('connection: close\r\n');
    const request = `${check.method || 'OPTIONS'} ${check.uri || '/'} ${version}\r\n${fields.join('')}\r\n${body}`;
    return { request, method: check.method || 'OPTIONS', judge };
  };
}
