import { beforeEach, describe, expect, test, vi } from "vitest";
import { Screen } from "../../src/browser/canvas.js";
import type { FromWorker } from "../../src/core/port.js";

type Put = readonly [number, number, number, number];

class FakeCanvas {
  sizes: string[] = [];
  readonly puts: Put[] = [];
  cleared = 0;
  #width = 300;
  #height = 150;

  get width(): number {
    return this.#width;
  }
  set width(value: number) {
    this.#width = value;
    this.sizes.push(`w${value}`);
  }
  get height(): number {
    return this.#height;
  }
  set height(value: number) {
    this.#height = value;
    this.sizes.push(`h${value}`);
  }

  getContext(): unknown {
    return {
      putImageData: (_image: unknown, _x: number, _y: number, ...put: number[]) => this.puts.push(put as unknown as Put),
      clearRect: () => void (this.cleared += 1),
    };
  }
}

function pixels(width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  return new Uint8ClampedArray(4 * width * height);
}

beforeEach(() => {
  vi.stubGlobal("ImageData", function (this: object, data: Uint8ClampedArray, width: number, height: number) {
    Object.assign(this, { data, width, height });
  });
});

describe("[5.1] the worker's canvas", () => {
  let told: FromWorker[];
  let canvas: FakeCanvas;
  let screen: Screen;
  beforeEach(() => {
    told = [];
    canvas = new FakeCanvas();
    screen = new Screen((message) => void told.push(message));
  });
  const take = (): void => screen.take(canvas as unknown as OffscreenCanvas);

  test("has the customer's pixels, and shows the touched rectangles alone", () => {
    take();
    screen.show({ show: "canvas", width: 64, height: 32, pixels: pixels(64, 32) });
    expect([canvas.width, canvas.height]).toEqual([64, 32]);
    screen.show({ show: "frame", frame: 5, rects: [{ x: 1, y: 2, width: 3, height: 4 }] });
    expect(canvas.puts).toEqual([[1, 2, 3, 4]]);
    expect(told).toEqual([{ kind: "canvas-size", width: 64, height: 32 }, { kind: "frame", frame: 5 }]);
  });

  test("a picture that was there before the canvas is shown when it comes", () => {
    screen.show({ show: "canvas", width: 8, height: 8, pixels: pixels(8, 8) });
    take();
    expect([canvas.width, canvas.height, canvas.puts.length]).toEqual([8, 8, 1]);
  });

  test("the same size again does not blank the canvas by itself", () => {
    take();
    screen.show({ show: "canvas", width: 8, height: 8, pixels: pixels(8, 8) });
    screen.show({ show: "canvas", width: 8, height: 8, pixels: pixels(8, 8) });
    expect(canvas.sizes).toEqual(["w8", "h8"]);
  });

  test("nothing stays when it is over", () => {
    take();
    screen.show({ show: "canvas", width: 8, height: 8, pixels: pixels(8, 8) });
    screen.blank();
    screen.show({ show: "frame", frame: 9, rects: [{ x: 0, y: 0, width: 8, height: 8 }] });
    expect([canvas.cleared, canvas.puts.length]).toEqual([1, 0]);
  });
});
