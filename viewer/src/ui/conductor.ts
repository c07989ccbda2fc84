// The flow of one page: from the secret's draw to the ending. It hears the worker, asks the office, keeps the resume key, and
// turns all of it into events for the reducer; what it needs from the world is handed in, so tests play the dialogue without
// a browser. It opens nothing by itself: "confirmed" goes to the worker only after the office has written it down.
//
// Article: 5.3, 8.1

import type { Office, Place, Refusal } from "../browser/office.js";
import type { ResumeStore } from "../browser/resume_store.js";
import type { FromWorker, Proof, ToWorker } from "../core/port.js";
import { Ending, RelayReason } from "../wire/messages.gen.js";
import { drawSecret } from "../wire/number.js";
import type { Random } from "../wire/number.js";
import type { Facts } from "./facts.js";
import { groups } from "./number.js";
import { CUT_MS, firstState, reduce } from "./state.js";
import type { Event, NumberOver, State, Stuck } from "./state.js";
import { sayAgain } from "./requests_state.js";

export interface ConsoleKey {
  readonly pair: CryptoKeyPair;
  readonly publicKey: Uint8Array; // raw Ed25519
}

export interface World {
  readonly post: (message: ToWorker, transfer?: Transferable[]) => void;
  readonly office: Office;
  readonly store: ResumeStore;
  readonly now: () => number; // ms
  /** Calls back once after so many ms; the answer takes it back. */
  readonly later: (ms: number, act: () => void) => () => void;
  readonly newKey: () => Promise<ConsoleKey>;
  readonly random: Random;
  readonly goTo: (path: string) => void;
  /** Leave this page by sending a form. */
  readonly submit: (path: string, fields: Readonly<Record<string, string>>) => void;
  readonly replaceAddress: (path: string) => void;
}

/** Seconds before each try to attach again; the last one repeats until CUT_MS is over. */
export const DELAYS: readonly number[] = [0, 1, 2, 4, 8, 15];
const TOUCH_TICKS = 60;

export class Conductor {
  readonly world: World;
  readonly #listeners: ((state: State) => void)[] = [];
  readonly #facts: Facts;
  #state: State;
  #key: ConsoleKey | null = null;
  #secret: string | null = null;
  #old: CryptoKey | null = null;
  #tries = 0;
  #takeBack: (() => void) | null = null;
  #telling = false;
  #ticks = 0;
  #word: { readonly ending: Ending; readonly spelled: string; readonly note: string } | null = null;

  constructor(facts: Facts, world: World) {
    this.#facts = facts;
    this.world = world;
    this.#state = firstState(facts, world.now());
  }

  get state(): State {
    return this.#state;
  }

  /** Called once for every batch of changes. */
  onChange(listener: (state: State) => void): void {
    this.#listeners.push(listener);
  }

