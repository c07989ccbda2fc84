// The textarea of text mode. It lies where the operator last pressed in the picture, unseen until the IME composes in it.
// Only committed text leaves. The text is taken from the textarea's value and not from the event, because Firefox says
// `input` once more after `compositionend` and Chromium does not: the second time the value is empty.

import type { InputMessage } from "../wire/messages.gen.js";
import { keyFact } from "./keyboard.js";
import type { KeyboardHand } from "./keyboard.js";
import { pieces, wayOf } from "./ime_logic.js";

const TYPE_LIMIT = 4_000; // bytes of one Type message

export interface ImeWishes {
  readonly may: () => boolean;
  readonly send: (messages: readonly InputMessage[]) => void;
}

export class TextHand {
  readonly #box: HTMLTextAreaElement;
  readonly #keyboard: KeyboardHand;
  readonly #wishes: ImeWishes;
  #composing = false;

  constructor(box: HTMLTextAreaElement, keyboard: KeyboardHand, wishes: ImeWishes) {
    this.#box = box;
    this.#keyboard = keyboard;
    this.#wishes = wishes;
    box.addEventListener("keydown", (event) => this.#down(event));
    box.addEventListener("keyup", (event) => this.#up(event));
    box.addEventListener("compositionstart", () => this.#compose(true));
    box.addEventListener("compositionend", () => {
      this.#compose(false);
      this.#take();
    });
    box.addEventListener("input", (event) => {
      if (!this.#composing && !(event as InputEvent).isComposing) this.#take();
    });
    // Ctrl+V is a key for the customer's computer; the operator's clipboard goes by the clipboard panel alone.
    for (const kind of ["paste", "drop"]) box.addEventListener(kind, (event) => event.preventDefault());
    box.addEventListener("blur", () => {
      this.#compose(false);
      this.#take();
      keyboard.letGo();
    });
  }

  #down(event: KeyboardEvent): void {
    if (event.key === "Escape" && event.ctrlKey && event.altKey && event.shiftKey) {
      this.#keyboard.down(event);
      return;
    }
    switch (wayOf({ ...keyFact(event), isComposing: event.isComposing || this.#composing, keyCode: event.keyCode })) {
      case "place":
        this.#keyboard.down(event);
        return;
      case "text":
        if (!this.#wishes.may()) event.preventDefault();
        return;
      case "local":
        return;
    }
  }

  #up(event: KeyboardEvent): void {
    // In text mode a modifier is pressed only together with a key that needs it; its key-up lets go of it.
    if (this.#keyboard.held.size > 0) this.#keyboard.up(event);
  }

  #compose(on: boolean): void {
    this.#composing = on;
    this.#box.classList.toggle("composing", on);
  }

  #take(): void {
    const text = this.#box.value;
    this.#box.value = "";
    if (text === "" || !this.#wishes.may()) return;
    this.#wishes.send([
      ...this.#keyboard.held.releaseModifiers(),
      ...pieces(text, TYPE_LIMIT).map((piece): InputMessage => ({ is: "input.Type", text: piece })),
    ]);
  }
}
