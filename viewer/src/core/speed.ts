// How fast bytes pass, told at most four times a second.

const EVERY_MS = 250;

export class Speed {
  readonly #clock: { now(): number };
  #at = 0;
  #done = 0;
  #perSecond = 0;

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  /** Bytes pass from here on. */
  begin(done: number): void {
    this.#at = this.#clock.now();
    this.#done = done;
    this.#perSecond = 0;
  }

  /** Bytes a second, or null when it is too early to tell again. `always`: tell now. */
  at(done: number, always: boolean): number | null {
    const passed = this.#clock.now() - this.#at;
    if (passed < EVERY_MS) return always ? this.#perSecond : null;
    const now = ((done - this.#done) * 1_000) / passed;
    this.#perSecond = Math.round(this.#perSecond === 0 ? now : (this.#perSecond + now) / 2);
    this.#at += passed;
    this.#done = done;
    return this.#perSecond;
  }
}
