import { describe, expect, test } from "vitest";
import { concat, hex, utf8 } from "../../src/wire/bytes.js";
import { LANGUAGES } from "../../src/wire/codec.js";
import { Access, Channel, type ControlStanding, Ending, Grant, Mode, Pause, Phase, RelayReason, Sharing } from "../../src/wire/messages.gen.js";
import { ATTEMPT, Line } from "../host.js";

const STANDING: ControlStanding = {
  is: "control.Standing", phase: Phase.CONNECTED, view: Grant.HELD, control: Grant.HELD, clipboard: Grant.NONE, files: Grant.NONE,
  pause: Pause.NONE, sharing: Sharing.MONITOR, sharing_title: "画面", bytes_used: 0, view_left: 0, control_left: 0, clipboard_left: 0, files_left: 0, data_limit: 0, low_data: false,
};

describe("opening", () => {
  test("[8.1] attach, handshake, and Caller as the first message, with the proof of the card's key", async () => {
    const line = new Line();
    const attachment = await line.attach();
    await line.join();
    expect(line.kinds()).toEqual(["joined", "peer", "proven"]);
    expect(hex(line.last("proven")?.attempt ?? new Uint8Array())).toBe(hex(ATTEMPT));
    expect(line.host.keys).toBeNull();
    await line.conversation.confirmed(line.now);
    await line.settle();
    const open = line.last("open");
    expect(open?.spoken).toBe(line.host.keys?.spoken);
    expect(open?.old?.extractable).toBe(false);
    const caller = line.host.heard[0];
    if (caller?.is !== "control.Caller") throw new Error("Caller is not the first message");
    const transcript = line.host.keys?.transcript ?? new Uint8Array();
    const signed = concat(utf8("madoguchi/proof/1\n"), transcript);
    expect(await crypto.subtle.verify("Ed25519", attachment.consoleKey.publicKey as CryptoKey, Uint8Array.from(caller.proof), signed)).toBe(true);
    expect(line.errors).toEqual([]);
  });

  test("[8.1] our confirmation waits for the office; refused, it never leaves", async () => {
    const line = new Line();
    await line.attach();
    await line.join();
    expect(line.host.said.map(({ is }) => is)).toEqual(["handshake.Hello", "handshake.Share"]);
    await line.conversation.confirmRefused();
    await line.settle();
    expect(line.host.said.map(({ is }) => is)).toEqual(["handshake.Hello", "handshake.Share", "handshake.TurnedAway"]);
    expect(line.last("broken")?.reason).toBe(RelayReason.BUSY);
    await line.conversation.confirmed(line.now);
    expect(line.kinds()).not.toContain("open");
  });

  test("[8.1] three wrong guesses, each told, and the secret is destroyed", async () => {
    const line = new Line();
    await line.attach();
    line.host.secret = "111111";
    for (const tries of [1, 2, 3]) {
      await line.join();
      expect(line.last("wrong-secret")).toEqual({ kind: "wrong-secret", tries, destroyed: tries === 3 });
    }
    expect(line.left()).toBe(RelayReason.WRONG_SECRET);
    expect(line.hangUps).toBe(1);
    line.host.secret = "093756"; // too late
    await line.join();
    expect(line.kinds()).not.toContain("proven");
  });

  test("[8.1] the count goes on over a new connection with the same secret, and anew with another", async () => {
    const line = new Line();
    line.host.secret = "111111";
    for (const tries of [1, 2]) {
      await line.attach();
      await line.join();
      expect(line.last("wrong-secret")?.tries).toBe(tries);
    }
    await line.attach({ kind: "number", secret: "222222" });
    await line.join();
    expect(line.last("wrong-secret")).toEqual({ kind: "wrong-secret", tries: 1, destroyed: false });
  });

  test("a handshake that takes longer than 15 s is over", async () => {
    const line = new Line();
    line.host.deaf = true;
    await line.attach();
    await line.toConsole({ is: "envelope.PeerJoined" });
    await line.settle();
    line.conversation.tick(line.now + 14_999);
    expect(line.kinds()).toEqual(["joined", "peer"]);
    line.conversation.tick(line.now + 15_001);
    expect(line.last("link-down")?.reason).toBe(RelayReason.TIMED_OUT);
    await line.settle();
    expect(line.host.said.at(-1)).toEqual({ is: "handshake.TurnedAway", reason: RelayReason.TIMED_OUT });
  });

  test("another mode than ours is malformed", async () => {
    const line = new Line();
    await line.attach();
    await line.toConsole({ is: "envelope.PeerJoined" });
    await line.host.begin(Mode.RESUME);
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.MALFORMED);
  });
});

