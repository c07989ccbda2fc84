// お願い on the operator's page: on its way until the customer's program says so, said again after a cut under the same number.

import { describe, expect, test } from "vitest";
import type { FromWorker } from "../../src/core/port.js";
import { Acts } from "../../src/ui/acts.js";
import type { ControlMessage, ControlRequestStands } from "../../src/wire/messages.gen.js";
import { RequestState } from "../../src/wire/messages.gen.js";
import { Stage, standing } from "./helpers.js";

const { ASKED, DONE, CANNOT, TICKED_OFF, TAKEN_BACK, NOT_TAKEN } = RequestState;

function stands(request: number, state: RequestState, text = "再起動", word = ""): FromWorker {
  const message: ControlRequestStands = { is: "control.RequestStands", request, state, text, word };
  return { kind: "heard", message };
}

async function opened(): Promise<{ stage: Stage; acts: Acts; sent: () => ControlMessage[] }> {
  const stage = new Stage({ number: null, session: "5e55" });
  stage.kept.set("5e55", {} as CryptoKey);
  await stage.conductor.begin(null);
  await stage.hear({ kind: "open", spoken: "4821", old: null }, standing());
  const sent = (): ControlMessage[] => stage.posted.splice(0).flatMap((one) => (one.kind === "send" ? [one.message as ControlMessage] : []));
  sent();
  return { stage, acts: new Acts(stage.conductor, 41), sent };
}

const rows = (stage: Stage): unknown[] => (stage.conductor.state.session?.requests ?? []).map(({ request, state, wanted }) => [request, state, wanted]);

describe("お願い [5.7]", () => {
  test("is on its way until the customer's program has it, then stands as that says", async () => {
    const { stage, acts, sent } = await opened();
    acts.askToDo("再起動");
    expect(sent()).toEqual([{ is: "control.RequestToCustomer", request: 42, text: "再起動" }]);
    expect(rows(stage)).toEqual([[42, null, null]]);
    await stage.hear(stands(42, ASKED));
    expect(rows(stage)).toEqual([[42, ASKED, null]]);
    await stage.hear(stands(42, CANNOT, "再起動", "鍵がない"));
    expect(stage.conductor.state.session?.requests[0]?.word).toBe("鍵がない");
    expect(stage.conductor.state.notices.at(-1)?.key).toBe("console.requests.notice_cannot");
    await stage.hear(stands(42, DONE));
    expect(stage.conductor.state.notices.at(-1)?.key).toBe("console.requests.notice_done");
    expect(stage.conductor.state.session?.answered).toBe(2);
    stage.conductor.dispatch({ kind: "requests-seen" });
    expect(stage.conductor.state.session?.answered).toBe(0);
  });

  test("after a cut what has no answer is said again, under the same number, and nothing else", async () => {
    const { stage, acts, sent } = await opened();
    for (const text of ["一", "二", "三"]) acts.askToDo(text);
    await stage.hear(stands(43, ASKED, "二"), stands(44, ASKED, "三"));
    acts.settle(44, TICKED_OFF);
    sent();
    await stage.hear({ kind: "link-down", reason: "network" }, { kind: "open", spoken: "1", old: null });
    expect(sent()).toEqual([
      { is: "control.RequestToCustomer", request: 42, text: "一" },
      { is: "control.SettleRequest", request: 44, state: TICKED_OFF },
    ]);
    await stage.hear(stands(42, ASKED, "一"), stands(43, DONE, "二"), stands(44, TICKED_OFF, "三"));
    expect(rows(stage)).toEqual([[42, ASKED, null], [43, DONE, null], [44, TICKED_OFF, null]]);
    await stage.hear({ kind: "open", spoken: "2", old: null });
    expect(sent()).toEqual([]);
  });

  test("the customer's tick came before our taking back", async () => {
    const { stage, acts } = await opened();
    acts.askToDo("再起動");
    await stage.hear(stands(42, ASKED));
    acts.settle(42, TAKEN_BACK);
    expect(rows(stage)).toEqual([[42, ASKED, TAKEN_BACK]]);
    await stage.hear(stands(42, DONE));
    expect(rows(stage)).toEqual([[42, DONE, null]]);
  });

  test("a page that was loaded anew learns of all of them without a slip, and takes no number that is known", async () => {
    const { stage, acts, sent } = await opened();
    await stage.hear(stands(42, DONE), stands(43, ASKED), stands(7, NOT_TAKEN));
    expect(rows(stage)).toEqual([[42, DONE, null], [43, ASKED, null]]);
    expect(stage.conductor.state.notices).toEqual([]);
    acts.askToDo("もう一つ");
    expect(sent()).toEqual([{ is: "control.RequestToCustomer", request: 44, text: "もう一つ" }]);
  });

  test("what was not taken says so and is not said again", async () => {
    const { stage, acts, sent } = await opened();
    acts.askToDo("再起動");
    sent();
    await stage.hear(stands(42, NOT_TAKEN, ""), { kind: "open", spoken: "1", old: null });
    expect(rows(stage)).toEqual([[42, NOT_TAKEN, null]]);
    expect(stage.conductor.state.session?.requests[0]?.text).toBe("再起動");
    expect(sent()).toEqual([]);
  });
});
