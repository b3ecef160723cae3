/** Health checks of a backend as they are written (manual 4.2 `option httpchk`, `option tcp-check` and the rules of both). */
import type { SourceRange } from '../../diag/source-text.js';

/** A word that is compiled later: a format, an expression, a pattern. */
export interface CheckText {
  readonly value: string;
  readonly range: SourceRange;
}

/** What all rules have. Comments count when steps are numbered; they then belong to the rule behind them. */
interface StepHead {
  /** Place among the rules, from 0; -1 for what stands in no file. */
  readonly index: number;
  comment: string | undefined;
}

export interface ConnectStep extends StepHead {
  readonly kind: 'connect';
  /** `default`: what is not said here is as on the server line. */
  readonly defaults: boolean;
  readonly port: CheckText | undefined;
  readonly address: { readonly host: string; readonly port: number } | undefined;
  readonly sendProxy: boolean;
  readonly viaSocks4: boolean;
  readonly tls: boolean;
  readonly sni: string | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly linger: boolean;
}

export interface SendStep extends StepHead {
  readonly kind: 'send';
  readonly data: CheckText;
  readonly isFormat: boolean;
  readonly isHex: boolean;
}

/** Request of an HTTP check; what is undefined is as `option httpchk` says, or the default. */
export interface HttpSendStep extends StepHead {
  readonly kind: 'http-send';
  method: string | undefined;
  uri: CheckText | undefined;
  uriIsFormat: boolean;
  version: string | undefined;
  readonly fields: { readonly name: string; readonly value: CheckText }[];
  body: CheckText | undefined;
  bodyIsFormat: boolean;
}

export interface VariableStep extends StepHead {
  readonly kind: 'variable';
  readonly action: 'set-var' | 'set-var-fmt' | 'unset-var';
  /** `(check.name,ifexists)`. */
  readonly suffix: CheckText;
  readonly value: CheckText | undefined;
}

export interface CommentStep extends StepHead {
  readonly kind: 'comment';
}

/** How the name or the value of a field is compared. */
export interface FieldPattern {
  readonly text: CheckText;
  readonly method: 'str' | 'beg' | 'end' | 'sub' | 'reg';
  readonly isFormat: boolean;
}

export type ByteMatch = 'string' | 'rstring' | 'binary' | 'rbinary' | 'string-lf' | 'binary-lf';
export type HttpMatch = 'status' | 'rstatus' | 'hdr' | 'fhdr' | 'string' | 'rstring' | 'string-lf';

export interface ExpectStep extends StepHead {
  readonly kind: 'expect';
  readonly http: boolean;
  readonly match: ByteMatch | HttpMatch;
  readonly negate: boolean;
  /** Pattern of all matches but those of fields. */
  readonly pattern: CheckText | undefined;
  readonly name: FieldPattern | undefined;
  readonly value: FieldPattern | undefined;
  /** Bytes to wait for; -1: wait for more until it matches. */
  readonly minRecv: number;
  readonly okStatus: string | undefined;
  readonly errorStatus: string | undefined;
  readonly timeoutStatus: string | undefined;
  readonly onSuccess: CheckText | undefined;
  readonly onError: CheckText | undefined;
  readonly statusCode: CheckText | undefined;
}

export type CheckStep = ConnectStep | SendStep | HttpSendStep | VariableStep | CommentStep | ExpectStep;

/** Protocols that are checked without rules, by the name of their option. */
export type CheckKind =
  | 'tcp'
  | 'http'
  | 'tcp-check'
  | 'ssl-hello'
  | 'smtp'
  | 'mysql'
  | 'pgsql'
  | 'redis'
  | 'ldap'
  | 'spop'
  | 'external';

/** `option httpchk` and `http-check` lines, or `option tcp-check` and others by name. */
export interface HealthCheckConfig {
  kind: CheckKind;
  /** Rules in order: of `http-check` and of `tcp-check` lines. */
  steps: { http: CheckStep[]; tcp: CheckStep[] };
  /** Request of `option httpchk`. */
  request: HttpSendStep | undefined;
  /** Which of it and the first `http-check send` completes the other; `none`: they stand in different sections. */
  requestRank: 'below' | 'above' | 'none';
  disableOn404: boolean;
  sendState: boolean;
  /** `option smtpchk`: what is said first. */
  hello: string;
  /** `option mysql-check`, `option pgsql-check`. */
  user: string | undefined;
  clientVersion: 'post-41' | 'pre-41' | 'post-80';
}

/** Checks before any line was read. */
export function initialHealthCheck(): HealthCheckConfig {
  return {
    kind: 'tcp',
    steps: { http: [], tcp: [] },
    request: undefined,
    requestRank: 'below',
    disableOn404: false,
    sendState: false,
    hello: 'HELO localhost',
    user: undefined,
    clientVersion: 'post-41',
  };
}
