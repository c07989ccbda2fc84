// The operator's mouse over the picture. Nothing leaves unless `may()` says that control is held; the host enforces the same.

import type { InputMessage } from "../wire/messages.gen.js";
import type { Modifiers } from "../core/keys.js";
import { PointerQueue, toPicture, wheelUnits } from "./pointer_map.js";
import type { Place, Size } from "./pointer_map.js";

export interface PointerWishes {
  readonly target: HTMLElement; // its box shows the whole picture
  readonly picture: () => Size;
  readonly may: () => boolean;
  readonly send: (messages: readonly InputMessage[]) => void;
  /** A press inside the picture: take the keyboard's focus there. */
  readonly pressed: (at: { readonly clientX: number; readonly clientY: number }) => void;
  readonly modifiers: (now: Modifiers) => void;
}

export function modifiersOf(event: MouseEvent | KeyboardEvent): Modifiers {
  return {
    shift: event.shiftKey,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    meta: event.metaKey,
    altGraph: event.getModifierState("AltGraph"),
  };
}

export class PointerHand {
  readonly #queue = new PointerQueue();
  readonly #wishes: PointerWishes;
  #frame = 0;

  constructor(wishes: PointerWishes) {
    this.#wishes = wishes;
    const { target } = wishes;
    target.addEventListener("pointerdown", (event) => this.#down(event));
    target.addEventListener("pointermove", (event) => this.#moved(event));
    target.addEventListener("pointerup", (event) => this.#moved(event));
    target.addEventListener("pointercancel", () => this.#lost());
    target.addEventListener("wheel", (event) => this.#wheeled(event), { passive: false });
    // Without this the browser opens its own menu, starts a drag of the canvas, or goes back a page (buttons 8 and 9).
    for (const kind of ["contextmenu", "mousedown", "mouseup", "auxclick", "dragstart"]) {
      target.addEventListener(kind, (event) => {
        if (this.#wishes.may()) event.preventDefault();
      });
    }
  }

  get pressing(): boolean {
    return this.#queue.pressing;
  }

  forget(): void {
    this.#queue.forget();
  }

  #at(event: MouseEvent): Place {
    const box = this.#wishes.target.getBoundingClientRect();
    return toPicture({ x: event.clientX, y: event.clientY }, box, this.#wishes.picture());
  }

  #down(event: PointerEvent): void {
    this.#wishes.pressed(event);
    if (!this.#wishes.may()) return;
    event.preventDefault();
    this.#wishes.target.setPointerCapture(event.pointerId); // a drag may leave the picture and comes back
    this.#wishes.modifiers(modifiersOf(event));
    this.#wishes.send(this.#queue.buttons(event.buttons, this.#at(event)));
  }

  #moved(event: PointerEvent): void {
    if (!this.#wishes.may()) return;
    const at = this.#at(event);
    // A press that began outside the picture is not ours; the rest of a chord comes as a move with other buttons.
    const mask = this.#queue.pressing || event.buttons === 0 ? event.buttons : 0;
    const changed = this.#queue.buttons(mask, at);
    if (changed.length > 0) this.#wishes.send(changed);
    else {
      this.#queue.move(at);
      this.#soon();
    }
  }

  #wheeled(event: WheelEvent): void {
    if (!this.#wishes.may() || event.ctrlKey) {
      if (this.#wishes.may()) event.preventDefault(); // a pinch must not zoom the page under the picture
      return;
    }
    event.preventDefault();
    // Shift+wheel is turned sideways by the browser on Windows and Linux; the customer's program turns it by itself.
    const sideways = event.shiftKey && event.deltaY === 0 && event.deltaX !== 0;
    const [dx, dy] = sideways ? [0, event.deltaX] : [event.deltaX, event.deltaY];
    this.#queue.wheel(wheelUnits(dx, event.deltaMode), wheelUnits(dy, event.deltaMode), this.#at(event));
    this.#soon();
  }

  #lost(): void {
    const held = this.#queue.pressing;
    this.#queue.forget();
    if (held && this.#wishes.may()) this.#wishes.send([{ is: "input.ReleaseAll" }]);
  }

  #soon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const messages = this.#queue.frame();
      if (messages.length > 0 && this.#wishes.may()) this.#wishes.send(messages);
    });
  }
}