  dispatch(event: Event): void {
    this.#state = reduce(this.#state, event, this.world.now());
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener(this.#state);
    });
  }

  /** Start. `given` is the secret part when somebody else drew it (the demo's command line). */
  async begin(given: string | null): Promise<void> {
    this.#key = await this.world.newKey();
    const { number, session, routing } = this.#facts;
    if (number !== null && routing !== null) {
      this.#secret = given ?? drawSecret(this.world.random);
      this.dispatch({ kind: "number-drawn", digits: groups(routing, this.#secret) });
      await this.#attach();
    } else if (session !== null) {
      this.#old = await this.world.store.find(session).catch(() => null);
      if (this.#old === null) await this.#noKey(session);
      else {
        void this.#readSession(session);
        await this.#attach();
      }
    } else this.stuck("refused");
  }

  /** Once a second. */
  tick(): void {
    const before = this.#state.number.stage;
    this.dispatch({ kind: "tick" });
    if (this.#state.number.stage === "over" && before !== "over") this.#close();
    const { session, screen, now } = this.#state;
    if (screen !== "session" || session === null) return;
    if (session.link.is === "down" && now - session.link.since > CUT_MS) this.#lost(session.id);
    else if (session.link.is === "up" && ++this.#ticks % TOUCH_TICKS === 0) void this.world.store.touch(session.id).catch(() => undefined);
  }

  hear(said: FromWorker): void {
    const wasOver = this.#state.number.stage === "over";
    this.dispatch({ kind: "worker", said });
    switch (said.kind) {
      case "wrong-secret":
        if (!wasOver) void this.#tellWrong();
        return;
      case "proven":
        void this.#confirm(said.attempt, said.mode);
        return;
      case "open":
        this.#opened(said.old);
        for (const message of sayAgain(this.#state.session?.requests ?? [])) this.world.post({ kind: "send", message });
        return;
      case "link-down":
        this.#linkDown();
        return;
      case "broken":
        this.#broken(said.reason);
        return;
      case "ended":
        this.#over();
        return;
      case "file":
        this.#takeWhatWasAskedFor(said.transfer, said.what.step);
        return;
      default:
        return;
    }
  }

  /** Try now instead of waiting. */
  tryNow(): void {
    this.#takeBack?.();
    this.#takeBack = null;
    void this.#attach();
  }

  /** Another page of this operator has the session: take it here. */
  takeOver(): void {
    this.#tries = 0;
    this.dispatch({ kind: "taking-over" });
    this.tryNow();
  }

  async cancelNumber(): Promise<void> {
    await this.#takeNumberBack();
    this.world.goTo(this.#facts.officeUrl);
  }

  /** A new number under the same case; this one leads nowhere from now on. */
  async issueAgain(): Promise<void> {
    await this.#takeNumberBack();
    this.world.submit(`${this.#facts.officeUrl}/numbers`, { csrf: this.#facts.csrf });
  }

  /** The operator ends the session. Both are told: the customer's program at once, the office with the note. */
  async end(ending: Ending, spelled: string, note: string): Promise<void> {
    this.world.post({ kind: "send", message: { is: "control.End", ending } });
    this.#word = { ending, spelled, note };
    this.dispatch({ kind: "ending", ending, record: "writing" });
    await this.record();
    this.#over();
  }

  /** Tell the office how it ended (again, when it could not be reached). */
  async record(): Promise<void> {
    const session = this.#state.session;
    if (session === null || this.#word === null) return;
    this.dispatch({ kind: "record", record: "writing" });
    const answer = await this.world.office.end(session.id, this.#word.spelled, this.#word.note);
    this.dispatch({ kind: "record", record: answer.ok ? "written" : "failed" });
  }

  stuck(why: Stuck, said = ""): void {
    this.dispatch({ kind: "stuck", why, said });
    this.#close();
  }

  async #takeNumberBack(): Promise<void> {
    this.#close();
    const { number } = this.#facts;
    if (number !== null && this.#state.screen === "number") await this.world.office.cancel(number);
  }

  get #place(): Place | null {
    const session = this.#state.session;
    if (session !== null) return { session: session.id };
    return this.#facts.number === null ? null : { number: this.#facts.number };
  }

  get #proof(): Proof | null {
    if (this.#state.session !== null) return this.#old === null ? null : { kind: "resume", old: this.#old };
    return this.#secret === null ? null : { kind: "number", secret: this.#secret };
  }

  async #attach(): Promise<void> {
    const [place, proof, key] = [this.#place, this.#proof, this.#key];
    if (place === null || proof === null || key === null || !this.#wantsToAttach()) return;
    const answer = await this.world.office.ticket(place, key.publicKey);
    if (!this.#wantsToAttach()) return;
    if (!answer.ok) {
      this.#noTicket(place, answer.refusal);
      return;
    }
    const { relayUrl, ticket, route, card, cardSignature, expiresAt } = answer.value;
    if ("number" in place) this.dispatch({ kind: "number-ticket", expiresAt });
    this.world.post({ kind: "attach", attachment: { relayUrl, ticket, route, card, cardSignature, consoleKey: key.pair, proof } });
  }

  #wantsToAttach(): boolean {
    const { screen, number, session } = this.#state;
    return screen === "number" ? number.stage !== "over" : screen === "session" && session?.link.is !== "elsewhere";
  }

  #noTicket(place: Place, refusal: Refusal): void {
    const { status } = refusal;
    if (status === 401 || status === 403) this.stuck("signed-out", refusal.message);
    else if (status === 409 && "session" in place) this.dispatch({ kind: "elsewhere" });
    else if (status === 409) this.#numberOver("elsewhere"); // the number belongs to the first page that held it
    else if (status === 404 || status === 410) {
      if ("number" in place) this.#numberOver("expired");
      else void this.#readEnding(place.session);
    } else if (status === 0 || status === 429 || status >= 500) {
      if ("session" in place) this.dispatch({ kind: "worker", said: { kind: "link-down", reason: "network" } });
      this.#soon(refusal.retryAfter);
    } else this.stuck("refused", refusal.message);
  }

  #linkDown(): void {
    const { session, screen } = this.#state;
    if (screen === "ended" || screen === "stuck") return;
    if (session !== null && this.#old === null) {
      this.stuck("no-key"); // cut between the office's word and the first key: nobody can prove anything any more
      return;
    }
    this.#soon(null);
  }

  #soon(atLeast: number | null): void {
    const delay = 1000 * Math.max(atLeast ?? 0, DELAYS[Math.min(this.#tries, DELAYS.length - 1)] ?? 0);
    this.#tries += 1;
    this.dispatch({ kind: "try-at", at: this.world.now() + delay });
    this.#takeBack?.();
    this.#takeBack = this.world.later(delay, () => {
      this.#takeBack = null;
      void this.#attach();
    });
  }

  async #tellWrong(): Promise<void> {
    const { number } = this.#facts;
    if (number === null) return;
    const answer = await this.world.office.wrong(number);
    if (answer.ok) this.dispatch({ kind: "guesses", wrong: answer.value.wrong, burnt: answer.value.burnt });
    if (this.#state.number.stage === "over") this.#close();
  }

  async #confirm(attempt: Uint8Array, mode: "number" | "resume"): Promise<void> {
    const { number } = this.#facts;
    if (mode === "resume" || number === null) {
      this.world.post({ kind: "confirmed" });
      return;
    }
    const answer = await this.world.office.confirmed(number, attempt);
    if (!answer.ok) {
      this.world.post({ kind: "confirm-refused" });
      const { status, message } = answer.refusal;
      if (status === 409) this.#numberOver("used");
      else if (status === 410 || status === 404) this.#numberOver("expired");
      else this.stuck(status === 401 || status === 403 ? "signed-out" : "refused", message);
      return;
    }
    this.#secret = null; // used up
    this.dispatch({ kind: "confirmed", session: answer.value.session });
    this.world.replaceAddress(`/console/session/${answer.value.session}`);
    this.world.post({ kind: "confirmed" });
  }

  #opened(old: CryptoKey | null): void {
    this.#tries = 0;
    const session = this.#state.session;
    if (session === null || old === null) return;
    this.#old = old;
    void this.world.store.keep(session.id, old).catch(() => undefined); // a private window may refuse: then a reload cannot resume
  }

  /** The worker gave up for good on this attachment; for us there may be another. */
  #broken(reason: RelayReason): void {
    const { screen, number, session } = this.#state;
    if (screen === "ended" || screen === "stuck" || (screen === "number" && number.stage === "over")) return;
    switch (reason) {
      case RelayReason.WRONG_VERSION:
        return this.stuck("wrong-version");
      case RelayReason.CALLER_NOT_PROVEN:
        return this.stuck("caller-not-proven");
      case RelayReason.WRONG_SECRET:
        return this.stuck(session === null ? "broken" : "no-key");
      case RelayReason.REPLACED:
      case RelayReason.BUSY:
        if (session === null) this.#numberOver("elsewhere");
        else this.dispatch({ kind: "elsewhere" });
        return;
      default:
        return this.stuck("broken");
    }
  }

  /** The operator asked for this very file, and the customer picked it by hand: no second question. Article: 5.6 */
  #takeWhatWasAskedFor(transfer: number, step: string): void {
    const row = this.#state.session?.files.find((one) => one.transfer === transfer);
    if (step === "offered" && row?.asked === true) this.world.post({ kind: "accept-file", transfer });
  }

  async #noKey(session: string): Promise<void> {
    const answer = await this.world.office.session(session);
    const ending = answer.ok ? endingOf(answer.value.ending) : null;
    if (ending === null) this.stuck("no-key");
    else this.dispatch({ kind: "ending", ending, record: "none" });
  }

  async #readSession(session: string): Promise<void> {
    const answer = await this.world.office.session(session);
    const connected = answer.ok ? answer.value.timeline.find((row) => row.kind === "connected") : undefined;
    const at = Date.parse(connected?.at ?? "");
    if (!Number.isNaN(at)) this.dispatch({ kind: "connected-at", at });
  }

  async #readEnding(session: string): Promise<void> {
    const answer = await this.world.office.session(session);
    this.dispatch({ kind: "ending", ending: (answer.ok ? endingOf(answer.value.ending) : null) ?? Ending.LOST, record: "none" });
    this.#over();
  }

  #lost(session: string): void {
    this.#takeBack?.();
    this.#close();
    void this.#readEnding(session);
  }

  #numberOver(why: NumberOver): void {
    this.dispatch({ kind: "number-over", why });
    this.#close();
  }

  #over(): void {
    const session = this.#state.session;
    if (session !== null) void this.world.store.forget(session.id).catch(() => undefined);
    this.#old = null;
    // Closing deletes the worker's copies: what came and is not saved yet can still be saved on the last screen.
    if (session?.files.some(({ step }) => step.is === "received") === true) return;
    this.#close();
  }

  #close(): void {
    this.#takeBack?.();
    this.#takeBack = null;
    this.#secret = null;
    this.world.post({ kind: "close" });
  }
}

function endingOf(word: string | null): Ending | null {
  const found = Object.entries(Ending).find(([name]) => name.toLowerCase() === word);
  return found === undefined ? null : found[1];
}
