// The reducer: what the page knows after each event. Only the host's word makes an access held.

import { describe, expect, test } from "vitest";
import { accessSaid } from "../../src/ui/access.js";
import { bannerOf } from "../../src/ui/banners.js";
import { whatToSay } from "../../src/ui/placeholder.js";
import { firstState, holds, mayControl, reduce } from "../../src/ui/state.js";
import type { Event, State } from "../../src/ui/state.js";
import { Access, FileReason, Grant, Pause, Phase, Verdict } from "../../src/wire/messages.gen.js";
import type { ControlStanding } from "../../src/wire/messages.gen.js";
import { facts, NOON, standing } from "./helpers.js";

const after = (state: State, ...events: readonly (Event | [Event, number])[]): State =>
  events.reduce<State>((now, one) => (Array.isArray(one) ? reduce(now, one[0], one[1]) : reduce(now, one, now.now)), state);
const worker = (said: Extract<Event, { kind: "worker" }>["said"]): Event => ({ kind: "worker", said });
const says = (change: Partial<ControlStanding>): Event => worker(standing(change));
const opened = after(firstState(facts(), NOON), { kind: "confirmed", session: "5e55" }, worker({ kind: "open", spoken: "4821", old: null }), says({}));

describe("control is held only by the host's word [5.2]", () => {
  test("asking, or an answer alone, opens nothing", () => {
    const asked = after(opened, says({ control: Grant.ASKED, control_left: 60 }));
    expect(mayControl(asked)).toBe(false);
    expect(mayControl(after(asked, worker({ kind: "heard", message: { is: "control.Answer", access: Access.CONTROL, verdict: Verdict.ALLOWED } })))).toBe(false);
    expect(mayControl(after(asked, says({ control: Grant.AGREED })))).toBe(false);
    expect(mayControl(after(asked, says({ control: Grant.HELD })))).toBe(true);
  });

  const held = after(opened, says({ control: Grant.HELD }));
  test.each<[string, Event]>([
    ["withdrawn", says({ control: Grant.NONE })],
    ["link down", worker({ kind: "link-down", reason: "network" })],
    ["customer gone", worker({ kind: "joined" })],
    ["ended", worker({ kind: "ended", ending: 2 })],
    ["another page", { kind: "elsewhere" }],
    ["stuck", { kind: "stuck", why: "worker", said: "" }],
    ["no longer connected", says({ control: Grant.HELD, phase: Phase.ENDED })],
  ])("%s: control is gone at once", (_, event) => {
    expect(mayControl(held)).toBe(true);
    expect(mayControl(after(held, event))).toBe(false);
  });

  test("each access by itself", () => {
    const files = after(opened, says({ view: Grant.NONE, files: Grant.HELD }));
    expect([Access.VIEW, Access.CONTROL, Access.CLIPBOARD, Access.FILES].map((access) => holds(files, access))).toEqual([false, false, false, true]);
  });
});

describe("what stands under an access's name [5.2]", () => {
  const line = (state: State, access: Access): unknown => {
    const said = state.session === null ? null : accessSaid(access, state.session, state.now);
    return said === null ? null : [said.look, said.key, said.slots];
  };

  test("not allowed, asked with its seconds, recording, allowed", () => {
    expect(line(opened, Access.CONTROL)).toEqual(["none", "console.access.none", {}]);
    const asked = after(opened, says({ control: Grant.ASKED, control_left: 60 }), [{ kind: "tick" }, NOON + 8_000]);
    expect(line(asked, Access.CONTROL)).toEqual(["asked", "console.access.asked", { left: 52 }]);
    const agreed = after(asked, says({ control: Grant.AGREED }));
    expect(line(agreed, Access.CONTROL)).toEqual(["asked", "console.access.agreed", {}]);
    const held = after(agreed, [says({ control: Grant.HELD, control_left: 600 }), NOON + 10_000], [{ kind: "tick" }, NOON + 15_000]);
    expect(line(held, Access.CONTROL)).toEqual(["held", "console.access.held_until", { left: "9:55" }]);
    expect(line(held, Access.VIEW)).toEqual(["held", "console.access.held", {}]);
  });

  test("after a cut and a reload the time that is left is still the host's", () => {
    const left = after(opened, [says({ control: Grant.HELD, control_left: 90 }), NOON + 500_000]);
    expect(line(left, Access.CONTROL)).toEqual(["held", "console.access.held_until", { left: "1:30" }]);
    const forever = after(left, says({ control: Grant.HELD }));
    expect(line(forever, Access.CONTROL)).toEqual(["held", "console.access.held", {}]);
  });

  test("a pause shows on control, a lock on the picture too, a cut on everything", () => {
    const all = { control: Grant.HELD, files: Grant.HELD };
    expect(line(after(opened, says({ ...all, pause: Pause.CUSTOMER_INPUT })), Access.CONTROL)).toMatchObject(["paused", expect.anything(), {}]);
    expect(line(after(opened, says({ ...all, pause: Pause.CUSTOMER_INPUT })), Access.VIEW)).toMatchObject(["held", expect.anything(), {}]);
    expect(line(after(opened, says({ ...all, pause: Pause.SCREEN_LOCKED })), Access.VIEW)).toMatchObject(["paused", expect.anything(), {}]);
    expect(line(after(opened, says(all), worker({ kind: "link-down", reason: "network" })), Access.FILES)).toMatchObject(["paused", expect.anything(), {}]);
  });
});

