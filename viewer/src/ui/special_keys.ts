// Keys that the operator's own computer keeps for itself, or has not got at all, as a menu. Each is pressed and let go.
// The customer's stop key is not among them on purpose: only the customer's own hands can press it. Article: 5.3, 5.5

import { chord } from "../core/keys.js";
import type { Acts } from "./acts.js";
import { el, newId, setAttribute, setText } from "./dom.js";
import type { View } from "./dom.js";
import { button } from "./controls.js";
import { icon } from "./icons.js";
import { mayControl } from "./state.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

interface Entry {
  readonly label: string | { readonly word: WordKey };
  readonly codes: readonly string[];
}
interface Group {
  readonly title: WordKey;
  readonly entries: readonly Entry[];
}

const F_KEYS: readonly Entry[] = [...Array(12).keys()].map((n) => ({ label: `F${n + 1}`, codes: [`F${n + 1}`] }));

export const SPECIAL_KEYS: readonly Group[] = [
  {
    title: "console.keys.system",
    entries: [
      { label: "Ctrl + Alt + Del", codes: ["ControlLeft", "AltLeft", "Delete"] },
      { label: "Windows", codes: ["MetaLeft"] },
      { label: "Alt + Tab", codes: ["AltLeft", "Tab"] },
      { label: "Alt + F4", codes: ["AltLeft", "F4"] },
      { label: "Ctrl + Shift + Esc", codes: ["ControlLeft", "ShiftLeft", "Escape"] },
      { label: "Windows + R", codes: ["MetaLeft", "KeyR"] },
      { label: "PrintScreen", codes: ["PrintScreen"] },
      { label: "Esc", codes: ["Escape"] },
    ],
  },
  {
    title: "console.keys.japanese",
    entries: [
      { label: { word: "console.keys.hankaku" }, codes: ["Backquote"] },
      { label: { word: "console.keys.henkan" }, codes: ["Convert"] },
      { label: { word: "console.keys.muhenkan" }, codes: ["NonConvert"] },
      { label: { word: "console.keys.kana" }, codes: ["KanaMode"] },
      { label: { word: "console.keys.eisu" }, codes: ["CapsLock"] },
    ],
  },
  { title: "console.keys.functions", entries: F_KEYS },
];

export class SpecialKeys implements View {
  readonly #menu = el("div", "menu");
  readonly #open = button("quiet", "keys", () => this.#toggle());
  readonly element = el("div", "menu-holder", this.#open.element, this.#menu);
  readonly #titles: { readonly element: HTMLElement; readonly key: WordKey }[] = [];
  readonly #entries: { readonly element: HTMLButtonElement; readonly entry: Entry }[] = [];
  readonly #note = el("p", "menu-note");
  readonly #after: () => void;

  /** `after`: where the focus goes when a key was sent. */
  constructor(acts: Acts, after: () => void) {
    this.#after = after;
    this.#menu.id = newId("menu");
    this.#menu.hidden = true;
    this.#open.element.append(icon("down", "icon icon-small"));
    this.#open.element.setAttribute("aria-controls", this.#menu.id);
    for (const group of SPECIAL_KEYS) this.#group(group, acts);
    this.#menu.append(this.#note);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#menu.hidden) this.#close(true);
    });
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.#close(false);
    });
  }

  show(state: State, say: Say): void {
    const may = mayControl(state);
    this.#open.label(say("console.keys.open"));
    this.#open.element.disabled = !may;
    if (!may) this.#close(false);
    setAttribute(this.#open.element, "aria-expanded", String(!this.#menu.hidden));
    for (const { element, key } of this.#titles) setText(element, say(key));
    for (const { element, entry } of this.#entries) setText(element, typeof entry.label === "string" ? entry.label : say(entry.label.word));
    setText(this.#note, say("console.keys.stop_note"));
  }

  #group(group: Group, acts: Acts): void {
    const title = el("h3", "menu-title");
    title.id = newId("keys");
    this.#titles.push({ element: title, key: group.title });
    const row = el("div", group.title === "console.keys.functions" ? "menu-keys menu-keys-small" : "menu-keys");
    row.setAttribute("role", "group");
    row.setAttribute("aria-labelledby", title.id);
    for (const entry of group.entries) {
      const element = el("button", "button button-key");
      element.type = "button";
      element.addEventListener("click", () => {
        acts.input(chord(...entry.codes));
        this.#close(false);
        this.#after();
      });
      this.#entries.push({ element, entry });
      row.append(element);
    }
    this.#menu.append(title, row);
  }

  #toggle(): void {
    if (!this.#menu.hidden) {
      this.#close(true);
      return;
    }
    this.#menu.hidden = false;
    this.#open.element.setAttribute("aria-expanded", "true");
    this.#entries[0]?.element.focus();
  }

  #close(back: boolean): void {
    if (this.#menu.hidden) return;
    this.#menu.hidden = true;
    this.#open.element.setAttribute("aria-expanded", "false");
    if (back) this.#open.element.focus();
  }
}
