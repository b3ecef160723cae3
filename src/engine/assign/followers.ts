/** Which servers follow another one (manual 5.2 `track`): its state is theirs. */
import type { Server } from '../../model/server.js';

const NONE: readonly Server[] = [];

export class Followers {
  /** By the one they follow. */
  readonly #followers: Map<Server, readonly Server[]>;
  readonly #leaders: Map<Server, Server>;

  constructor() {
    this.#followers = new Map();
    this.#leaders = new Map();
  }

  /** From now on the server follows the other one. */
  add(server: Server, leader: Server): void {
    this.#followers.set(leader, [...this.of(leader), server]);
    this.#leaders.set(server, leader);
  }

  /** The server left its backend. */
  remove(server: Server): void {
    const leader = this.#leaders.get(server);
    if (leader === undefined) return;
    this.#leaders.delete(server);
    this.#followers.set(
      leader,
      this.of(leader).filter((each) => each !== server),
    );
  }

  /** Those that follow a server. */
  of(server: Server): readonly Server[] {
    return this.#followers.get(server) ?? NONE;
  }

  /** The one that a server follows. */
  leaderOf(server: Server): Server | undefined {
    return this.#leaders.get(server);
  }
}
