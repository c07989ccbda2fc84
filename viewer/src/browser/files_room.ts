// How much of a file may wait in the socket: so little that a key press behind it is not late, so much that the line stays full. A
// WebSocket has no event for "drained", so this looks again after a moment; the measure grows while the line keeps up.
//
// Article: 5.6

const LEAST = 128 * 1024; // bytes
const MOST = 2 * 1024 * 1024;
const LOOK_AGAIN_MS = 4; // what browsers make of any shorter wait
const LATE_MS = 40;

export interface Held {
  readonly bufferedAmount: number;
}

export interface Waiting {
  now(): number; // ms
  wait(ms: number): Promise<void>;
}

const REAL: Waiting = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resume) => setTimeout(resume, ms)),
};

export class Room {
  readonly #waiting: Waiting;
  #measure = LEAST;

  constructor(waiting: Waiting = REAL) {
    this.#waiting = waiting;
  }

  /** Resolves when `socket` holds little enough. A socket that is gone holds nothing. */
  async in(socket: () => Held | null): Promise<void> {
    const full = (): boolean => (socket()?.bufferedAmount ?? 0) > this.#measure;
    if (!full()) return;
    const since = this.#waiting.now();
    while (full()) await this.#waiting.wait(LOOK_AGAIN_MS);
    const waited = this.#waiting.now() - since;
    if (waited > LATE_MS) this.#measure = Math.max(LEAST, this.#measure / 2);
    else if (waited < 2 * LOOK_AGAIN_MS) this.#measure = Math.min(MOST, this.#measure * 2);
  }
}
