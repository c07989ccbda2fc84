// お願い: what the customer is asked to do themselves, and who ticks it off. The customer's program is the law; this twin of
// madoguchi.session.requests only observes, by the same table, and the same vectors judge both.
//
// Article: 5.7

import { PeerError } from "../wire/errors.js";
import { RelayReason, RequestState } from "../wire/messages.gen.js";
import type { By } from "./grants.js";

export type RequestAct = "ask" | "done" | "cannot" | "reopen" | "tick_off" | "take_back";

export const MOST = 64; // in one session
export const MOST_OPEN = 12; // at one time

const { ASKED, DONE, CANNOT, TICKED_OFF, TAKEN_BACK, NOT_TAKEN } = RequestState;
const STATES: readonly RequestState[] = [ASKED, DONE, CANNOT, TICKED_OFF, TAKEN_BACK];
export const MOVES: readonly (readonly [RequestState | null, By, RequestAct, RequestState])[] = [
  [null, "operator", "ask", ASKED],
  ...STATES.map((state) => [state, "operator", "ask", state] as const), // said again after a cut
  [ASKED, "customer", "done", DONE],
  [ASKED, "customer", "cannot", CANNOT],
  [CANNOT, "customer", "done", DONE],
  [DONE, "customer", "reopen", ASKED],
  [CANNOT, "customer", "reopen", ASKED],
  [ASKED, "operator", "tick_off", TICKED_OFF],
  [CANNOT, "operator", "tick_off", TICKED_OFF],
  [ASKED, "operator", "take_back", TAKEN_BACK],
  [CANNOT, "operator", "take_back", TAKEN_BACK],
];

/** What the operator can still do with one that stands so. */
export function mayBeSettled(state: RequestState): boolean {
  return MOVES.some(([before, by, act]) => before === state && by === "operator" && act === "tick_off");
}

export interface Requested {
  readonly request: number;
  readonly text: string;
  readonly state: RequestState;
  readonly word: string; // what the customer added when they could not do it
}

export class Requests {
  readonly #kept = new Map<number, Requested>();

  get all(): readonly Requested[] {
    return [...this.#kept.values()];
  }

  get(request: number): Requested | undefined {
    return this.#kept.get(request);
  }

  /** How it stands from now on: a new one, the one that was asked before, or one that is too many and not kept. */
  ask(request: number, text: string): Requested {
    const known = this.#kept.get(request);
    if (known !== undefined) return known;
    const open = this.all.filter(({ state }) => state === ASKED).length;
    if (this.#kept.size >= MOST || open >= MOST_OPEN) return { request, text, state: NOT_TAKEN, word: "" };
    return this.#keep({ request, text, state: after(null, "operator", "ask"), word: "" });
  }

  /** Any other move. Raises NOT_YOURS_TO_DO when the table has no such move; nothing has changed then. */
  act(by: By, act: RequestAct, request: number, word = ""): Requested {
    const known = this.#kept.get(request);
    const state = after(known?.state ?? null, by, act);
    return this.#keep({ request, text: known?.text ?? "", state, word: act === "cannot" ? word : "" });
  }

  #keep(one: Requested): Requested {
    this.#kept.set(one.request, one);
    return one;
  }
}

function after(before: RequestState | null, by: By, act: RequestAct): RequestState {
  const found = MOVES.find(([from, who, what]) => from === before && who === by && what === act);
  if (found === undefined) throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${by} ${act} while ${before ?? "nothing"}`);
  return found[3];
}