describe("banners and placeholders [5.1, 5.3]", () => {
  test("a cut counts down from 120, whatever happens on the way", () => {
    const cut = after(opened, [worker({ kind: "link-down", reason: "network" }), NOON], [{ kind: "try-at", at: NOON + 1_000 }, NOON]);
    expect(bannerOf(cut)).toMatchObject({ key: "console.link.down", left: 120, tryIn: 1 });
    const later = after(cut, [worker({ kind: "joined" }), NOON + 20_000], [worker({ kind: "link-down", reason: "network" }), NOON + 30_000]);
    expect(bannerOf(later)).toMatchObject({ left: 90, tryIn: null });
    expect(bannerOf(after(later, worker({ kind: "open", spoken: "", old: null })))).toBeNull();
  });

  test.each([
    [Pause.CUSTOMER_INPUT, "console.pause.customer_input"], [Pause.QUESTION, "console.pause.question"], [Pause.LINK, "console.pause.link"],
    [Pause.CUSTOMER_PAUSED, "console.pause.customer_paused"], [Pause.SCREEN_LOCKED, "console.pause.screen_locked"], [Pause.OWN_WINDOW, "console.pause.own_window"],
  ])("pause %i says why", (pause, key) => {
    expect(bannerOf(after(opened, says({ control: Grant.HELD, pause })))?.key).toBe(key);
  });

  test("an operator who only looks hears nothing of pauses of the input", () => {
    expect(bannerOf(after(opened, says({ pause: Pause.CUSTOMER_INPUT })))).toBeNull();
    expect(bannerOf(after(opened, says({ pause: Pause.CUSTOMER_PAUSED })))?.key).toBe("console.pause.customer_paused");
  });

  test("there is always a reason for a missing picture", () => {
    const said = (...events: Event[]): string | undefined => whatToSay(after(opened, ...events))?.title;
    expect(said(says({ phase: Phase.STARTED }))).toBe("console.place.started");
    expect(said(says({ phase: Phase.SHOWN }))).toBe("console.place.shown");
    expect(said(says({ phase: Phase.AGREED }))).toBe("console.place.agreed");
    expect(said(says({ view: Grant.NONE }))).toBe("console.place.no_view");
    expect(said(says({ view: Grant.ASKED }))).toBe("console.place.asked");
    expect(said(says({ view: Grant.AGREED }))).toBe("console.place.recording");
    expect(said(says({ view: Grant.HELD }))).toBe("console.place.first_frame");
    expect(said(worker({ kind: "canvas-size", width: 10, height: 10 }))).toBeUndefined();
  });
});

describe("chat, clipboard, files, notices [5.5, 5.6]", () => {
  test("the customer's lines are unread until seen; ours are not", () => {
    const talked = after(opened, { kind: "chatted", text: "はい" }, worker({ kind: "heard", message: { is: "control.Chat", text: "もしもし" } }));
    expect(talked.session?.chat.map(({ mine, text }) => [mine, text])).toEqual([[true, "はい"], [false, "もしもし"]]);
    expect(talked.session?.unread).toBe(1);
    expect(after(talked, { kind: "chat-seen" }).session?.unread).toBe(0);
  });

  test("clipboard text is kept to be shown, and nothing more", () => {
    const got = after(opened, worker({ kind: "heard", message: { is: "control.Clip", text: "a\nb" } }));
    expect(got.session?.clip?.text).toBe("a\nb");
    expect(after(got, { kind: "clip-cleared" }).session?.clip).toBeNull();
  });

  test("every verdict is one notice", () => {
    for (const verdict of Object.values(Verdict)) {
      const answered = after(opened, worker({ kind: "heard", message: { is: "control.Answer", access: Access.FILES, verdict } }));
      expect(answered.notices).toHaveLength(1);
    }
  });

  test("a file from the customer: offered, taken, flowing, received, saved, forgotten", () => {
    const file = (what: Extract<Extract<Event, { kind: "worker" }>["said"], { kind: "file" }>["what"]): Event => worker({ kind: "file", transfer: 2, what });
    let state = after(opened, file({ step: "offered", name: "a.log", size: 10, purpose: "調査", byCustomer: true }));
    const step = (): string | undefined => state.session?.files[0]?.step.is;
    expect(step()).toBe("offered");
    state = after(state, { kind: "file-accepted", transfer: 2 });
    expect(step()).toBe("waiting");
    state = after(state, file({ step: "flowing", done: 5, size: 10, bytesPerSecond: 5 }));
    expect(step()).toBe("flowing");
    state = after(state, file({ step: "received", file: {} as File, sha256: "00" }), { kind: "file-saved", transfer: 2 });
    expect(state.session?.files[0]?.saved).toBe(true);
    expect(after(state, { kind: "file-forgotten", transfer: 2 }).session?.files).toEqual([]);
  });

  test("a step of an unknown transfer, or our own offer's echo, makes no row", () => {
    expect(after(opened, worker({ kind: "file", transfer: 9, what: { step: "stopped", reason: FileReason.REFUSED } })).session?.files).toEqual([]);
    expect(after(opened, worker({ kind: "file", transfer: 9, what: { step: "offered", name: "x", size: 1, purpose: "", byCustomer: false } })).session?.files).toEqual([]);
  });

  test("what is open when the session ends is stopped", () => {
    const ended = after(
      opened, { kind: "file-begun", transfer: 1, way: "out", name: "a", size: 1, purpose: "p" }, worker({ kind: "ended", ending: 2 }),
    );
    expect(ended.session?.files[0]?.step.is).toBe("stopped");
  });
});

test("the first connected moment stays, through every Standing and cut [6.2]", () => {
  const state = after(opened, [worker({ kind: "link-down", reason: "network" }), NOON + 5_000], [worker({ kind: "open", spoken: "", old: null }), NOON + 9_000], [says({}), NOON + 9_000]);
  expect(state.session?.connectedAt).toBe(NOON);
});
