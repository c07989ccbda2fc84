// The conversation in writing. What the customer wrote is text and only text. Article: 5.5

import type { Acts } from "./acts.js";
import { button, textArea } from "./controls.js";
import { el, newId, Rows, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { timeOfDay } from "./format.js";
import { manyLines } from "./plain.js";
import type { ChatLine, State } from "./state.js";
import type { Say } from "./words.js";

export class Chat implements View {
  readonly #list = el("ol", "chat-list");
  readonly #empty = el("p", "panel-empty");
  readonly #label = el("label", "unseen");
  readonly #box = textArea(2);
  readonly #send = button("main", "send", () => this.#submit());
  readonly #acts: Acts;
  readonly #rows: Rows<ChatLine & { readonly index: number }, number>;
  #say: Say | null = null;
  #shown = 0;
  readonly element: HTMLElement;

  constructor(acts: Acts) {
    this.#acts = acts;
    this.#rows = new Rows(this.#list, ({ index }) => index, (line) => this.#row(line));
    this.#list.setAttribute("role", "log");
    this.#list.tabIndex = 0; // scrolled by keyboard
    this.#box.id = newId("chat");
    this.#box.className = "field-input";
    this.#label.htmlFor = this.#box.id;
    this.#box.addEventListener("keydown", (event) => {
      // Enter that chooses an IME's candidate is not Enter that sends (229: Safari says it after compositionend).
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit();
    });
    this.element = el("div", "panel-chat", this.#empty, this.#list, el("div", "chat-write", this.#label, this.#box, this.#send.element));
  }

  show(state: State, say: Say): void {
    this.#say = say;
    const lines = state.session?.chat ?? [];
    setText(this.#empty, say("console.chat.empty"));
    setHidden(this.#empty, lines.length > 0);
    setHidden(this.#list, lines.length === 0);
    setText(this.#label, say("console.chat.label"));
    this.#box.placeholder = say("console.chat.placeholder");
    this.#send.label(say("console.chat.send"));
    this.#send.element.disabled = state.session?.link.is !== "up";
    this.#list.setAttribute("aria-label", say("console.chat.title"));
    this.#rows.show(lines.map((line, index) => ({ ...line, index })));
    if (lines.length !== this.#shown) {
      this.#shown = lines.length;
      this.#list.scrollTop = this.#list.scrollHeight;
    }
  }

  #row(line: ChatLine): HTMLElement {
    const who = el("span", "chat-who");
    setText(who, this.#say?.(line.mine ? "console.chat.me" : "console.chat.customer") ?? "");
    const time = el("time", "chat-time");
    time.dateTime = new Date(line.at).toISOString();
    setText(time, timeOfDay(line.at));
    const words = el("p", "chat-words");
    words.dir = "auto";
    setText(words, manyLines(line.text));
    return el("li", line.mine ? "chat-line chat-mine" : "chat-line", el("div", "chat-head", who, time), words);
  }

  #submit(): void {
    const text = this.#box.value.trim();
    if (text === "" || this.#send.element.disabled) return;
    this.#acts.chat(text);
    this.#box.value = "";
    this.#box.focus();
  }
}
