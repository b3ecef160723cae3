/** Mails about servers (manual 4.2 `email-alert`, 12.3 `mailers`). */

/** Levels of syslog by name, the most urgent first: the place of one is its number. */
export const ALERT_LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** `email-alert` of a proxy: mails are sent where `from`, `to` and `mailers` are given. */
export interface EmailAlertConfig {
  from: string | undefined;
  to: string | undefined;
  /** Name of the `mailers` section. */
  mailers: string | undefined;
  /** Name to greet with; undefined: that of the machine. */
  myhostname: string | undefined;
  /** The least urgent level that is mailed, as a number of syslog. */
  level: number;
}

/** A mail server. */
export interface MailerConfig {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** `timeout mail` where none is given. */
export const MAIL_TIMEOUT_MS = 10_000;

/** Before any word was read: urgent things only. */
export function initialEmailAlert(): EmailAlertConfig {
  return { from: undefined, to: undefined, mailers: undefined, myhostname: undefined, level: 1 };
}
