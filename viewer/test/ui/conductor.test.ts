// The flow of one page as a dialogue between the worker, the office and the clock.

import { describe, expect, test } from "vitest";
import { Acts } from "../../src/ui/acts.js";
import { Access, Ending, FileReason, Grant, RelayReason } from "../../src/wire/messages.gen.js";
import { refused, Stage, standing } from "./helpers.js";

const OLD = { type: "secret", extractable: false } as CryptoKey;
const ATTEMPT = new Uint8Array(16);
const proven = { kind: "proven", attempt: ATTEMPT, mode: "number" } as const;
const down = { kind: "link-down", reason: "network" } as const;

async function onNumber(): Promise<Stage> {
  const stage = new Stage();
  await stage.conductor.begin("093756");
  await stage.hear({ kind: "joined" });
  return stage;
}

async function inSession(): Promise<Stage> {
  const stage = await onNumber();
  await stage.hear({ kind: "peer" }, proven, { kind: "open", spoken: "4821", old: OLD }, standing());
  return stage;
}

describe("from the number to the session [8.1]", () => {
  test("the given secret is shown whole, and never told to the office", async () => {
    const stage = await onNumber();
    expect(stage.conductor.state.number.digits?.join(" ")).toBe("482 093 7561");
    expect(stage.conductor.state.number.stage).toBe("waiting");
    expect(stage.calls).toEqual(["ticket number a1"]);
    expect(stage.posted[0]).toMatchObject({ kind: "attach", attachment: { proof: { kind: "number", secret: "093756" } } });
  });

  test("confirmed goes to the worker only after the office wrote it down; the address changes; the key is kept", async () => {
    const stage = await onNumber();
    stage.conductor.hear({ kind: "peer" });
    stage.conductor.hear(proven);
    expect(stage.kinds()).not.toContain("confirmed");
    await stage.settle();
    expect(stage.calls).toContain("confirmed a1 16");
    expect(stage.kinds().at(-1)).toBe("confirmed");
    expect(stage.address).toBe("/console/session/5e55");
    await stage.hear({ kind: "open", spoken: "4821", old: OLD });
    expect(stage.kept.get("5e55")).toBe(OLD);
    expect(stage.conductor.state.screen).toBe("session");
    expect(stage.conductor.state.session?.link.is).toBe("up");
    expect(stage.conductor.state.session?.spoken).toBe("4821");
  });

  test.each([[409, "used"], [410, "expired"]] as const)("the office says %i: nothing opens", async (status, why) => {
    const stage = await onNumber();
    stage.confirms = refused(status);
    await stage.hear(proven);
    expect(stage.kinds()).toContain("confirm-refused");
    expect(stage.kinds()).not.toContain("confirmed");
    expect(stage.conductor.state.number.over).toBe(why);
    await stage.hear({ kind: "broken", reason: RelayReason.BUSY }); // the worker's echo changes nothing
    expect(stage.conductor.state.number.over).toBe(why);
  });

  test("each wrong guess is told to person and office; the third destroys the number", async () => {
    const stage = await onNumber();
    await stage.hear({ kind: "wrong-secret", tries: 1, destroyed: false });
    expect(stage.conductor.state.number).toMatchObject({ wrong: 1, stage: "waiting" });
    await stage.hear({ kind: "wrong-secret", tries: 2, destroyed: false }, { kind: "wrong-secret", tries: 3, destroyed: true });
    expect(stage.calls.filter((call) => call === "wrong a1")).toHaveLength(3);
    expect(stage.conductor.state.number).toMatchObject({ stage: "over", over: "destroyed", digits: null });
    expect(stage.kinds().at(-1)).toBe("close");
  });

  test("the office's count holds too: a page loaded again begins with less", async () => {
    const stage = await onNumber();
    stage.guesses = { wrong: 3, burnt: true };
    await stage.hear({ kind: "wrong-secret", tries: 1, destroyed: false });
    expect(stage.conductor.state.number.over).toBe("destroyed");
    expect(stage.kinds().at(-1)).toBe("close");
  });

  test("its time runs out on this page as well", async () => {
    const stage = await onNumber();
    await stage.pass(499);
    expect(stage.conductor.state.number.stage).toBe("waiting");
    await stage.pass(1);
    expect(stage.conductor.state.number).toMatchObject({ stage: "over", over: "expired" });
    expect(stage.kinds().at(-1)).toBe("close");
  });

  test("cancelling tells the office and goes back to the case", async () => {
    const stage = await onNumber();
    await stage.conductor.cancelNumber();
    expect(stage.calls).toContain("cancel a1");
    expect(stage.went).toBe("/office/cases/c1");
  });

  test("the relay was away for a moment: attach again with the same number", async () => {
    const stage = await onNumber();
    await stage.hear(down);
    await stage.pass(1);
    expect(stage.posted.filter(({ kind }) => kind === "attach")).toHaveLength(2);
  });
});

