import { describe, expect, test } from "vitest";
import type { By } from "../../src/core/grants.js";
import { type FeeAct, type FeeEffect, Fees, type FeeTimes, MOVES } from "../../src/core/fees.js";
import { Fee } from "../../src/wire/messages.gen.js";
import { type Named, reasonOf, title, vectors } from "../vectors.js";

type Step = { readonly at: number; readonly then?: string; readonly effects?: readonly unknown[]; readonly error?: string } & (
  | { readonly plan: FeeTimes }
  | { readonly agree: string; readonly stop_at: number }
  | { readonly recorded: number; readonly durable: boolean }
  | { readonly advance: true }
  | { readonly by: By; readonly act: FeeAct }
);

function play(fees: Fees, step: Step): FeeEffect[] {
  if ("plan" in step) return fees.plan(step.plan, step.at);
  if ("agree" in step) return fees.agree(step.agree, step.stop_at, step.at);
  if ("recorded" in step) return fees.recorded(step.recorded, step.durable, step.at);
  if ("advance" in step) return fees.advance(step.at);
  return fees.act(step.by, step.act, step.at);
}

function word(fee: Fee): string | undefined {
  return Object.entries(Fee).find(([, value]) => value === fee)?.[0].toLowerCase();
}

describe("machines/fees.json", () => {
  for (const vector of vectors<Named & { steps: readonly Step[] }>("machines/fees.json")) {
    test(title(vector), () => {
      const fees = new Fees();
      for (const step of vector.steps) {
        const before = word(fees.fee);
        let effects: FeeEffect[] = [];
        expect(reasonOf(() => (effects = play(fees, step)))).toBe(step.error ?? null);
        expect(word(fees.fee)).toBe(step.error === undefined ? step.then : before);
        if (step.effects !== undefined) expect(effects).toEqual(step.effects);
      }
    });
  }
});

describe("fees", () => {
  test("[3.3] the operator can do nothing", () => {
    expect(MOVES.filter(([, by]) => by === "operator")).toEqual([]);
  });

  test("[3.3] what the customer's program says is how it stands", () => {
    const fees = new Fees();
    fees.observe({ is: "control.Meter", fee: Fee.STOPPED, working: false, seconds_left: 0, in_hours: 5, off_hours: 0, yen: 0, stop_at: 0 });
    expect([fees.fee, fees.pauses]).toEqual([Fee.STOPPED, true]);
  });
});
