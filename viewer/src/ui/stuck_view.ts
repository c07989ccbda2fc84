// When the page cannot go on: why, in plain words, and the way out.

import type { Conductor } from "./conductor.js";
import { button } from "./controls.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { icon } from "./icons.js";
import { oneLine } from "./plain.js";
import type { State, Stuck } from "./state.js";
import type { Say, WordKey } from "./words.js";

const WORD: Readonly<Record<Stuck, WordKey>> = {
  "no-key": "console.stuck.no_key",
  "signed-out": "console.stuck.signed_out",
  "broken": "console.stuck.broken",
  "wrong-version": "console.stuck.wrong_version",
  "caller-not-proven": "console.stuck.caller_not_proven",
  "worker": "console.stuck.worker",
  "refused": "console.stuck.refused",
};

export class StuckView implements View {
  readonly #title = el("h1", "ended-title");
  readonly #words = el("p", "ended-words");
  readonly #said = el("p", "panel-note");
  readonly #again: ReturnType<typeof button>;
  readonly #link = el("a", "button button-plain");
  readonly #linkWords = el("span", "button-label");
  readonly element: HTMLElement;

  constructor(conductor: Conductor) {
    this.#again = button("main", "refresh", () => void conductor.issueAgain());
    this.#link.append(icon("case"), this.#linkWords);
    this.#words.setAttribute("role", "alert");
    this.element = el("main", "ended", el("section", "ended-card", icon("warning", "icon icon-large"), this.#title, this.#words, this.#said, el("div", "button-row button-row-wide", this.#again.element, this.#link)));
  }

  show(state: State, say: Say): void {
    if (state.stuck === null) return;
    setText(this.#title, say("console.stuck.title"));
    setText(this.#words, say(WORD[state.stuck.why]));
    setText(this.#said, oneLine(state.stuck.said));
    setHidden(this.#again.element, state.stuck.why !== "no-key" && state.stuck.why !== "broken");
    this.#again.label(say("console.number.again"));
    this.#link.href = state.facts.officeUrl;
    setText(this.#linkWords, say("console.stuck.case"));
  }
}