describe("the link [5.3]", () => {
  test("a cut is mended with the resume key and a new ticket", async () => {
    const stage = await inSession();
    await stage.hear(down);
    expect(stage.conductor.state.session?.link).toMatchObject({ is: "down", by: "us" });
    await stage.pass(1);
    expect(stage.calls.at(-1)).toBe("ticket session 5e55");
    expect(stage.posted.at(-1)).toMatchObject({ kind: "attach", attachment: { proof: { kind: "resume", old: OLD } } });
    await stage.hear({ kind: "peer" }, { kind: "proven", attempt: ATTEMPT, mode: "resume" });
    expect(stage.posted.at(-1)).toEqual({ kind: "confirmed" });
    expect(stage.calls.filter((call) => call.startsWith("confirmed"))).toHaveLength(1);
    await stage.hear({ kind: "open", spoken: "", old: null });
    expect(stage.conductor.state.session?.link.is).toBe("up");
    expect(stage.conductor.state.session?.spoken).toBe("4821");
  });

  test("tries come slower and slower, and 120 seconds after the cut it is over", async () => {
    const stage = await inSession();
    const began = stage.calls.length;
    stage.tickets = Array.from({ length: 50 }, () => refused(0));
    await stage.hear(down);
    await stage.pass(120);
    const tries = stage.calls.slice(began).filter((call) => call.startsWith("ticket"));
    expect(tries.length).toBeGreaterThanOrEqual(8);
    expect(tries.length).toBeLessThanOrEqual(14);
    expect(stage.conductor.state.screen).toBe("session");
    await stage.pass(1);
    expect(stage.conductor.state.ended?.ending).toBe(Ending.LOST);
    expect(stage.kept.size).toBe(0);
    const after = stage.calls.length;
    await stage.pass(60);
    expect(stage.calls.slice(after).filter((call) => call.startsWith("ticket"))).toEqual([]);
  });

  test("the customer's side is gone: wait on the same connection, and count the same 120 seconds", async () => {
    const stage = await inSession();
    await stage.hear({ kind: "joined" });
    expect(stage.conductor.state.session?.link).toMatchObject({ is: "down", by: "customer", tryAt: null });
    await stage.pass(30);
    expect(stage.posted.filter(({ kind }) => kind === "attach")).toHaveLength(1);
    await stage.pass(91);
    expect(stage.conductor.state.ended?.ending).toBe(Ending.LOST);
  });

  test("another page took it over: no war of tickets, but a way back", async () => {
    const stage = await inSession();
    await stage.hear({ kind: "broken", reason: RelayReason.REPLACED });
    expect(stage.conductor.state.session?.link.is).toBe("elsewhere");
    await stage.pass(130);
    expect(stage.posted.filter(({ kind }) => kind === "attach")).toHaveLength(1);
    expect(stage.conductor.state.screen).toBe("session");
    stage.conductor.takeOver();
    await stage.settle();
    expect(stage.posted.filter(({ kind }) => kind === "attach")).toHaveLength(2);
  });

  test("the office says that it is over: show how it ended", async () => {
    const stage = await inSession();
    stage.tickets = [refused(410)];
    stage.ending = "supervisor_ended";
    await stage.hear(down);
    await stage.pass(1);
    expect(stage.conductor.state.ended?.ending).toBe(Ending.SUPERVISOR_ENDED);
  });

  test("signed out: say so, and stop", async () => {
    const stage = await inSession();
    stage.tickets = [refused(401)];
    await stage.hear(down);
    await stage.pass(1);
    expect(stage.conductor.state.stuck).toEqual({ why: "signed-out", said: "だめです" });
  });

  test("cut after the office's word but before the first key: plainly stuck, never silently waiting", async () => {
    const stage = await onNumber();
    await stage.hear(proven, down);
    expect(stage.conductor.state.stuck?.why).toBe("no-key");
  });

  test.each([
    [RelayReason.WRONG_VERSION, "wrong-version"], [RelayReason.CALLER_NOT_PROVEN, "caller-not-proven"], [RelayReason.MALFORMED, "broken"],
    [RelayReason.WRONG_SECRET, "no-key"],
  ] as const)("broken by reason %i is %s", async (reason, why) => {
    const stage = await inSession();
    await stage.hear({ kind: "broken", reason });
    expect(stage.conductor.state.stuck?.why).toBe(why);
  });
});

