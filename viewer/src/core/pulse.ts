// Is the other end there, how far away is it, and how much passes: pings, round trips, and what is told as the line's quality.

const PING_MS = 1_000; // while control is held
const IDLE_PING_MS = 3_000;
const QUALITY_MS = 1_000;
const MOST_PINGS = 16; // unanswered ones that are remembered

export interface Quality {
  readonly roundTripMs: number;
  readonly bytesPerSecond: number;
  readonly framesPerSecond: number;
  readonly bytesTotal: number;
}

export class Pulse {
  #heardAt = 0;
  #pingedAt = Number.NEGATIVE_INFINITY;
  #token = 0;
  #roundTripMs = 0;
  #bytes = 0;
  #frames = 0;
  #toldAt = 0;
  #told = { bytes: 0, frames: 0 };
  readonly #pings = new Map<number, number>();

  /** A conversation opens. */
  begin(now: number): void {
    this.#heardAt = this.#toldAt = now;
    this.#pingedAt = Number.NEGATIVE_INFINITY;
    this.#pings.clear();
    this.#told = { bytes: this.#bytes, frames: this.#frames };
  }

  heard(bytes: number, now: number): void {
    this.#bytes += bytes;
    this.#heardAt = now;
  }

  sent(bytes: number): void {
    this.#bytes += bytes;
  }

  drawn(): void {
    this.#frames += 1;
  }

  /** How long nothing was heard, in ms. */
  silence(now: number): number {
    return now - this.#heardAt;
  }

  /** The token of a ping that is due, or null. */
  ping(now: number, holdsControl: boolean): number | null {
    if (now - this.#pingedAt < (holdsControl ? PING_MS : IDLE_PING_MS)) return null;
    this.#pingedAt = now;
    this.#token = (this.#token + 1) % 2 ** 32;
    this.#pings.set(this.#token, now);
    for (const token of this.#pings.keys()) {
      if (this.#pings.size <= MOST_PINGS) break;
      this.#pings.delete(token);
    }
    return this.#token;
  }

  pong(token: number, now: number): void {
    const at = this.#pings.get(token);
    if (at === undefined) return; // of before a cut
    this.#pings.delete(token);
    this.#roundTripMs = now - at;
  }

  /** Told once a second. */
  quality(now: number): Quality | null {
    const passed = now - this.#toldAt;
    if (passed < QUALITY_MS) return null;
    const quality = {
      roundTripMs: Math.round(this.#roundTripMs),
      bytesPerSecond: Math.round(((this.#bytes - this.#told.bytes) * 1_000) / passed),
      framesPerSecond: Math.round(((this.#frames - this.#told.frames) * 10_000) / passed) / 10,
      bytesTotal: this.#bytes,
    };
    this.#toldAt = now;
    this.#told = { bytes: this.#bytes, frames: this.#frames };
    return quality;
  }
}
