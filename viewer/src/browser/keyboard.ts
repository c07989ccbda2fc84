// Physical mode: the focus is on an element that is not editable, so no IME of the operator's comes between, and every key
// goes by its place. Nothing is swallowed in silence but the one chord that leaves the picture.

import type { InputMessage } from "../wire/messages.gen.js";
import { HeldKeys } from "../core/keys.js";
import type { KeyFact, Modifiers } from "../core/keys.js";
import { modifiersOf } from "./pointer.js";

export interface KeyboardWishes {
  readonly may: () => boolean;
  readonly send: (messages: readonly InputMessage[]) => void;
  /** The chord that gives the keyboard back to the page. */
  readonly leave: () => void;
}

export function keyFact(event: KeyboardEvent): KeyFact {
  return { ...modifiersOf(event), code: event.code, key: event.key, repeat: event.repeat };
}

/** Ctrl+Alt+Shift+Esc. */
export function isLeaving(fact: KeyFact): boolean {
  return fact.code === "Escape" && fact.ctrl && fact.alt && fact.shift;
}

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

export class KeyboardHand {
  readonly held = new HeldKeys(isMac());
  readonly #wishes: KeyboardWishes;

  constructor(wishes: KeyboardWishes) {
    this.#wishes = wishes;
    window.addEventListener("blur", () => this.letGo());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.letGo();
    });
  }

  listen(target: HTMLElement): void {
    // What is typed into a box inside the target is that box's own affair.
    target.addEventListener("keydown", (event) => {
      if (event.target === target) this.down(event);
    });
    target.addEventListener("keyup", (event) => {
      if (event.target === target) this.up(event);
    });
    target.addEventListener("blur", () => this.letGo());
  }

  /** True when the key was taken. */
  down(event: KeyboardEvent): boolean {
    const fact = keyFact(event);
    if (isLeaving(fact)) {
      event.preventDefault();
      this.letGo();
      this.#wishes.leave();
      return true;
    }
    if (!this.#wishes.may()) return false; // the page's own keys work while nothing is controlled
    event.preventDefault();
    this.#wishes.send(this.held.down(fact));
    return true;
  }

  up(event: KeyboardEvent): void {
    if (!this.#wishes.may()) return;
    event.preventDefault();
    this.#wishes.send(this.held.up(keyFact(event)));
  }

  reconcile(now: Modifiers): void {
    if (this.#wishes.may()) this.#wishes.send(this.held.reconcile(now));
  }

  /** Focus, window or tab is gone: nothing stays down. */
  letGo(): void {
    if (this.held.size === 0) return;
    this.held.forget();
    if (this.#wishes.may()) this.#wishes.send([{ is: "input.ReleaseAll" }]);
  }
}