describe("talking", () => {
  test("pings once a second while control is held, every three seconds otherwise, and tells the round trip", async () => {
    const line = new Line();
    await line.open();
    const pings = (): number => line.host.heard.filter(({ is }) => is === "control.Ping").length;
    const begun = line.now;
    for (; line.now <= begun + 6_000; line.now += 250) {
      line.conversation.tick(line.now);
      await line.toConsole({ is: "envelope.Beat" });
    }
    await line.settle();
    expect(pings()).toBe(3); // at 0, 3 and 6 s
    const ping = line.host.heard.findLast(({ is }) => is === "control.Ping");
    line.now += 42;
    if (ping?.is === "control.Ping") await line.host.say({ is: "control.Pong", token: ping.token });
    await line.host.say(STANDING);
    await line.settle();
    const before = pings();
    const held = line.now;
    for (; line.now <= held + 4_000; line.now += 250) {
      line.conversation.tick(line.now);
      await line.toConsole({ is: "envelope.Beat" });
    }
    await line.settle();
    expect(pings() - before).toBeGreaterThanOrEqual(4);
    expect(line.last("quality")?.roundTripMs).toBe(292); // 250 + 42
    expect(line.fromConsole.some(({ is }) => is === "envelope.Beat")).toBe(true);
  });

  test("[5.3] input is dropped without control; letting go is not", async () => {
    const line = new Line();
    await line.open();
    const key = { is: "input.Key", down: true, usage: 4 } as const;
    await line.conversation.send(key);
    await line.conversation.send({ is: "input.ReleaseAll" });
    await line.host.say(STANDING);
    await line.settle();
    await line.conversation.send(key);
    await line.settle();
    expect(line.host.heard.filter(({ is }) => is.startsWith("input.")).map(({ is }) => is)).toEqual(["input.ReleaseAll", "input.Key"]);
    expect(line.conversation.grants.allows(Access.CONTROL)).toBe(true);
  });

  test("Chat, Clip and Answer reach the page; Ping is answered and does not", async () => {
    const line = new Line();
    await line.open();
    await line.host.say({ is: "control.Chat", text: "こんにちは" });
    await line.host.say({ is: "control.Ping", token: 7 });
    await line.settle();
    expect(line.told.filter(({ kind }) => kind === "heard")).toEqual([{ kind: "heard", message: { is: "control.Chat", text: "こんにちは" } }]);
    expect(line.host.heard.at(-1)).toEqual({ is: "control.Pong", token: 7 });
  });

  test("10 s of silence is a cut", async () => {
    const line = new Line();
    await line.open();
    line.conversation.tick(line.now + 10_000);
    expect(line.kinds()).not.toContain("link-down");
    line.conversation.tick(line.now + 10_001);
    expect(line.last("link-down")?.reason).toBe("network");
    expect(line.downs).toBe(1);
  });

  test("the customer's End is the end: told, keys gone, connection closed", async () => {
    const line = new Line();
    await line.open();
    await line.host.say({ is: "control.End", ending: Ending.CUSTOMER_STOPPED });
    await line.settle();
    expect(line.last("ended")?.ending).toBe(Ending.CUSTOMER_STOPPED);
    expect([line.conversation.up, line.hangUps, line.downs]).toEqual([false, 1, 1]);
    const before = line.fromConsole.length;
    await line.conversation.send({ is: "control.Chat", text: "まだ?" });
    expect(line.fromConsole).toHaveLength(before);
  });

  test("our End is sent before we leave", async () => {
    const line = new Line();
    await line.open();
    await line.conversation.send({ is: "control.End", ending: Ending.RESOLVED });
    await line.settle();
    expect(line.host.heard.at(-1)).toEqual({ is: "control.End", ending: Ending.RESOLVED });
    expect(line.fromConsole.at(-1)).toEqual({ is: "envelope.Leave", reason: RelayReason.GONE });
    expect(line.last("ended")?.ending).toBe(Ending.RESOLVED);
  });
});