describe("a page loaded again [8.1]", () => {
  test("with the key it resumes, and takes the elapsed time from the office", async () => {
    const stage = new Stage({ number: null, session: "5e55", routing: null });
    stage.kept.set("5e55", OLD);
    await stage.conductor.begin(null);
    await stage.settle();
    expect(stage.posted.at(-1)).toMatchObject({ kind: "attach", attachment: { proof: { kind: "resume" } } });
    expect(stage.conductor.state.session?.connectedAt).toBe(Date.parse("2026-11-23T02:50:00Z"));
  });

  test("without the key it says so", async () => {
    const stage = new Stage({ number: null, session: "5e55", routing: null });
    await stage.conductor.begin(null);
    expect(stage.conductor.state.stuck?.why).toBe("no-key");
    expect(stage.kinds()).not.toContain("attach");
    await stage.conductor.issueAgain();
    expect(stage.submitted).toBe('/office/cases/c1/numbers {"csrf":"t"}');
    expect(stage.calls.some((call) => call.startsWith("cancel"))).toBe(false);
  });

  test("of a session that ended meanwhile it shows the ending", async () => {
    const stage = new Stage({ number: null, session: "5e55", routing: null });
    stage.ending = "customer_stopped";
    await stage.conductor.begin(null);
    expect(stage.conductor.state.ended?.ending).toBe(Ending.CUSTOMER_STOPPED);
  });

  test("on the number: the office keeps it for the page that held the secret, so a new number is offered", async () => {
    const stage = new Stage();
    stage.tickets = [refused(409)];
    await stage.conductor.begin(null);
    expect(stage.conductor.state.number).toMatchObject({ stage: "over", over: "elsewhere", digits: null });
    await stage.conductor.issueAgain();
    expect(stage.calls).toContain("cancel a1");
    expect(stage.submitted).toBe('/office/cases/c1/numbers {"csrf":"t"}');
  });

  test("without a given secret it is drawn here", async () => {
    const stage = new Stage();
    await stage.conductor.begin(null);
    expect(stage.conductor.state.number.digits?.[0]).toBe("482");
    expect(stage.posted[0]).toMatchObject({ attachment: { proof: { secret: expect.stringMatching(/^\d{6}$/) } } });
  });

  test("the key is kept in use while the session runs", async () => {
    const stage = await inSession();
    await stage.pass(61);
    expect(stage.calls.filter((call) => call === "touch 5e55")).toHaveLength(1);
  });
});

