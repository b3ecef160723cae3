/**
 * `roundrobin`: smooth weighted round robin that follows weights while it runs. Servers wait in three ordered queues: the
 * round that starts, the round that runs (by position), and the next one. After lb_fwrr's published description.
 */
import { OrderedQueue, Ticket } from '../../base/ordered-queue.js';
import type { Balancer } from '../../catalog/entry.js';
import { isFull } from '../../model/capacity.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { effectiveWeight, soleBackup, WEIGHT_SCALE } from './fleet.js';

const KEY_RANGE = 4096;

/** A server on its way through the rounds. */
class Turn {
  readonly server: Server;
  weight: number;
  /** Its next position, the one before, and the fraction left over. */
  next: number;
  last: number;
  rest: number;
  readonly ticket: Ticket<Turn>;
  list: OrderedQueue<Turn> | undefined;

  constructor(server: Server) {
    this.server = server;
    this.weight = 0;
    this.next = 0;
    this.last = 0;
    this.rest = 0;
    this.ticket = new Ticket<Turn>(this);
    this.list = undefined;
  }
}

function leave(turn: Turn): void {
  turn.list?.remove(turn.ticket);
  turn.list = undefined;
}

/** Equal keys keep their order of arrival. */
function enter(list: OrderedQueue<Turn>, turn: Turn, key: number): void {
  turn.list = list;
  list.add(turn.ticket, key);
}

/** The rounds of the active or of the backup servers. */
class Rounds {
  #starting: OrderedQueue<Turn>;
  readonly #running: OrderedQueue<Turn>;
  #coming: OrderedQueue<Turn>;
  /** Sum of weights of the running and of the coming round, and the position in the running one. */
  #runningWeight: number;
  #comingWeight: number;
  #position: number;

  constructor(turns: readonly Turn[]) {
    this.#starting = new OrderedQueue();
    this.#running = new OrderedQueue();
    this.#coming = new OrderedQueue();
    for (const turn of turns) {
      turn.weight = effectiveWeight(turn.server);
      if (turn.server.usable) this.#queueByWeight(this.#starting, turn);
      else turn.weight = 0;
    }
    this.#comingWeight = turns.reduce((sum, { weight }) => sum + weight, 0);
    this.#runningWeight = this.#comingWeight;
    this.#position = this.#comingWeight;
  }

  get empty(): boolean {
    return this.#comingWeight === 0;
  }

  /** The server whose turn it is, passing over full ones; `avoid` only if there is no other. */
  choose(avoid: Server | undefined): Server | undefined {
    if (this.#runningWeight === 0) {
      this.#runningWeight = this.#comingWeight;
      this.#position = this.#comingWeight;
    }
    const passed: Turn[] = [];
    let avoided: Turn | undefined;
    let switched = false;
    let chosen: Turn | undefined;
    while (!chosen) {
      const turn = this.#head();
      if (!turn) {
        if (switched) {
          chosen = avoided;
          break;
        }
        switched = true;
        this.#switchRounds();
        continue;
      }
      this.#advance(turn);
      leave(turn);
      this.#position++;
      if (!isFull(turn.server)) {
        if (turn.server !== avoid || avoided) chosen = turn;
        else avoided = turn;
      }
      if (!chosen) passed.push(turn);
    }
    if (chosen) this.#queue(chosen);
    for (const turn of passed.reverse()) if (turn !== chosen) this.#queue(turn);
    return chosen?.server;
  }

  /** State or weight of a server changed. */
  update(turn: Turn): void {
    const weight = turn.server.usable ? effectiveWeight(turn.server) : 0;
    const before = turn.weight;
    if (weight === before) return;
    this.#comingWeight += weight - before;
    turn.weight = weight;
    const { list } = turn;
    leave(turn);
    if (weight === 0) return;
    if (before > 0 && list === this.#starting) {
      this.#queueByWeight(list, turn);
      return;
    }
    if (before === 0) {
      const left = this.#comingWeight + this.#runningWeight - this.#position;
      turn.next = this.#position + Math.floor(left / weight);
    } else this.#changePace(turn, list === this.#coming ? turn.next + this.#runningWeight : turn.next);
    this.#queue(turn);
  }

  /** Counts on from its last position with the new weight: not later than it was due, and not among the very next. */
  #changePace(turn: Turn, due: number): void {
    const pace = Math.floor(this.#comingWeight / turn.weight);
    turn.rest = 0;
    turn.next = Math.min(turn.last + pace, due);
    if (turn.next < this.#position + 2) turn.next = this.#position + pace;
  }

  #queueByWeight(list: OrderedQueue<Turn>, turn: Turn): void {
    enter(list, turn, KEY_RANGE - turn.weight);
  }

  /** What does not fit into this round nor the theoretical next one waits for the coming one. */
  #queue(turn: Turn): void {
    if (turn.weight === 0) return;
    if (turn.next >= 2 * this.#runningWeight || turn.next >= this.#runningWeight + this.#comingWeight) {
      turn.next -= this.#runningWeight;
      this.#queueByWeight(this.#coming, turn);
      return;
    }
    const tie = Math.floor((KEY_RANGE + turn.rest - turn.weight) / WEIGHT_SCALE);
    enter(this.#running, turn, 256 * turn.next + tie);
  }

  #head(): Turn | undefined {
    const { first } = this.#running;
    if (first && first.next <= this.#position) return first;
    return this.#starting.first ?? first;
  }

  #advance(turn: Turn): void {
    if (turn.next === 0) turn.next = this.#position;
    turn.last = turn.next;
    turn.next += Math.floor(this.#comingWeight / turn.weight);
    turn.rest += this.#comingWeight % turn.weight;
    if (turn.rest >= turn.weight) {
      turn.rest -= turn.weight;
      turn.next++;
    }
  }

  #switchRounds(): void {
    const emptied = this.#starting;
    this.#starting = this.#coming;
    this.#coming = emptied;
    this.#runningWeight = this.#comingWeight;
    this.#position = this.#runningWeight;
  }
}

/** The turns of a backend's servers. */
interface Fleet {
  /** Servers may join and leave while the process runs. */
  readonly turns: WeakMap<Server, Turn>;
  readonly active: Rounds;
  readonly backup: Rounds;
}

/** One per backend. */
export class RoundRobin implements Balancer {
  readonly #proxy: Proxy;
  #fleet: Fleet | undefined;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#fleet = undefined;
  }

  start(): Fleet {
    const turns = this.#proxy.servers.map((server) => new Turn(server));
    this.#fleet = {
      turns: new WeakMap(turns.map((turn) => [turn.server, turn])),
      active: new Rounds(turns.filter(({ server }) => !server.config.backup)),
      backup: new Rounds(turns.filter(({ server }) => server.config.backup)),
    };
    return this.#fleet;
  }

  choose(_stream: unknown, avoid: Server | undefined): Server | undefined {
    const { active, backup } = this.#fleet ?? this.start();
    if (!active.empty) return active.choose(avoid);
    if (backup.empty) return undefined;
    if (this.#proxy.config.options.get('allbackups')) return backup.choose(avoid);
    return soleBackup(this.#proxy);
  }

  update(server: Server): void {
    const { turns, active, backup } = this.#fleet ?? this.start();
    const turn = turns.get(server) ?? new Turn(server);
    turns.set(server, turn);
    (server.config.backup ? backup : active).update(turn);
  }
}
