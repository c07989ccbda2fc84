// The customer's picture, the customer's cursor on it, and the operator's hands over it. The canvas belongs to the worker; this
// page only decides how large its box is. What the box shows is the whole picture, so a point of the box is a pixel of it.
//
// Article: 5.1, 5.5

import { TextHand } from "../browser/ime.js";
import { KeyboardHand } from "../browser/keyboard.js";
import { PointerHand } from "../browser/pointer.js";
import { layout } from "../browser/pointer_map.js";
import type { Size } from "../browser/pointer_map.js";
import type { FromWorker } from "../core/port.js";
import type { Acts } from "./acts.js";
import type { Conductor } from "./conductor.js";
import { el, setAttribute } from "./dom.js";
import type { View } from "./dom.js";
import { Placeholder } from "./placeholder.js";
import { mayControl } from "./state.js";
import type { State } from "./state.js";
import type { Say } from "./words.js";

export type KeyMode = "place" | "text";
const NOTHING: Size = { width: 1, height: 1 };

export class Picture implements View {
  readonly element: HTMLElement;
  readonly keyboard: KeyboardHand;
  readonly #conductor: Conductor;
  readonly #canvas = el("canvas", "picture-canvas");
  readonly #cursor = el("canvas", "picture-cursor");
  readonly #box = el("textarea", "picture-text");
  readonly #stage: HTMLElement;
  readonly #room: HTMLElement;
  readonly #pointer: PointerHand;
  readonly #placeholder: Placeholder;
  #hot = { x: 0, y: 0 };
  #at: { x: number; y: number; visible: boolean } = { x: 0, y: 0, visible: false };
  #size: Size | null = null;
  #scale = 1;
  #fit = true;
  #mode: KeyMode = "place";
  #controlling = false;

