/**
 * A `resolvers` section at work (manual 5.3): which resolution is due, queries to all name servers at a time, what is done
 * when answers come, fail or stay away. One timer serves the section.
 */
import { randomInt } from 'node:crypto';
import { type TimeoutHandler, TimerEntry, type TimerWheel } from '../../base/timer-wheel.js';
import type { NameserverConfig, ResolversConfig } from '../../model/config/resolvers.js';
import { NAMESERVER_COUNTERS, type NameserverCounters, type ResolversView } from '../../model/name-lookup.js';
import {
  isHostName,
  type LinkHandler,
  messageId,
  type NameserverLink,
  parseAnswer,
  type QueryType,
  renderQuery,
} from '../../net/dns/index.js';
import { type Requester, Resolution } from './resolution.js';

/** What a section needs from outside. */
export interface ResolversServices {
  readonly now: () => number;
  readonly wheel: TimerWheel;
  /** Opens the way to a name server. */
  readonly open: (nameserver: NameserverConfig, handler: LinkHandler) => NameserverLink;
  /** Families that are asked for and taken (`dns-accept-family`). */
  readonly families: () => { readonly v4: boolean; readonly v6: boolean };
}

/** One name server of the section. */
class Nameserver {
  readonly name: string;
  readonly counters: NameserverCounters;
  readonly link: NameserverLink;

  constructor(
    config: NameserverConfig,
    services: ResolversServices,
    onMessage: (from: Nameserver, bytes: Buffer) => void,
  ) {
    this.name = config.name;
    this.counters = Object.fromEntries(NAMESERVER_COUNTERS.map((name) => [name, 0])) as NameserverCounters;
    this.link = services.open(config, {
      onMessage: (bytes) => onMessage(this, bytes),
      onSendError: () => this.counters.snd_error++,
    });
  }
}

export class Resolvers implements TimeoutHandler, ResolversView {
  readonly config: ResolversConfig;
  readonly nameservers: readonly Nameserver[];
  readonly #services: ResolversServices;
  /** By type and name. */
  readonly #resolutions: Map<string, Resolution>;
  /** Those that wait for answers, by the id of their query. */
  readonly #running: Map<number, Resolution>;
  readonly #timer: TimerEntry;
  #stopped: boolean;

  constructor(config: ResolversConfig, services: ResolversServices) {
    this.config = config;
    this.#services = services;
    this.#resolutions = new Map();
    this.#running = new Map();
    this.#timer = new TimerEntry(this);
    this.#stopped = true;
    this.nameservers = config.nameservers.map(
      (nameserver) => new Nameserver(nameserver, services, (from, bytes) => this.#receive(from, bytes)),
    );
  }

  get name(): string {
    return this.config.name;
  }

  now(): number {
    return this.#services.now();
  }

  start(): void {
    this.#stopped = false;
    this.#process();
  }

  stop(): void {
    this.#stopped = true;
    this.#services.wheel.remove(this.#timer);
    for (const { link } of this.nameservers) link.close();
  }

  /** Adds somebody who wants to know; undefined if the name cannot be asked for. */
  link(name: string, wanted: QueryType, requester: Requester): Resolution | undefined {
    if (!isHostName(name)) return undefined;
    const type = this.#acceptable(wanted);
    const key = `${type} ${name.toLowerCase()}`;
    let resolution = this.#resolutions.get(key);
    if (resolution === undefined) {
      resolution = new Resolution(name, type, this.config);
      this.#resolutions.set(key, resolution);
    }
    resolution.requesters.add(requester);
    return resolution;
  }

  unlink(resolution: Resolution, requester: Requester): void {
    resolution.requesters.delete(requester);
  }

  /** Asks at once, unless it is being asked for; `urgent` also shortly after an answer. */
  trigger(resolution: Resolution, urgent: boolean): void {
    if (resolution.running || this.#stopped) return;
    if (urgent || !resolution.isFresh(this.now())) this.#begin(resolution);
  }

  #acceptable(type: QueryType): QueryType {
    const { v4, v6 } = this.#services.families();
    if (type === 'AAAA' && !v6) return 'A';
    return type === 'A' && !v4 ? 'AAAA' : type;
  }

  onTimeout(): void {
    this.#process();
  }

  /** Looks after everything that is due, and sleeps until the next. */
  #process(): void {
    if (this.#stopped) return;
    const now = this.now();
    for (const resolution of [...this.#running.values()]) {
      if (now >= resolution.askedMs + this.config.retryMs) this.#retry(resolution);
    }
    for (const [key, resolution] of [...this.#resolutions]) {
      if (resolution.requesters.size === 0 && !resolution.running) this.#discard(key, resolution);
      else if (!resolution.running && this.#isDue(resolution, now)) this.#begin(resolution);
    }
    this.#sleep(now);
  }

  /** What nobody asks for any more is kept as long as it may answer others (`hold valid`). */
  #discard(key: string, resolution: Resolution): void {
    if (!resolution.isFresh(this.now())) this.#resolutions.delete(key);
  }

  #isDue({ finishedMs }: Resolution, now: number): boolean {
    return finishedMs === undefined || now >= finishedMs + this.config.resolveMs;
  }

  /** Sets the timer to what is due next. */
  #sleep(now: number): void {
    this.#services.wheel.disarm(this.#timer);
    for (const { running, askedMs, finishedMs = now } of this.#resolutions.values()) {
      this.#wakeBy(running ? askedMs + this.config.retryMs : finishedMs + this.config.resolveMs);
    }
  }

  #wakeBy(untilMs: number): void {
    if (this.#timer.expireMs <= untilMs) return;
    const now = this.now();
    this.#services.wheel.arm(this.#timer, now, Math.max(1, untilMs - now));
  }

  #begin(resolution: Resolution): void {
    let id = randomInt(0x10000);
    while (this.#running.has(id)) id = randomInt(0x10000);
    resolution.id = id;
    resolution.running = true;
    resolution.queryType = resolution.preferred;
    resolution.triesLeft = this.config.retries - 1;
    this.#running.set(id, resolution);
    this.#ask(resolution);
  }

  #ask(resolution: Resolution): void {
    const { id, name, queryType } = resolution;
    resolution.askedMs = this.now();
    resolution.queries = 0;
    resolution.responses = 0;
    const query = renderQuery(id, name, queryType, this.config.payloadBytes);
    for (const { link, counters } of this.nameservers) {
      if (link.send(query)) {
        counters.sent++;
        resolution.queries++;
      } else counters.snd_error++;
    }
    this.#wakeBy(resolution.askedMs + this.config.retryMs);
  }

