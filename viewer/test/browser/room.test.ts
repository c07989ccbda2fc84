import { expect, test } from "vitest";
import { Room } from "../../src/browser/files_room.js";

const KIB = 1024;

/** A room whose waits take exactly as long as they say. */
function roomOf(): Room {
  let now = 0;
  return new Room({
    now: () => now,
    wait: async (ms) => {
      now += ms;
    },
  });
}

test("an empty socket has room at once; one that is gone too", async () => {
  const room = roomOf();
  await room.in(() => ({ bufferedAmount: 0 }));
  await room.in(() => null);
});

test("a full socket has none before it has drained", async () => {
  let held = 1_000 * KIB;
  const looks: number[] = [];
  await roomOf().in(() => {
    looks.push(held);
    const now = { bufferedAmount: held };
    held -= 300 * KIB;
    return now;
  });
  expect(looks.at(-1)).toBeLessThanOrEqual(128 * KIB);
  expect(looks.length).toBe(4);
});

test("a line that keeps up is trusted with more, up to 2 MiB", async () => {
  const room = roomOf();
  const drained = (): (() => { bufferedAmount: number }) => {
    let first = true;
    return () => {
      const held = { bufferedAmount: first ? 100_000 * KIB : 0 };
      first = false;
      return held;
    };
  };
  const accepts = async (bytes: number): Promise<boolean> => {
    let looks = 0;
    await room.in(() => ({ bufferedAmount: looks++ === 0 ? bytes : 0 }));
    return looks === 1;
  };
  expect(await accepts(200 * KIB)).toBe(false);
  for (let time = 0; time < 8; time += 1) await room.in(drained());
  expect(await accepts(2_048 * KIB)).toBe(true);
  expect(await accepts(2_049 * KIB)).toBe(false);
});

test("a line that cannot keep up gets less, never under 128 KiB", async () => {
  const room = roomOf();
  for (let time = 0; time < 3; time += 1) {
    let looks = 0;
    await room.in(() => ({ bufferedAmount: looks++ < 20 ? 10_000 * KIB : 128 * KIB }));
    expect(looks).toBe(21);
  }
});
