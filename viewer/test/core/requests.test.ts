import { describe, expect, test } from "vitest";
import type { By } from "../../src/core/grants.js";
import { mayBeSettled, MOVES, type RequestAct, type Requested, Requests } from "../../src/core/requests.js";
import { RequestState } from "../../src/wire/messages.gen.js";
import { type Named, reasonOf, title, vectors } from "../vectors.js";

interface Step {
  readonly by: By;
  readonly act: RequestAct;
  readonly request: number;
  readonly text?: string;
  readonly word?: string;
  readonly then?: string;
  readonly changed?: boolean;
  readonly error?: string;
}
type Vector = Named & { readonly fill?: number; readonly steps: readonly Step[]; readonly list?: readonly unknown[] };

function word(state: RequestState): string | undefined {
  return Object.entries(RequestState).find(([, value]) => value === state)?.[0].toLowerCase();
}

describe("machines/requests.json", () => {
  for (const vector of vectors<Vector>("machines/requests.json")) {
    test(title(vector), () => {
      const requests = new Requests();
      for (let at = 1; at <= (vector.fill ?? 0); at += 1) requests.ask(1_000 + at, String(at));
      for (const { by, act, request, text, word: said, then, changed, error } of vector.steps) {
        const before = requests.all;
        let after: Requested | null = null;
        const play = (): void => void (after = act === "ask" && by === "operator" ? requests.ask(request, text ?? "") : requests.act(by, act, request, said));
        expect(reasonOf(play)).toBe(error ?? null);
        expect(JSON.stringify(requests.all) !== JSON.stringify(before)).toBe(changed ?? false);
        if (error === undefined) expect(word((after as unknown as Requested).state)).toBe(then);
      }
      if (vector.list !== undefined) expect(requests.all.map((one) => [one.request, word(one.state), one.text, one.word])).toEqual(vector.list);
    });
  }
});

test("[5.7] only the customer says that they did it or cannot", () => {
  const said: readonly RequestState[] = [RequestState.DONE, RequestState.CANNOT];
  const moved = MOVES.filter(([before, , , after]) => said.includes(after) && before !== after);
  expect(new Set(moved.map(([, by]) => by))).toEqual(new Set(["customer"]));
  expect(Object.values(RequestState).filter(mayBeSettled)).toEqual([RequestState.ASKED, RequestState.CANNOT]);
});