  constructor(conductor: Conductor, acts: Acts) {
    this.#conductor = conductor;
    this.#placeholder = new Placeholder();
    this.#stage = el("div", "picture-stage", this.#canvas, this.#cursor, this.#box);
    this.#stage.tabIndex = 0;
    this.#stage.setAttribute("role", "application");
    this.#box.tabIndex = -1;
    this.#box.rows = 1;
    this.#box.spellcheck = false;
    this.#box.setAttribute("autocapitalize", "off");
    this.#room = el("div", "picture-room", this.#stage);
    this.element = el("section", "picture", this.#room, this.#placeholder.element);
    const hands = {
      may: () => mayControl(conductor.state),
      send: (messages: Parameters<Acts["input"]>[0]) => acts.input(messages),
    };
    this.keyboard = new KeyboardHand({ ...hands, leave: () => this.#leave() });
    this.keyboard.listen(this.#stage);
    new TextHand(this.#box, this.keyboard, hands);
    this.#pointer = new PointerHand({
      ...hands,
      target: this.#canvas,
      picture: () => this.#size ?? NOTHING,
      pressed: (at) => this.#pressed(at),
      modifiers: (now) => this.keyboard.reconcile(now),
    });
    new ResizeObserver(() => this.#layout()).observe(this.#room);
    this.#watchPixelRatio();
  }

  /** Give the canvas to the worker: once, before anything is drawn. */
  hand(): void {
    const canvas = this.#canvas.transferControlToOffscreen();
    this.#conductor.world.post({ kind: "canvas", canvas }, [canvas]);
    this.#layout();
  }

  /** Cursor events come often and change nothing but the cursor. */
  hear(said: FromWorker): void {
    if (said.kind === "cursor-shape") this.#shape(said);
    else if (said.kind === "cursor") {
      this.#at = said;
      this.#placeCursor();
    }
  }

  get fit(): boolean {
    return this.#fit;
  }

  setFit(fit: boolean): void {
    this.#fit = fit;
    this.#room.classList.toggle("picture-actual", !fit);
    this.#layout();
  }

  get mode(): KeyMode {
    return this.#mode;
  }

  setMode(mode: KeyMode): void {
    this.keyboard.letGo();
    this.#mode = mode;
  }

  focus(): void {
    (this.#mode === "text" && this.#controlling ? this.#box : this.#stage).focus({ preventScroll: true });
  }

  show(state: State, say: Say): void {
    const session = state.session;
    const may = mayControl(state);
    if (this.#controlling && !may) {
      this.keyboard.held.forget(); // the host let go by itself
      this.#pointer.forget();
    }
    if (may !== this.#controlling) {
      this.#controlling = may;
      this.element.classList.toggle("picture-controlled", may);
      this.#box.disabled = !may;
      this.#placeCursor();
    }
    setAttribute(this.#stage, "aria-label", say(may ? "console.picture.label_controlled" : "console.picture.label"));
    setAttribute(this.#box, "aria-label", say("console.picture.text_label"));
    this.#placeholder.show(state, say);
    const size = session?.picture ?? null;
    if (size !== null && (size.width !== this.#size?.width || size.height !== this.#size.height)) {
      this.#size = size;
      this.#layout();
    }
  }

  #pressed(at: { readonly clientX: number; readonly clientY: number }): void {
    const stage = this.#stage.getBoundingClientRect();
    // The IME's window opens where the operator pressed.
    this.#box.style.left = `${Math.round(at.clientX - stage.left)}px`;
    this.#box.style.top = `${Math.round(at.clientY - stage.top)}px`;
    queueMicrotask(() => this.focus()); // after the browser's own idea of the focus
  }

  #leave(): void {
    (document.querySelector<HTMLElement>("[data-after-picture]") ?? document.body).focus();
  }

  #layout(): void {
    const room = { width: this.#room.clientWidth, height: this.#room.clientHeight };
    const box = layout(room, this.#size ?? NOTHING, devicePixelRatio, this.#fit);
    this.#scale = box.width / (this.#size ?? NOTHING).width;
    const { style } = this.#stage;
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    this.#placeCursor();
    this.#conductor.world.post({ kind: "view", cssWidth: box.width, cssHeight: box.height, pixelRatio: devicePixelRatio, fit: this.#fit });
  }

  #watchPixelRatio(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.#layout();
        this.#watchPixelRatio();
      },
      { once: true },
    );
  }

  #shape(shape: Extract<FromWorker, { kind: "cursor-shape" }>): void {
    const { width, height, hotX, hotY } = shape;
    this.#hot = { x: hotX, y: hotY };
    this.#cursor.width = Math.max(1, width);
    this.#cursor.height = Math.max(1, height);
    if (width > 0 && height > 0) {
      const pixels = new ImageData(width, height);
      pixels.data.set(shape.rgba);
      this.#cursor.getContext("2d")?.putImageData(pixels, 0, 0);
    }
    // While the operator controls, the operating system draws this shape at the mouse itself: no delay. Browsers refuse
    // cursors above 128 pixels; those, and an empty shape, leave the arrow.
    const usable = width > 0 && height > 0 && width <= 128 && height <= 128;
    this.#canvas.style.cursor = usable ? `url(${this.#cursor.toDataURL()}) ${hotX} ${hotY}, default` : "default";
    this.#placeCursor();
  }

  #placeCursor(): void {
    // The customer's cursor follows the operator's mouse while it controls: two of them would only confuse.
    const seen = this.#at.visible && !this.#controlling && this.#size !== null;
    this.#cursor.hidden = !seen;
    if (!seen) return;
    const drawn = Math.max(this.#scale, 0.75); // below this a cursor is hard to find
    const { style } = this.#cursor;
    style.width = `${this.#cursor.width * drawn}px`;
    style.height = `${this.#cursor.height * drawn}px`;
    style.transform = `translate(${this.#at.x * this.#scale - this.#hot.x * drawn}px, ${this.#at.y * this.#scale - this.#hot.y * drawn}px)`;
  }
}
