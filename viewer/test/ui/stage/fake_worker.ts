// A worker for the stage: it says what a scene wants, and paints an ordinary desktop where the customer's would be.

import type { FromWorker, ToWorker } from "../../../src/core/port.js";

export const DESKTOP = { width: 1920, height: 1080 };

export class FakeWorker {
  readonly posted: ToWorker[] = [];
  readonly #hear: (said: FromWorker) => void;
  readonly #on: (message: ToWorker, say: (said: FromWorker) => void) => void;
  #canvas: OffscreenCanvas | null = null;

  constructor(hear: (said: FromWorker) => void, on: (message: ToWorker, say: (said: FromWorker) => void) => void) {
    this.#hear = hear;
    this.#on = on;
  }

  post(message: ToWorker): void {
    this.posted.push(message);
    if (message.kind === "canvas") this.#canvas = message.canvas as OffscreenCanvas;
    this.#on(message, (said) => this.say(said));
  }

  say(said: FromWorker): void {
    if (said.kind === "canvas-size") this.#paint(said.width, said.height);
    this.#hear(said);
  }

  #paint(width: number, height: number): void {
    if (this.#canvas === null) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    const brush = this.#canvas.getContext("2d");
    if (brush === null) return;
    const fill = (style: string, x: number, y: number, w: number, h: number): void => {
      brush.fillStyle = style;
      brush.fillRect(x, y, w, h);
    };
    fill("#2f6f77", 0, 0, width, height);
    fill("#e9ecef", 0, height - 48, width, 48);
    fill("#ffffff", 260, 120, 1180, 760);
    fill("#dfe6ee", 260, 120, 1180, 44);
    fill("#f7f9fb", 260, 164, 260, 716);
    brush.fillStyle = "#20303f";
    brush.font = "22px 'Noto Sans CJK JP', sans-serif";
    brush.fillText("販売管理システム　見積書 一覧", 280, 150);
    brush.font = "20px 'Noto Sans CJK JP', sans-serif";
    ["見積書", "受注", "売上", "請求書", "入金", "マスター"].forEach((words, index) => brush.fillText(words, 290, 220 + index * 56));
    for (let line = 0; line < 12; line += 1) {
      fill(line % 2 === 0 ? "#ffffff" : "#f2f5f8", 540, 190 + line * 54, 880, 54);
      brush.fillStyle = "#20303f";
      brush.fillText(`2026-11-${String(10 + line)}　見積 ${1200 + line}　株式会社みなと商事　¥${(84_000 + line * 1_250).toLocaleString("ja-JP")}`, 560, 225 + line * 54);
    }
    brush.fillStyle = "#20303f";
    brush.fillText("14:05", width - 90, height - 16);
  }
}

/** An ordinary arrow, as an X server would give it. */
export function arrow(): Extract<FromWorker, { kind: "cursor-shape" }> {
  const [width, height] = [16, 24];
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = x <= y * 0.7 && y < 20 && x + y < 26;
      const edge = inside && (x === 0 || x + 1 > y * 0.7 || x + y >= 25 || y === 19);
      rgba.set(inside ? (edge ? [0, 0, 0, 255] : [255, 255, 255, 255]) : [0, 0, 0, 0], (y * width + x) * 4);
    }
  }
  return { kind: "cursor-shape", width, height, hotX: 0, hotY: 0, rgba };
}
