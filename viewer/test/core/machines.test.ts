import { describe, expect, test } from "vitest";
import { type Act, type By, type Effect, Grants, MOVES } from "../../src/core/grants.js";
import { type Doing, type PassageSide, Transfer } from "../../src/core/transfer.js";
import { Access, type ControlStanding, Grant, Pause, Phase, Sharing, Verdict } from "../../src/wire/messages.gen.js";
import { type Named, reasonOf, title, vectors } from "../vectors.js";

type AccessWord = "view" | "control" | "clipboard" | "files";
type Told = Readonly<Record<string, unknown>>;
type GrantStep = {
  readonly then?: Readonly<Record<AccessWord, string>>;
  readonly effects?: readonly Told[];
  readonly error?: string;
  readonly at?: number;
} & (
  | { readonly by: By; readonly act: Act; readonly access: AccessWord; readonly minutes?: number; readonly purpose?: string }
  | { readonly expire: true }
  | { readonly drop_all: true }
);

const ACCESS: Readonly<Record<AccessWord, Access>> = { view: Access.VIEW, control: Access.CONTROL, clipboard: Access.CLIPBOARD, files: Access.FILES };

function word(list: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(list).find(([, number]) => number === value)?.[0].toLowerCase() ?? `?${value}`;
}

/** An effect as the vectors spell it. */
function spelled(effect: Effect): Told {
  return {
    ...effect,
    ...("access" in effect ? { access: word(Access, effect.access) } : {}),
    ...("verdict" in effect ? { verdict: word(Verdict, effect.verdict) } : {}),
  };
}

function standing(grants: Grants): Record<string, string> {
  return Object.fromEntries(Object.entries(ACCESS).map(([name, access]) => [name, word(Grant, grants.grant(access))]));
}

function play(grants: Grants, step: GrantStep): Effect[] {
  const now = step.at ?? 0;
  if ("expire" in step) return grants.expire(now);
  if ("drop_all" in step) return grants.dropAll();
  const access = ACCESS[step.access];
  if (step.act === "ask") return grants.ask(access, step.minutes ?? 0, step.purpose ?? "", now);
  return grants.act(access, step.by, step.act, now);
}

describe("machines/grants.json", () => {
  for (const vector of vectors<Named & { steps: readonly GrantStep[] }>("machines/grants.json")) {
    test(title(vector), () => {
      const grants = new Grants();
      for (const step of vector.steps) {
        const before = standing(grants);
        let effects: Effect[] = [];
        const error = reasonOf(() => (effects = play(grants, step)));
        expect(error).toBe(step.error ?? null);
        expect(standing(grants)).toEqual(step.error === undefined ? (step.then ?? standing(grants)) : before);
        if (step.effects !== undefined) expect(effects.map(spelled)).toEqual(step.effects);
      }
    });
  }
});

describe("machines/transfer.json", () => {
  type Step = { readonly side: PassageSide; readonly doing: Doing; readonly then?: string; readonly error?: string };
  for (const vector of vectors<Named & { steps: readonly Step[] }>("machines/transfer.json")) {
    test(title(vector), () => {
      const transfer = new Transfer();
      for (const step of vector.steps) {
        const before = transfer.passage;
        expect(reasonOf(() => transfer.move(step.side, step.doing))).toBe(step.error ?? null);
        expect(transfer.passage).toBe(step.error === undefined ? step.then : before);
      }
    });
  }
});

describe("grants", () => {
  test("[5.2] only the office's word on the customer's yes opens a door", () => {
    const opening = MOVES.filter(([before, , , after]) => after === Grant.HELD && before !== Grant.HELD);
    expect(opening).toEqual([[Grant.AGREED, "office", "recorded", Grant.HELD]]);
    const agreeing = MOVES.filter(([before, , , after]) => after === Grant.AGREED && before !== Grant.AGREED);
    expect(new Set(agreeing.map(([, by]) => by))).toEqual(new Set(["customer"]));
  });

  test("[5.3] what the customer's program says is how it stands", () => {
    const grants = new Grants();
    const said: ControlStanding = {
      is: "control.Standing", phase: Phase.CONNECTED, view: Grant.HELD, control: Grant.HELD, clipboard: Grant.NONE, files: Grant.ASKED,
      pause: Pause.NONE, sharing: Sharing.MONITOR, sharing_title: "", bytes_used: 0, view_left: 0, control_left: 0, clipboard_left: 0, files_left: 60, data_limit: 0, low_data: false,
    };
    grants.observe(said);
    expect([grants.allows(Access.VIEW), grants.allows(Access.FILES), grants.controls]).toEqual([true, false, true]);
    grants.observe({ ...said, pause: Pause.CUSTOMER_INPUT });
    expect(grants.controls).toBe(false);
  });
});