describe("the end [5.4]", () => {
  test("both are told, the key goes, the worker closes last", async () => {
    const stage = await inSession();
    await stage.conductor.end(Ending.RESOLVED, "resolved", "直りました");
    expect(stage.posted.slice(-2)).toEqual([{ kind: "send", message: { is: "control.End", ending: Ending.RESOLVED } }, { kind: "close" }]);
    expect(stage.calls.at(-1)).toBe("end 5e55 resolved 直りました");
    expect(stage.conductor.state.ended).toMatchObject({ ending: Ending.RESOLVED, record: "written" });
    expect(stage.kept.size).toBe(0);
    await stage.hear({ kind: "ended", ending: Ending.CUSTOMER_STOPPED });
    expect(stage.conductor.state.ended?.ending).toBe(Ending.RESOLVED); // the first ending stands
  });

  test("an office that cannot be reached is asked again, with the same words", async () => {
    const stage = await inSession();
    stage.ends = refused(0);
    await stage.conductor.end(Ending.DECLINED, "declined", "範囲外");
    expect(stage.conductor.state.ended?.record).toBe("failed");
    stage.ends = { ok: true, value: { ending: "declined" } };
    await stage.conductor.record();
    expect(stage.conductor.state.ended?.record).toBe("written");
    expect(stage.calls.filter((call) => call === "end 5e55 declined 範囲外")).toHaveLength(2);
  });

  test("the customer ends: what came and is not saved stays until it is", async () => {
    const stage = await inSession();
    await stage.hear(
      { kind: "file", transfer: 2, what: { step: "offered", name: "a.log", size: 3, purpose: "", byCustomer: true } },
      { kind: "file", transfer: 2, what: { step: "received", file: {} as File, sha256: "00" } },
      { kind: "ended", ending: Ending.CUSTOMER_STOPPED },
    );
    expect(stage.kinds()).not.toContain("close");
    expect(stage.conductor.state.session?.files[0]?.step.is).toBe("received");
    await stage.hear(down);
    expect(stage.conductor.state.screen).toBe("ended");
  });
});

describe("what the operator does [5.2, 5.5, 5.6]", () => {
  test("no input leaves without control, nor while the link is down", async () => {
    const stage = await inSession();
    const acts = new Acts(stage.conductor, 5);
    const before = stage.posted.length;
    acts.input([{ is: "input.Key", down: true, usage: 4 }]);
    expect(stage.posted).toHaveLength(before);
    await stage.hear(standing({ control: Grant.HELD }));
    acts.input([{ is: "input.Key", down: true, usage: 4 }]);
    expect(stage.posted).toHaveLength(before + 1);
    await stage.hear(down);
    const then = stage.posted.length;
    acts.input([{ is: "input.Key", down: false, usage: 4 }]);
    expect(stage.posted).toHaveLength(then);
  });

  test("asking sends access, minutes and purpose", async () => {
    const stage = await inSession();
    new Acts(stage.conductor, 5).ask(Access.CONTROL, 10, "代わりに操作するため");
    expect(stage.posted.at(-1)).toEqual({ kind: "send", message: { is: "control.Ask", access: Access.CONTROL, minutes: 10, purpose: "代わりに操作するため" } });
  });

  test("transfers begun here have odd numbers of their own", async () => {
    const stage = await inSession();
    const acts = new Acts(stage.conductor, 0xffffffff);
    acts.offer([new File(["a"], "a.txt"), new File(["b"], "b.txt")], "設定");
    acts.request("", "調査");
    const numbers = stage.conductor.state.session?.files.map(({ transfer }) => transfer) ?? [];
    expect(new Set(numbers).size).toBe(3);
    for (const transfer of numbers) expect(transfer % 2).toBe(1);
    for (const transfer of numbers) expect(transfer).toBeLessThan(2 ** 31);
  });

  test("what was asked for is taken without a second question; what the customer offers is not", async () => {
    const stage = await inSession();
    const acts = new Acts(stage.conductor, 5);
    acts.request("error.log", "調査");
    const asked = stage.conductor.state.session?.files[0]?.transfer ?? 0;
    await stage.hear({ kind: "file", transfer: asked, what: { step: "offered", name: "error.log", size: 10, purpose: "調査", byCustomer: false } });
    expect(stage.posted.at(-1)).toEqual({ kind: "accept-file", transfer: asked });
    await stage.hear({ kind: "file", transfer: 2, what: { step: "offered", name: "x.exe", size: 10, purpose: "", byCustomer: true } });
    expect(stage.posted.filter(({ kind }) => kind === "accept-file")).toHaveLength(1);
    acts.refuse(2);
    expect(stage.posted.at(-1)).toEqual({ kind: "stop-file", transfer: 2, reason: FileReason.REFUSED });
  });

  test("a chat that is too long for one message goes as two, cut between characters", async () => {
    const stage = await inSession();
    new Acts(stage.conductor, 5).chat("あ".repeat(2000));
    const sent = stage.posted.filter((one) => one.kind === "send").map(({ message }) => (message.is === "control.Chat" ? message.text : ""));
    expect(sent.map((text) => text.length)).toEqual([1333, 667]);
  });
});