  /** The time for answers is over. */
  #retry(resolution: Resolution): void {
    if (resolution.triesLeft <= 0) {
      if (resolution.responses === 0) resolution.status = 'timeout';
      this.#fail(resolution);
      return;
    }
    if (resolution.responses > 0 && this.#fallBack(resolution)) return;
    resolution.queryType = resolution.preferred;
    resolution.triesLeft--;
    this.#ask(resolution);
  }

  /** Asks for the other family, where that was not done and may be. */
  #fallBack(resolution: Resolution): boolean {
    const { v4, v6 } = this.#services.families();
    if (resolution.fellBack || resolution.preferred === 'SRV' || !v4 || !v6) return false;
    resolution.queryType = resolution.preferred === 'A' ? 'AAAA' : 'A';
    this.#ask(resolution);
    return true;
  }

  #receive(from: Nameserver, bytes: Buffer): void {
    if (this.#stopped) return;
    const { counters } = from;
    if (bytes.length > this.config.payloadBytes) {
      counters.too_big++;
      return;
    }
    const id = messageId(bytes);
    const resolution = id === undefined ? undefined : this.#running.get(id);
    if (resolution === undefined) {
      counters[id === undefined ? 'invalid' : 'outdated']++;
      return;
    }
    resolution.responses++;
    const verdict = resolution.judge(parseAnswer(bytes), this.now());
    counters[verdict]++;
    if (verdict === 'valid') this.#succeed(resolution, from);
    else if (resolution.responses >= resolution.queries) this.#allFailed(resolution);
  }

  /** Every name server gave an answer that is of no use. */
  #allFailed(resolution: Resolution): void {
    if (this.#fallBack(resolution)) return;
    if (resolution.fellBack && resolution.triesLeft <= 0) this.#fail(resolution);
  }

  /** The first one who asked has the address from the name server, the others from what is known by then. */
  #succeed(resolution: Resolution, { name, counters }: Nameserver): void {
    this.#finish(resolution);
    const label = `${this.config.name}/${name}`;
    let isFirst = true;
    for (const requester of [...resolution.requesters]) {
      requester.onAnswer(resolution, isFirst ? { label, counted: (counter) => counters[counter]++ } : undefined);
      isFirst = false;
    }
  }

  #fail(resolution: Resolution): void {
    this.#finish(resolution);
    let keeps = false;
    for (const requester of [...resolution.requesters]) keeps = requester.onFailure(resolution) || keeps;
    if (!keeps) resolution.records.clear();
  }

  #finish(resolution: Resolution): void {
    this.#running.delete(resolution.id);
    resolution.running = false;
    resolution.finishedMs = this.now();
    this.#wakeBy(resolution.finishedMs + this.config.resolveMs);
  }
}
