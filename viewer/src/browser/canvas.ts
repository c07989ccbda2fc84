// The worker's canvas: what the picture says to show, shown. The canvas always has the customer's own pixels; the page lays it out by CSS
// (1:1 on device pixels, or fitted), so nothing is resampled twice.
//
// putImageData of the touched rectangles straight from the picture's memory: measured 0.02 ms for a 256 x 256 rectangle, and unlike
// drawImage it never asks a missing GPU.
//
// Article: 5.1

import type { Shown } from "../core/picture.js";
import type { FromWorker } from "../core/port.js";

export interface Tell {
  (message: FromWorker, transfer?: Transferable[]): void;
}

export class Screen {
  readonly #tell: Tell;
  #canvas: OffscreenCanvas | null = null;
  #context: OffscreenCanvasRenderingContext2D | null = null;
  #image: ImageData | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** The page hands its canvas over, once, before or after the first picture. */
  take(canvas: OffscreenCanvas): void {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
    this.#resize();
    if (this.#image !== null) this.#context?.putImageData(this.#image, 0, 0);
  }

  show(shown: Shown): void {
    switch (shown.show) {
      case "canvas":
        this.#image = new ImageData(shown.pixels, shown.width, shown.height); // the same memory, not a copy
        this.#resize();
        return this.#tell({ kind: "canvas-size", width: shown.width, height: shown.height });
      case "frame": {
        const [context, image] = [this.#context, this.#image];
        if (context === null || image === null) return;
        for (const { x, y, width, height } of shown.rects) context.putImageData(image, 0, 0, x, y, width, height);
        return this.#tell({ kind: "frame", frame: shown.frame });
      }
      case "cursor":
        return this.#tell({ kind: "cursor", x: shown.x, y: shown.y, visible: shown.visible });
      case "cursor-shape": {
        const { width, height, hotX, hotY, rgba } = shown;
        return this.#tell({ kind: "cursor-shape", width, height, hotX, hotY, rgba }, [rgba.buffer]);
      }
    }
  }

  /** Nothing of the customer's screen stays when it is over. */
  blank(): void {
    this.#image = null;
    if (this.#canvas !== null) this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  // Setting a size, even the same, makes a canvas black; do it only when it is another one.
  #resize(): void {
    if (this.#canvas === null || this.#image === null) return;
    const { width, height } = this.#image;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }
}
