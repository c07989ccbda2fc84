// browser/pointer_map.ts: which pixel, which button, how far, and in which order.

import { describe, expect, test } from "vitest";
import { layout, PointerQueue, toPicture, wheelUnits } from "../../src/browser/pointer_map.js";
import type { InputMessage } from "../../src/wire/messages.gen.js";

const HD = { width: 1920, height: 1080 };
const told = (messages: readonly InputMessage[]): string =>
  messages
    .map((one) => {
      switch (one.is) {
        case "input.Pointer":
          return `to ${one.x},${one.y}`;
        case "input.Button":
          return `${one.down ? "+" : "-"}${one.button}@${one.x},${one.y}`;
        case "input.Wheel":
          return `wheel ${one.dx},${one.dy}@${one.x},${one.y}`;
        default:
          return one.is;
      }
    })
    .join(" ");

describe("where the picture lies [5.5]", () => {
  test("fit keeps the shape and centres", () => {
    expect(layout({ width: 960, height: 700 }, HD, 1, true)).toEqual({ left: 0, top: 80, width: 960, height: 540 });
    expect(layout({ width: 1200, height: 540 }, HD, 1, true)).toEqual({ left: 120, top: 0, width: 960, height: 540 });
  });

  test("fit does not blow a small picture up", () => {
    expect(layout({ width: 1000, height: 800 }, { width: 400, height: 300 }, 2, true)).toMatchObject({ width: 400, height: 300 });
  });

  test("1:1 is one device pixel a pixel, on a whole device pixel", () => {
    expect(layout({ width: 1201, height: 701 }, HD, 2, false)).toEqual({ left: 120.5, top: 80.5, width: 960, height: 540 });
    expect(layout({ width: 800, height: 600 }, HD, 1, false)).toEqual({ left: 0, top: 0, width: 1920, height: 1080 });
  });
});

describe("which pixel is under the pointer [5.5]", () => {
  const box = { left: 100, top: 50, width: 960, height: 540 };
  test.each([
    [100, 50, 0, 0], [580, 320, 960, 540], [1059.9, 589.9, 1919, 1079],
    [0, 0, 0, 0], [5000, 5000, 1919, 1079], [580, -3, 960, 0],
  ])("(%f, %f) is (%i, %i)", (x, y, px, py) => expect(toPicture({ x, y }, box, HD)).toEqual({ x: px, y: py }));

  test("every pixel can be reached at 1:1, on any screen", () => {
    for (const ratio of [1, 1.25, 1.5, 2]) {
      const small = { width: 300, height: 200 };
      const lying = layout({ width: 1000, height: 800 }, small, ratio, false);
      for (const x of [0, 1, 149, 299]) {
        expect(toPicture({ x: lying.left + (x + 0.5) / ratio, y: lying.top }, lying, small).x).toBe(x);
      }
    }
  });

  test("no box yet is the corner, never NaN", () => {
    expect(toPicture({ x: 5, y: 5 }, { left: 0, top: 0, width: 0, height: 0 }, HD)).toEqual({ x: 0, y: 0 });
    expect(toPicture({ x: 0, y: 0 }, { left: 0, top: 0, width: 0, height: 0 }, HD)).toEqual({ x: 0, y: 0 });
  });
});

describe("the queue [5.5]", () => {
  const at = (x: number, y = 0): { x: number; y: number } => ({ x, y });

  test("many moves in a frame are one", () => {
    const queue = new PointerQueue();
    for (let x = 0; x < 50; x += 1) queue.move(at(x));
    expect(told(queue.frame())).toBe("to 49,0");
    expect(queue.frame()).toEqual([]);
    queue.move(at(49));
    expect(queue.frame()).toEqual([]); // nothing moved
  });

  test("a button takes what waited along, in order", () => {
    const queue = new PointerQueue();
    queue.move(at(1));
    queue.wheel(0, 120, at(1));
    queue.move(at(2));
    expect(told(queue.buttons(1, at(3)))).toBe("to 1,0 wheel 0,120@1,0 to 2,0 +1@3,0");
    queue.move(at(9));
    expect(told(queue.buttons(0, at(9)))).toBe("to 9,0 -1@9,0");
  });

  test("all five buttons by the browser's mask; what was missed is made good", () => {
    const queue = new PointerQueue();
    expect(told(queue.buttons(1 | 2, at(0)))).toBe("+1@0,0 +3@0,0");
    expect(told(queue.buttons(2 | 4 | 8 | 16, at(0)))).toBe("-1@0,0 +2@0,0 +8@0,0 +9@0,0");
    expect(queue.pressing).toBe(true);
    expect(told(queue.buttons(0, at(0)))).toBe("-2@0,0 -3@0,0 -8@0,0 -9@0,0");
    expect(queue.buttons(0, at(0))).toEqual([]);
  });

  test("the wheel adds up; parts of a unit are kept for later", () => {
    const queue = new PointerQueue();
    queue.wheel(0, 40.5, at(1));
    queue.wheel(0, 40.25, at(1));
    expect(told(queue.frame())).toBe("wheel 0,80@1,0");
    queue.wheel(0, 0.25, at(1));
    expect(told(queue.frame())).toBe("wheel 0,1@1,0");
    queue.wheel(0, -0.4, at(1));
    expect(queue.frame()).toEqual([]);
    queue.wheel(1e9, 0, at(1));
    expect(told(queue.frame())).toBe("wheel 32767,0@1,0");
  });

  test("losing control forgets everything", () => {
    const queue = new PointerQueue();
    queue.buttons(1, at(5));
    queue.move(at(6));
    queue.forget();
    expect(queue.frame()).toEqual([]);
    expect(queue.pressing).toBe(false);
  });

  test("one notch is 120 in every browser", () => {
    expect(wheelUnits(100, 0)).toBe(120); // Chromium: pixels
    expect(wheelUnits(-3, 1)).toBe(-120); // Firefox: lines
    expect(wheelUnits(1, 2)).toBe(120); // pages
  });
});