describe("a hostile relay, a broken host", () => {
  const chat = LANGUAGES.control.send({ is: "control.Chat", text: "a" });

  test.each([
    ["altered", (sealed: Uint8Array) => sealed.with(6, (sealed[6] ?? 0) ^ 1)],
    ["truncated", (sealed: Uint8Array) => sealed.slice(0, -1)],
    ["empty", () => new Uint8Array(0)],
  ])("[8.1] a frame that was %s closes the connection; only a resume goes on", async (_how, spoil) => {
    const line = new Line();
    await line.open();
    const sealed = (await line.host.keys?.seal(Channel.CONTROL, chat)) ?? new Uint8Array();
    await line.toConsole({ is: "envelope.Carry", channel: Channel.CONTROL, sealed: Uint8Array.from(spoil(sealed)) });
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.BROKEN_SEAL);
    expect(line.kinds()).not.toContain("heard");
    expect([line.conversation.up, line.hangUps]).toEqual([false, 1]);
  });

  test.each(["replayed", "dropped", "on another channel", "swapped"])("[8.1] a frame that was %s is a broken seal", async (how) => {
    const line = new Line();
    await line.open();
    const seal = async (): Promise<Uint8Array> => (await line.host.keys?.seal(Channel.CONTROL, chat)) ?? new Uint8Array();
    const [first, second] = [await seal(), await seal()];
    const carry = (sealed: Uint8Array, channel: Channel = Channel.CONTROL): Promise<void> => line.toConsole({ is: "envelope.Carry", channel, sealed });
    if (how === "replayed") await carry(first).then(() => carry(first));
    if (how === "dropped") await carry(second);
    if (how === "on another channel") await carry(first, Channel.FILES);
    if (how === "swapped") await carry(second).then(() => carry(first));
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.BROKEN_SEAL);
  });

  test("a message on another channel than its own is refused", async () => {
    const line = new Line();
    await line.open();
    await line.host.sayOn(Channel.FILES, chat);
    await line.settle();
    expect(line.last("broken")?.reason).toBe(RelayReason.UNKNOWN_MESSAGE);
    expect(line.left()).toBe(RelayReason.UNKNOWN_MESSAGE);
  });

  test("what only a console may say is refused from a host", async () => {
    const line = new Line();
    await line.open();
    await line.host.sayOn(Channel.INPUT, LANGUAGES.input.send({ is: "input.ReleaseAll" }));
    await line.settle();
    expect(line.last("broken")?.reason).toBe(RelayReason.WRONG_DIRECTION);
  });

  test("a relay that writes nonsense is a cut, not an end", async () => {
    const line = new Line();
    await line.open();
    await line.toConsoleBytes(Uint8Array.of(0x7f, 0, 0, 0, 0));
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.UNKNOWN_MESSAGE);
  });

  test("a handshake record inside the conversation is a cut", async () => {
    const line = new Line();
    await line.open();
    await line.host.sayHandshake({ is: "handshake.Share", share: new Uint8Array(32) });
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.MALFORMED);
  });

  test("a flood that nobody can work off is a cut, not a full memory", async () => {
    const line = new Line();
    await line.open();
    const piece = LANGUAGES.envelope.send({ is: "envelope.Carry", channel: Channel.PICTURE, sealed: new Uint8Array(262_144) });
    for (let sent = 0; sent <= 64 * 1024 * 1024; sent += piece.length) void line.toConsoleBytes(piece);
    expect(line.last("link-down")?.reason).toBe(RelayReason.TOO_MANY);
    await line.settle();
    expect([line.conversation.up, line.hangUps]).toEqual([false, 1]);
  });

  test("our own bug is told to us, and is a cut", async () => {
    const line = new Line();
    await line.open();
    line.onFiles = () => Promise.reject(new Error("our own bug"));
    await line.host.say({ is: "files.Received", transfer: 1 });
    await line.settle();
    expect(line.errors).toHaveLength(1);
    expect(line.last("link-down")?.reason).toBe("network");
  });
});

describe("coming back", () => {
  test("[8.1] after a cut a new ticket and the resume secret open it again, with other keys and no new secret", async () => {
    const line = new Line();
    await line.open();
    const old = line.last("open")?.old;
    if (old === null || old === undefined) throw new Error("no resume secret");
    const transcript = hex(line.host.keys?.transcript ?? new Uint8Array());
    await line.conversation.closed();
    expect(line.last("link-down")?.reason).toBe("network");
    await line.attach({ kind: "resume", old });
    await line.join();
    expect(line.last("proven")?.mode).toBe("resume");
    await line.conversation.confirmed(line.now);
    await line.settle();
    expect(line.last("open")?.old).toBeNull();
    expect(hex(line.host.keys?.transcript ?? new Uint8Array())).not.toBe(transcript);
    expect(line.host.heard.filter(({ is }) => is === "control.Caller")).toHaveLength(2);
    expect([line.ups, line.downs]).toEqual([2, 1]);
  });

  test("[8.1] the host alone comes back: the worker resumes by itself with the secret it kept", async () => {
    const line = new Line();
    await line.open();
    await line.toConsole({ is: "envelope.PeerLeft", reason: RelayReason.GONE });
    await line.settle();
    expect([line.kinds().at(-1), line.conversation.up]).toEqual(["joined", false]);
    await line.join();
    expect(line.last("proven")?.mode).toBe("resume");
    await line.conversation.confirmed(line.now);
    await line.settle();
    expect(line.conversation.up).toBe(true);
  });

  test("[8.1] a resume with another secret ends it", async () => {
    const line = new Line();
    await line.open();
    const other = await crypto.subtle.importKey("raw", new Uint8Array(32).fill(9), "HKDF", false, ["deriveBits"]);
    await line.conversation.closed();
    await line.attach({ kind: "resume", old: other });
    await line.join();
    expect(line.last("broken")?.reason).toBe(RelayReason.WRONG_SECRET);
    expect(line.kinds()).not.toContain("wrong-secret");
  });

  test.each([RelayReason.REPLACED, RelayReason.BUSY])("the relay's %s is not answered by coming back", async (reason) => {
    const line = new Line();
    await line.open();
    await line.toConsole({ is: "envelope.Closed", reason });
    await line.settle();
    expect(line.last("broken")?.reason).toBe(reason);
  });

  test("the relay's shutting down is", async () => {
    const line = new Line();
    await line.open();
    await line.toConsole({ is: "envelope.Closed", reason: RelayReason.SHUTTING_DOWN });
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.SHUTTING_DOWN);
  });
});
