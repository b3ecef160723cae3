/**
 * Mails about servers (manual 4.2 `email-alert`): which changes are mailed, and to whom. Every mailer of a section gets every
 * mail, one after the other; a mail that cannot be delivered is not tried again, as in HAProxy.
 */
import os from 'node:os';
import { DAYS, MONTHS, renderClock, renderZone, twoDigits } from '../base/calendar.js';
import type { TypedConfig } from '../config/typed-config.js';
import { type CheckOutcome, describeCheck, describeServerEvent } from '../log/announcement.js';
import { type EmailAlertConfig, MAIL_TIMEOUT_MS, type MailerConfig } from '../model/config/mailers.js';
import type { Proxy } from '../model/proxy.js';
import type { ServerChange, ServerEvent } from '../model/server-event.js';
import { type Mail, type MailServer, sendMail } from '../net/smtp/send-mail.js';

const INFO = 6;

/** Mails that may wait for one mailer: those behind them are not sent. */
const QUEUE_MAX = 1000;

/** The mails for one server, in their order. */
class Outbox {
  readonly #server: MailServer;
  readonly #waiting: Mail[];
  readonly #report: (text: string) => void;
  readonly #name: string;
  #giveUp: (() => void) | undefined;

  constructor(name: string, server: MailServer, report: (text: string) => void) {
    this.#name = name;
    this.#server = server;
    this.#waiting = [];
    this.#report = report;
    this.#giveUp = undefined;
  }

  add(mail: Mail): void {
    if (this.#waiting.length >= QUEUE_MAX) return;
    this.#waiting.push(mail);
    if (this.#giveUp === undefined) this.#next();
  }

  close(): void {
    this.#waiting.length = 0;
    this.#giveUp?.();
  }

  #next(): void {
    const mail = this.#waiting.shift();
    this.#giveUp = undefined;
    if (mail === undefined) return;
    this.#giveUp = sendMail(this.#server, mail, (problem) => {
      if (problem !== undefined && problem !== 'given up') this.#report(`mailer ${this.#name}: ${problem}`);
      this.#next();
    });
  }
}

/** Goes down, comes up, drains: the changes that are mailed. */
function isMailed(change: ServerChange): boolean {
  return change.to === 'down' || change.to === 'up' || change.to === 'drain';
}

/** `Fri, 20 Nov 2026 21:35:01 +0000 (UTC)` (RFC 5322 3.3). */
function renderMailDate(date: Date): string {
  const day = `${DAYS[date.getDay()]}, ${twoDigits(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  const zone = renderZone(date);
  const name = /\(([^)]*)\)$/.exec(date.toString())?.[1] ?? zone;
  return `${day} ${renderClock(date)} ${zone} (${name === 'Coordinated Universal Time' ? 'UTC' : name})`;
}

export class MailAlerts {
  readonly #outboxes: Map<string, readonly Outbox[]>;
  readonly #hostname: string;

  /** @param report  told of mails that were not delivered */
  constructor(config: Pick<TypedConfig, 'proxies' | 'sections'>, report: (text: string) => void) {
    this.#outboxes = new Map();
    this.#hostname = os.hostname();
    for (const { config: proxy } of config.proxies) {
      const { mailers } = proxy.emailAlert;
      const section = mailers === undefined ? undefined : config.sections.get(`mailers ${mailers}`);
      if (!section) continue;
      const timeoutMs = (section.get('timeout mail') as number | undefined) ?? MAIL_TIMEOUT_MS;
      const servers = (section.get('mailers') as readonly MailerConfig[] | undefined) ?? [];
      const outboxes = servers.map(({ name, host, port }) => new Outbox(name, { host, port, timeoutMs }, report));
      this.#outboxes.set(proxy.name, outboxes);
    }
  }

  /** A server changed its state. */
  serverEvent(event: ServerEvent, proxy: Proxy): void {
    if (!isMailed(event.change)) return;
    const { level, text } = describeServerEvent(event);
    this.#send(proxy, level, text);
  }

  /** A check, where `option log-health-checks` tells of it. */
  checkOutcome(outcome: CheckOutcome, proxy: Proxy): void {
    this.#send(proxy, INFO, describeCheck(outcome).text);
  }

  /** Mails that wait are lost. */
  close(): void {
    for (const outboxes of this.#outboxes.values()) for (const outbox of outboxes) outbox.close();
  }

  #send({ config, name }: Proxy, level: number, text: string): void {
    const outboxes = this.#outboxes.get(name);
    const mail = outboxes && this.#mail(config.emailAlert, level, text.replace(/\.$/, ''));
    if (mail) for (const outbox of outboxes) outbox.add(mail);
  }

  #mail({ from, to, level: least, myhostname }: EmailAlertConfig, level: number, text: string): Mail | undefined {
    if (from === undefined || to === undefined || level > least) return undefined;
    const hello = myhostname ?? this.#hostname;
    return { hello, from, to, subject: `[HAProxy Alert] ${text}`, body: [text], date: renderMailDate(new Date()) };
  }
}
