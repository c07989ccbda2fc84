// What the call is about, and what happened in it so far.

import { el, Rows, setText } from "./dom.js";
import type { View } from "./dom.js";
import { timeOfDay } from "./format.js";
import { icon, setIcon } from "./icons.js";
import type { Notice } from "./notices.js";
import { oneLine } from "./plain.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

const FACTS: readonly (readonly [WordKey, (state: State) => string])[] = [
  ["console.case.reference", ({ facts }) => facts.case.reference],
  ["console.case.organisation", ({ facts }) => facts.case.organisation],
  ["console.case.contact", ({ facts }) => facts.case.contact],
  ["console.case.category", ({ facts }) => facts.case.category],
  ["console.case.subject", ({ facts }) => facts.case.subject],
  ["console.case.operator", ({ facts }) => `${facts.operator.organisation} ${facts.operator.name}`],
];

export class CasePart implements View {
  readonly #facts = FACTS.map(([key, value]) => ({ key, value, name: el("dt"), words: el("dd") }));
  readonly #link = el("a", "link");
  readonly #title = el("h3", "panel-title");
  readonly #events = el("ol", "event-list");
  readonly #rows = new Rows<Notice, Notice>(this.#events, (notice) => notice, (notice) => this.#row(notice));
  readonly element = el(
    "div", "panel-case", el("dl", "facts", ...this.#facts.flatMap(({ name, words }) => [name, words])), this.#link, this.#title, this.#events,
  );
  #say: Say | null = null;

  show(state: State, say: Say): void {
    this.#say = say;
    for (const { key, value, name, words } of this.#facts) {
      setText(name, say(key));
      setText(words, oneLine(value(state)));
    }
    this.#link.href = state.facts.officeUrl;
    this.#link.target = "_blank";
    this.#link.rel = "noopener";
    setText(this.#link, say("console.case.open"));
    setText(this.#title, say("console.case.events"));
    this.#rows.show([...state.notices].reverse());
  }

  #row(notice: Notice): HTMLElement {
    const drawing = icon("held", "icon icon-small");
    setIcon(drawing, notice.tone === "warn" ? "warning" : "held");
    const words = el("span");
    setText(words, this.#say?.(notice.key, notice.slots) ?? "");
    const time = el("time", "chat-time");
    setText(time, timeOfDay(notice.at));
    return el("li", "", drawing, words, time);
  }
}
