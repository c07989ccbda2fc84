// Whether work may go on when the support hours end, as the console sees it. The customer's program is the law; this twin of
// madoguchi.session.fees only observes, by the same table, and the same vectors judge both. There is nothing in it that an operator can do.
//
// Article: 3.3

import { PeerError } from "../wire/errors.js";
import { type ControlMeter, Fee, RelayReason } from "../wire/messages.gen.js";
import type { By } from "./grants.js";

export type FeeAct =
  | "warn" | "ask" | "close" | "open" | "agree" | "refuse" | "withdraw" | "recorded" | "not_recorded" | "time_out" | "run_out";

export type FeeEffect =
  | { readonly do: "release_input" | "warn_of_hours" | "fee_question" | "take_fee_question_down" }
  | { readonly do: "write_fee"; readonly quote: string; readonly stop_at: number; readonly number: number }
  | { readonly do: "tell_fee"; readonly quote: string; readonly fee: "refused" | "withdrawn" | "ran_out" };

const WARN_SECONDS = 600; // before the hours end
const ASK_SECONDS = 540; // before the hours end: the warning can be read first
const RECORD_SECONDS = 15; // an unrecorded yes never takes effect

const { NONE, WARNED, ASKED, REFUSED, AGREED, READY, CHARGED, STOPPED, RECORDING } = Fee;
const ALL: readonly Fee[] = [NONE, WARNED, ASKED, REFUSED, AGREED, READY, CHARGED, STOPPED, RECORDING];
export const MOVES: readonly (readonly [Fee, By, FeeAct, Fee])[] = [
  [NONE, "clock", "warn", WARNED],
  [NONE, "clock", "ask", ASKED],
  [WARNED, "clock", "ask", ASKED],
  [ASKED, "customer", "agree", AGREED],
  [ASKED, "customer", "refuse", REFUSED],
  [REFUSED, "customer", "agree", AGREED], // a no may become a yes; nobody asks for it
  [AGREED, "customer", "withdraw", REFUSED],
  [READY, "customer", "withdraw", REFUSED],
  [AGREED, "office", "recorded", READY],
  [AGREED, "office", "not_recorded", ASKED],
  [AGREED, "clock", "time_out", ASKED],
  // the hours end
  [NONE, "clock", "close", STOPPED],
  [WARNED, "clock", "close", STOPPED],
  [ASKED, "clock", "close", STOPPED],
  [REFUSED, "clock", "close", STOPPED],
  [AGREED, "clock", "close", RECORDING],
  [READY, "clock", "close", CHARGED],
  // outside the hours
  [STOPPED, "customer", "agree", RECORDING],
  [STOPPED, "customer", "refuse", STOPPED],
  [RECORDING, "customer", "withdraw", STOPPED],
  [CHARGED, "customer", "withdraw", STOPPED],
  [RECORDING, "office", "recorded", CHARGED],
  [RECORDING, "office", "not_recorded", STOPPED],
  [RECORDING, "clock", "time_out", STOPPED],
  [CHARGED, "clock", "run_out", STOPPED],
  // the hours begin again
  ...ALL.map((fee) => [fee, "clock", "open", NONE] as const),
];
const OUTSIDE: readonly Fee[] = [CHARGED, STOPPED, RECORDING];
const PAUSED: readonly Fee[] = [STOPPED, RECORDING];
const ON_SCREEN: readonly Fee[] = [ASKED, STOPPED]; // the question is on the customer's screen
const WORD_OF: Readonly<Partial<Record<FeeAct, "refused" | "withdrawn" | "ran_out">>> = { refuse: "refused", withdraw: "withdrawn", run_out: "ran_out" };

/** The stretch outside the hours that is next, or now, in seconds of one clock. */
export interface FeeTimes {
  readonly closes?: number; // the hours end
  readonly opens?: number; // they begin again
  readonly stops?: number; // what was agreed for it ends
  readonly quote?: string; // SHA-256 of what is offered for it
}

