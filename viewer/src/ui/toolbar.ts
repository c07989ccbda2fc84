// Over the picture: its size, how keys go, special keys, a fresh picture, the full screen.

import type { Acts } from "./acts.js";
import { button, choice, iconButton } from "./controls.js";
import { el } from "./dom.js";
import type { View } from "./dom.js";
import type { KeyMode, Picture } from "./picture.js";
import { SpecialKeys } from "./special_keys.js";
import { holds } from "./state.js";
import type { State } from "./state.js";
import { Access } from "../wire/messages.gen.js";
import type { Say } from "./words.js";

interface LockableKeyboard {
  lock?: () => Promise<void>;
  unlock?: () => void;
}

export class Toolbar implements View {
  readonly element: HTMLElement;
  readonly #size = choice<"fit" | "actual">(["fit", "actual"], "segments");
  readonly #mode = choice<KeyMode>(["place", "text"], "segments");
  readonly #keys: SpecialKeys;
  readonly #refresh: ReturnType<typeof iconButton>;
  readonly #full: ReturnType<typeof button>;
  readonly #panel: ReturnType<typeof iconButton>;
  readonly #picture: Picture;

  constructor(picture: Picture, acts: Acts, whole: () => HTMLElement, togglePanel: () => void) {
    this.#picture = picture;
    this.#keys = new SpecialKeys(acts, () => picture.focus());
    this.#refresh = iconButton("refresh", () => acts.refresh());
    this.#full = button("quiet", "full", () => void this.#toggleFull(whole()));
    this.#full.element.dataset["afterPicture"] = "";
    this.#panel = iconButton("panel", togglePanel);
    this.#size.element.addEventListener("change", () => picture.setFit(this.#size.value() === "fit"));
    this.#mode.element.addEventListener("change", () => {
      picture.setMode(this.#mode.value());
      // Whoever chooses with the mouse goes on in the picture; whoever chooses by keyboard is still choosing.
      if (!this.#mode.element.matches(":has(:focus-visible)")) picture.focus();
    });
    document.addEventListener("fullscreenchange", () => {
      if (document.fullscreenElement === null) {
        keyboardOf().unlock?.();
        picture.keyboard.letGo();
      }
    });
    this.element = el(
      "div", "toolbar", this.#size.element, this.#mode.element, this.#keys.element, el("span", "spacer"),
      this.#refresh.element, this.#full.element, this.#panel.element,
    );
    this.element.setAttribute("role", "toolbar");
  }

  show(state: State, say: Say): void {
    this.element.setAttribute("aria-label", say("console.tools.label"));
    this.#size.label(say("console.tools.size"), (value) => say(value === "fit" ? "console.tools.fit" : "console.tools.actual"));
    this.#mode.label(say("console.tools.keys"), (value) => say(value === "place" ? "console.tools.place" : "console.tools.text"));
    this.#keys.show(state, say);
    this.#refresh.label(say("console.tools.refresh"));
    this.#refresh.element.disabled = !holds(state, Access.VIEW);
    const full = document.fullscreenElement !== null;
    this.#full.label(say(full ? "console.tools.full_leave" : "console.tools.full"));
    this.#panel.label(say("console.tools.panel"));
    if (this.#mode.value() !== this.#picture.mode) this.#mode.choose(this.#picture.mode);
  }

  async #toggleFull(whole: HTMLElement): Promise<void> {
    if (document.fullscreenElement !== null) {
      await document.exitFullscreen();
      return;
    }
    await whole.requestFullscreen();
    // In full screen Chromium and Edge give us Alt+Tab, the Windows key and Ctrl+W; Firefox and Safari have no such call,
    // there the menu of special keys does it.
    await keyboardOf().lock?.().catch(() => undefined);
    this.#picture.focus();
  }
}

function keyboardOf(): LockableKeyboard {
  return (navigator as { keyboard?: LockableKeyboard }).keyboard ?? {};
}
