// What the operator may do now, as the console sees it. The customer's program is the law; this twin of madoguchi.session.grants only
// observes, by the same table, and the same vectors judge both. HELD is reached by the office's word on the customer's yes, and by
// nothing that an operator does.
//
// Article: 5.2, 5.3

import { PeerError } from "../wire/errors.js";
import { Access, type ControlStanding, Grant, Pause, RelayReason, Verdict } from "../wire/messages.gen.js";

export type By = "customer" | "operator" | "host" | "office" | "clock";
export type Act = "ask" | "allow" | "refuse" | "withdraw" | "yield" | "recorded" | "not_recorded" | "time_out" | "run_out";

export type Effect =
  | { readonly do: "release_input" | "stop_picture" | "start_picture" }
  | { readonly do: "question" | "write_consent"; readonly access: Access; readonly minutes: number; readonly purpose: string }
  | { readonly do: "take_question_down"; readonly access: Access }
  | { readonly do: "tell"; readonly access: Access; readonly verdict: Verdict };

const QUESTION_SECONDS = 60; // an unanswered question means no
const RECORD_SECONDS = 15; // an unrecorded consent never takes effect
const LONGEST_MINUTES = 480;
const ALL: readonly Access[] = [Access.VIEW, Access.CONTROL, Access.CLIPBOARD, Access.FILES];

const { NONE, ASKED, AGREED, HELD } = Grant;
export const MOVES: readonly (readonly [Grant, By, Act, Grant])[] = [
  [NONE, "operator", "ask", ASKED],
  [ASKED, "operator", "ask", ASKED],
  [AGREED, "operator", "ask", AGREED],
  [HELD, "operator", "ask", HELD],
  [NONE, "customer", "allow", AGREED], // the customer may switch it on unasked
  [ASKED, "customer", "allow", AGREED],
  [ASKED, "customer", "refuse", NONE],
  [ASKED, "clock", "time_out", NONE],
  [AGREED, "office", "recorded", HELD],
  [AGREED, "office", "not_recorded", NONE],
  [AGREED, "clock", "time_out", NONE],
  [AGREED, "customer", "withdraw", NONE],
  [HELD, "customer", "withdraw", NONE],
  [HELD, "clock", "run_out", NONE],
  [NONE, "operator", "yield", NONE],
  [ASKED, "operator", "yield", NONE],
  [AGREED, "operator", "yield", NONE],
  [HELD, "operator", "yield", NONE],
  // The office's word may come after the consent was taken back: it changes nothing.
  [NONE, "office", "recorded", NONE],
  [NONE, "office", "not_recorded", NONE],
  [ASKED, "office", "recorded", ASKED],
  [ASKED, "office", "not_recorded", ASKED],
];

const VERDICT_OF: Readonly<Partial<Record<Act, Verdict>>> = {
  refuse: Verdict.REFUSED,
  withdraw: Verdict.WITHDRAWN,
  yield: Verdict.YIELDED,
  not_recorded: Verdict.NOT_RECORDED,
  time_out: Verdict.TIMED_OUT,
  run_out: Verdict.RAN_OUT,
};

interface Place {
  grant: Grant;
  minutes: number;
  purpose: string;
  until: number | null; // when the clock acts, in seconds
}

const OFF: Readonly<Place> = { grant: NONE, minutes: 0, purpose: "", until: null };

export class Grants {
  readonly #places = new Map<Access, Place>(ALL.map((access) => [access, { ...OFF }]));
  #pause: Pause = Pause.NONE;

  grant(access: Access): Grant {
    return this.#place(access).grant;
  }

  allows(access: Access): boolean {
    return this.grant(access) === HELD;
  }

  /** Whether the operator's input can take effect now. */
  get controls(): boolean {
    return this.allows(Access.CONTROL) && this.#pause === Pause.NONE;
  }

  /** The customer's program says how things stand: that is how they stand. */
  observe(standing: ControlStanding): void {
    const grants = { [Access.VIEW]: standing.view, [Access.CONTROL]: standing.control, [Access.CLIPBOARD]: standing.clipboard, [Access.FILES]: standing.files };
    for (const access of ALL) this.#place(access).grant = grants[access];
    this.#pause = standing.pause;
  }

  /** The operator asks. `minutes` 0 means until it is taken back. `now` is in seconds. */
  ask(access: Access, minutes: number, purpose: string, now: number): Effect[] {
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > LONGEST_MINUTES) throw new PeerError(RelayReason.MALFORMED, `${minutes} minutes`);
    return this.#act(access, "operator", "ask", now, minutes, purpose);
  }

  /** Any other move. Raises NOT_YOURS_TO_DO when the table has no such move. */
  act(access: Access, by: By, act: Act, now: number): Effect[] {
    return this.#act(access, by, act, now, 0, "");
  }

  /** Let the clock act wherever its time has come. */
  expire(now: number): Effect[] {
    return ALL.flatMap((access) => {
      const { until, grant } = this.#place(access);
      if (until === null || now < until) return [];
      return this.act(access, "clock", grant === HELD ? "run_out" : "time_out", now);
    });
  }

  /** Leaving CONNECTED takes everything back; legal for anyone in every state, so it needs no table. */
  dropAll(): Effect[] {
    const asked = ALL.filter((access) => this.grant(access) === ASKED);
    for (const access of ALL) this.#places.set(access, { ...OFF });
    return [{ do: "release_input" }, { do: "stop_picture" }, ...asked.map((access): Effect => ({ do: "take_question_down", access }))];
  }

  #act(access: Access, by: By, act: Act, now: number, minutes: number, purpose: string): Effect[] {
    const place = this.#place(access);
    const before = place.grant;
    const move = MOVES.find(([from, who, what]) => from === before && who === by && what === act);
    if (move === undefined) throw new PeerError(RelayReason.NOT_YOURS_TO_DO, `${by} ${act} while ${before}`);
    const after = move[3];
    if (after === before) return [];
    place.grant = after;
    switch (after) {
      case ASKED:
        Object.assign(place, { minutes, purpose, until: now + QUESTION_SECONDS });
        return [{ do: "question", access, minutes, purpose }];
      case AGREED:
        place.until = now + RECORD_SECONDS;
        return [
          ...(before === ASKED ? [{ do: "take_question_down", access } as const] : []),
          { do: "write_consent", access, minutes: place.minutes, purpose: place.purpose },
        ];
      case HELD:
        place.until = place.minutes > 0 ? now + 60 * place.minutes : null;
        return [...(access === Access.VIEW ? [{ do: "start_picture" } as const] : []), { do: "tell", access, verdict: Verdict.ALLOWED }];
      case NONE:
        this.#places.set(access, { ...OFF });
        return [...closing(access, before), { do: "tell", access, verdict: VERDICT_OF[act] ?? Verdict.WITHDRAWN }];
    }
  }

  #place(access: Access): Place {
    const place = this.#places.get(access);
    if (place === undefined) throw new PeerError(RelayReason.MALFORMED, `access ${access}`);
    return place;
  }
}

/** What closing a door does at once, before anybody is told. */
function closing(access: Access, before: Grant): Effect[] {
  if (before === ASKED) return [{ do: "take_question_down", access }];
  if (before !== HELD) return [];
  if (access === Access.CONTROL) return [{ do: "release_input" }];
  if (access === Access.VIEW) return [{ do: "release_input" }, { do: "stop_picture" }]; // who does not see must not press
  return [];
}
