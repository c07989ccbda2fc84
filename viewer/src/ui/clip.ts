// Clipboard text, one way at a time and only when somebody presses a button; never by itself. Article: 5.2

import { readClipboard, writeClipboard } from "../browser/clipboard.js";
import { byteLength } from "../browser/ime_logic.js";
import { Access, CLIPBOARD_LIMIT } from "../wire/messages.gen.js";
import type { Acts } from "./acts.js";
import { button, field, textArea } from "./controls.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { timeOfDay } from "./format.js";
import { holds } from "./state.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

export class ClipPanel implements View {
  readonly #out = field(textArea(5));
  readonly #paste = button("plain", "clipboard", () => void this.#fill());
  readonly #send = button("main", "send", () => this.#submit());
  readonly #note = el("p", "panel-note");
  readonly #in = field(textArea(5));
  readonly #when = el("p", "panel-note");
  readonly #copy = button("plain", "clipboard", () => void this.#take());
  readonly #clear = button("quiet", null, () => this.#conductorClear());
  readonly #inPart = el("div", "panel-part", this.#in.element, this.#when, el("div", "button-row", this.#copy.element, this.#clear.element));
  readonly #acts: Acts;
  readonly #conductorClear: () => void;
  #said: WordKey | null = null;
  #may = false;
  #received: string | null = null;
  readonly element: HTMLElement;

  constructor(acts: Acts, clear: () => void) {
    this.#acts = acts;
    this.#conductorClear = clear;
    this.#in.input.readOnly = true;
    this.#note.setAttribute("role", "status");
    this.#out.input.addEventListener("input", () => {
      this.#said = null;
    });
    this.element = el(
      "div", "panel-clip",
      el("div", "panel-part", this.#out.element, this.#note, el("div", "button-row", this.#paste.element, this.#send.element)), this.#inPart,
    );
  }

  show(state: State, say: Say): void {
    this.#may = holds(state, Access.CLIPBOARD);
    this.#out.label(say("console.clip.out"));
    this.#paste.label(say("console.clip.paste"));
    this.#send.label(say("console.clip.send"));
    this.#send.element.disabled = !this.#may;
    setText(this.#note, this.#may ? (this.#said === null ? say("console.clip.note") : say(this.#said)) : say("console.clip.not_allowed"));
    const clip = state.session?.clip ?? null;
    setHidden(this.#inPart, clip === null);
    this.#in.label(say("console.clip.in"));
    this.#copy.label(say("console.clip.copy"));
    this.#clear.label(say("console.clip.clear"));
    if (clip !== null && clip.text !== this.#received) this.#in.input.value = clip.text;
    this.#received = clip?.text ?? null;
    setText(this.#when, clip === null ? "" : say("console.clip.at", { time: timeOfDay(clip.at) }));
  }

  async #fill(): Promise<void> {
    const text = await readClipboard();
    if (text === null) this.#say("console.clip.no_read");
    else this.#out.input.value = text;
  }

  async #take(): Promise<void> {
    if (this.#received !== null) this.#say((await writeClipboard(this.#received)) ? "console.clip.copied" : "console.clip.no_copy");
  }

  #submit(): void {
    const text = this.#out.input.value;
    if (text === "" || !this.#may) return;
    if (byteLength(text) > CLIPBOARD_LIMIT) {
      this.#say("console.clip.too_large");
      return;
    }
    this.#acts.clip(text);
    this.#out.input.value = "";
    this.#say("console.clip.sent");
  }

  #say(key: WordKey): void {
    this.#said = key;
    this.#acts.again();
  }
}
