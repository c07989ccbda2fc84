// A decoder at work, or hung: pictures wait for each other in order, and nothing else waits for them.

import { describe, expect, test } from "vitest";
import { PeerError } from "../../src/wire/errors.js";
import { Ending, type PictureMessage, RelayReason, VIDEO_LIMIT } from "../../src/wire/messages.gen.js";
import { Line } from "../host.js";

const video = (frame: number, size = 1): PictureMessage => ({
  is: "picture.Video", x: 0, y: 0, width: 16, height: 16, coding: 1, key: true, data: new Uint8Array(size).fill(frame),
});
const end = (frame: number): PictureMessage => ({ is: "picture.FrameEnd", frame });

/** A line whose decoder answers when it is told to. */
async function decoding(): Promise<{ line: Line; finish: (wrong?: unknown) => void }> {
  const line = new Line();
  await line.open();
  const waiting: { resolve: () => void; reject: (wrong: unknown) => void }[] = [];
  line.onPicture = (message) =>
    message.is === "picture.Video" ? new Promise<void>((resolve, reject) => waiting.push({ resolve, reject })) : undefined;
  const finish = (wrong?: unknown): void => {
    const first = waiting.shift();
    if (wrong === undefined) first?.resolve();
    else first?.reject(wrong);
  };
  return { line, finish };
}

describe("while a film's picture is being decoded", () => {
  test("[5.3] what the customer's program says is heard at once", async () => {
    const { line } = await decoding();
    await line.host.say(video(1));
    await line.host.say({ is: "control.Chat", text: "待ちません" });
    await line.host.say({ is: "control.Ping", token: 7 });
    await line.host.say({ is: "control.End", ending: Ending.CUSTOMER_STOPPED });
    await line.settle();
    expect(line.last("heard")?.message).toEqual({ is: "control.Chat", text: "待ちません" });
    expect(line.last("ended")?.ending).toBe(Ending.CUSTOMER_STOPPED);
    expect(line.host.heard.at(-1)).toEqual({ is: "control.Pong", token: 7 });
  });

  test("the pictures behind it wait, and come in order", async () => {
    const { line, finish } = await decoding();
    for (const message of [video(1), end(1), video(2), end(2)]) await line.host.say(message);
    await line.settle();
    expect(line.pictures.map(({ is }) => is)).toEqual(["picture.Video"]);
    finish();
    await line.settle();
    expect(line.pictures.map(({ is }) => is)).toEqual(["picture.Video", "picture.FrameEnd", "picture.Video"]);
    finish();
    await line.settle();
    await line.host.say(end(3));
    await line.settle();
    expect(line.pictures.slice(1)).toEqual([end(1), video(2), end(2), end(3)]);
  });

  test("what waited when the link was cut is not shown after it, and its failure is not the new link's", async () => {
    const { line, finish } = await decoding();
    await line.host.say(video(1));
    await line.host.say(end(1));
    await line.settle();
    await line.join();
    await line.conversation.confirmed(line.now);
    await line.settle();
    await line.host.say(end(9));
    finish(new PeerError(RelayReason.MALFORMED, "of before"));
    await line.settle();
    expect(line.pictures).toEqual([video(1), end(9)]);
    expect(line.kinds()).not.toContain("broken");
    expect(line.conversation.up).toBe(true);
  });

  test("what cannot be decoded under seal ends it, as ever", async () => {
    const { line, finish } = await decoding();
    await line.host.say(video(1));
    await line.settle();
    finish(new PeerError(RelayReason.MALFORMED, "no film"));
    await line.settle();
    expect(line.last("broken")?.reason).toBe(RelayReason.MALFORMED);
  });

  test("what waits is bounded", async () => {
    const { line } = await decoding();
    for (let sent = 0; sent <= 64 * 1024 * 1024; sent += VIDEO_LIMIT) await line.host.say(video(1, VIDEO_LIMIT));
    await line.host.say(video(1, VIDEO_LIMIT));
    await line.settle();
    expect(line.last("link-down")?.reason).toBe(RelayReason.TOO_MANY);
  });
});