export class Fees {
  #fee: Fee = NONE;
  #times: FeeTimes = {};
  #until: number | null = null; // for the record
  #agreed = "";
  #writes = 0;

  get fee(): Fee {
    return this.#fee;
  }

  /** Whether sharing and control have to pause. */
  get pauses(): boolean {
    return PAUSED.includes(this.#fee);
  }

  /** The customer's program says how it stands: that is how it stands. */
  observe(meter: ControlMeter): void {
    this.#fee = meter.fee;
  }

  plan(times: FeeTimes, now: number): FeeEffect[] {
    this.#times = times;
    return this.advance(now);
  }

  agree(quote: string, stopAt: number, now: number): FeeEffect[] {
    return this.#act("customer", "agree", now, quote, stopAt);
  }

  /** Any other move. Raises NOT_YOURS_TO_DO when the table has no such move. */
  act(by: By, act: FeeAct, now: number): FeeEffect[] {
    return this.#act(by, act, now, "", 0);
  }

  /** The office's word about one yes, by the number of its write_fee; about an earlier one it changes nothing. */
  recorded(number: number, durable: boolean, now: number): FeeEffect[] {
    if (number !== this.#writes || (this.#fee !== AGREED && this.#fee !== RECORDING)) return [];
    return this.act("office", durable ? "recorded" : "not_recorded", now);
  }

  /** Let the clock act wherever its time has come. */
  advance(now: number): FeeEffect[] {
    const effects: FeeEffect[] = [];
    for (let act = this.#due(now); act !== null; act = this.#due(now)) effects.push(...this.act("clock", act, now));
    return effects;
  }

  #due(now: number): FeeAct | null {
    const { closes, opens, stops } = this.#times;
    const fee = this.#fee;
    const left = closes === undefined ? 0 : closes - now;
    const ahead = closes !== undefined && (opens === undefined || now < opens);
    if (!ahead || (OUTSIDE.includes(fee) && left > 0)) return fee === NONE ? null : "open";
    if (this.#until !== null && now >= this.#until) return "time_out";
    if (OUTSIDE.includes(fee)) return fee === CHARGED && (stops === undefined || now >= stops) ? "run_out" : null;
    if (left <= 0) return "close";
    if (left <= ASK_SECONDS) return fee === NONE || fee === WARNED ? "ask" : null;
    return left <= WARN_SECONDS && fee === NONE ? "warn" : null;
  }

  #act(by: By, act: FeeAct, now: number, quote: string, stopAt: number): FeeEffect[] {
    const before = this.#fee;
    const move = MOVES.find(([from, who, what]) => from === before && who === by && what === act);
    if (move === undefined) throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${by} ${act} while ${before}`);
    const after = move[3];
    const word = WORD_OF[act];
    const told: FeeEffect[] = word === undefined ? [] : [{ do: "tell_fee", quote: act === "refuse" ? (this.#times.quote ?? "") : this.#agreed, fee: word }];
    if (after === before) return told;
    this.#fee = after;
    const [asked, asks] = [ON_SCREEN.includes(before), ON_SCREEN.includes(after)];
    const effects: FeeEffect[] = [];
    if (PAUSED.includes(after) && !PAUSED.includes(before)) effects.push({ do: "release_input" });
    if (asked && !asks) effects.push({ do: "take_fee_question_down" });
    if (act === "agree") {
      this.#writes += 1;
      this.#agreed = quote;
      effects.push({ do: "write_fee", quote, stop_at: stopAt, number: this.#writes });
    }
    if (act !== "close") this.#until = act === "agree" ? now + RECORD_SECONDS : null; // a yes on its way keeps its time over the boundary
    if (act === "warn" || (act === "ask" && before === NONE)) effects.push({ do: "warn_of_hours" });
    if (asks && !asked) effects.push({ do: "fee_question" });
    return [...effects, ...told];
  }
}
