// お願い: what the customer is asked to do themselves, in the operator's own words or one of the provider's sentences, and how each
// stands. Everything that was written is text and only text. Article: 5.7

import { byteLength } from "../browser/ime_logic.js";
import { MOST_OPEN, mayBeSettled } from "../core/requests.js";
import { Phase, REQUEST_LIMIT, RequestState } from "../wire/messages.gen.js";
import type { Acts } from "./acts.js";
import { button, field, textArea } from "./controls.js";
import { el, newId, Rows, setAttribute, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { timeOfDay } from "./format.js";
import { icon, setIcon } from "./icons.js";
import type { IconName } from "./icons.js";
import { manyLines, oneLine } from "./plain.js";
import type { RequestRow } from "./requests_state.js";
import type { State } from "./state.js";
import type { Language, Say, WordKey } from "./words.js";

const LONGEST = 400; // characters: three bytes each at most
const NAME_LONGEST = 60;

const LOOKS: Readonly<Record<RequestState, readonly [WordKey, IconName, string]>> = {
  [RequestState.ASKED]: ["console.requests.asked", "asked", "waiting"],
  [RequestState.DONE]: ["console.requests.done", "held", "good"],
  [RequestState.CANNOT]: ["console.requests.cannot", "warning", "warn"],
  [RequestState.TICKED_OFF]: ["console.requests.ticked_off", "held", "over"],
  [RequestState.TAKEN_BACK]: ["console.requests.taken_back", "none", "over"],
  [RequestState.NOT_TAKEN]: ["console.requests.not_taken", "warning", "warn"],
};

class Card {
  readonly #text = el("p", "request-text");
  readonly #sign = icon("asked", "icon icon-state");
  readonly #words = el("span");
  readonly #time = el("time", "chat-time");
  readonly #word = el("p", "request-word");
  readonly #tickOff;
  readonly #takeBack;
  readonly #row;
  readonly element: HTMLElement;

  constructor(request: number, acts: Acts) {
    this.#tickOff = button("plain", "held", () => acts.settle(request, RequestState.TICKED_OFF));
    this.#takeBack = button("quiet", null, () => acts.settle(request, RequestState.TAKEN_BACK));
    this.#row = el("div", "button-row", this.#tickOff.element, this.#takeBack.element);
    this.#text.dir = this.#word.dir = "auto";
    this.element = el(
      "li", "request-card", this.#text, el("p", "request-state", this.#sign, this.#words, this.#time), this.#word, this.#row,
    );
  }

  show(row: RequestRow, up: boolean, say: Say): void {
    const [key, drawing, look] = row.state === null ? (["console.requests.sending", "asked", "waiting"] as const) : LOOKS[row.state];
    this.element.dataset["look"] = look;
    setText(this.#text, manyLines(row.text));
    setIcon(this.#sign, drawing);
    setText(this.#words, say(key));
    setHidden(this.#time, row.at === null);
    if (row.at !== null) setText(this.#time, timeOfDay(row.at));
    setHidden(this.#word, row.word === "");
    setText(this.#word, say("console.requests.word", { word: oneLine(row.word) }));
    setHidden(this.#row, row.state === null || !mayBeSettled(row.state));
    const text = oneLine(row.text).slice(0, NAME_LONGEST);
    this.#tickOff.label(say("console.requests.tick_off"), say("console.requests.tick_off_long", { text }));
    this.#takeBack.label(say("console.requests.take_back"), say("console.requests.take_back_long", { text }));
    for (const { element } of [this.#tickOff, this.#takeBack]) element.disabled = !up || row.wanted !== null;
  }
}

export class RequestsPanel implements View {
  readonly #ready = el("select", "field-input");
  readonly #readyLabel = el("label", "field-label");
  readonly #readyPart = el("div", "field", this.#readyLabel, this.#ready);
  readonly #text = field(textArea(3));
  readonly #note = el("p", "panel-note");
  readonly #ask = button("main", "send", () => this.#submit());
  readonly #empty = el("p", "panel-empty");
  readonly #list = el("ol", "request-list");
  readonly #cards = new Map<number, Card>();
  readonly #rows: Rows<RequestRow, number>;
  readonly #acts: Acts;
  #sentences: readonly string[] = [];
  #shown: Language | null = null;
  readonly element: HTMLElement;

  constructor(acts: Acts) {
    this.#acts = acts;
    this.#rows = new Rows(this.#list, ({ request }) => request, ({ request }) => this.#make(request));
    this.#ready.id = newId("sentence");
    this.#readyLabel.htmlFor = this.#ready.id;
    this.#ready.addEventListener("change", () => this.#fill());
    this.#text.input.maxLength = LONGEST;
    this.#text.input.addEventListener("input", () => this.#acts.again());
    this.element = el(
      "div", "panel-requests",
      el("div", "panel-part", this.#readyPart, this.#text.element, this.#note, el("div", "button-row", this.#ask.element)),
      el("div", "panel-part", this.#empty, this.#list),
    );
  }

  show(state: State, say: Say): void {
    const rows = state.session?.requests ?? [];
    const up = state.session?.link.is === "up";
    const connected = state.session?.phase === Phase.CONNECTED;
    const full = rows.filter((row) => row.state === null || row.state === RequestState.ASKED).length >= MOST_OPEN;
    this.#showSentences(state, say);
    this.#text.label(say("console.requests.text"));
    const note: WordKey = !connected ? "console.requests.not_yet" : full ? "console.requests.full" : "console.requests.note";
    setText(this.#note, say(note, full && connected ? { most: MOST_OPEN } : {}));
    this.#ask.label(say("console.requests.ask"));
    this.#ask.element.disabled = !up || !connected || full || this.#text.input.value.trim() === "";
    setText(this.#empty, say("console.requests.empty"));
    setHidden(this.#empty, rows.length > 0);
    setAttribute(this.#list, "aria-label", say("console.requests.title"));
    const newest = [...rows].reverse();
    this.#rows.show(newest);
    for (const row of newest) this.#cards.get(row.request)?.show(row, up, say);
  }

  #showSentences(state: State, say: Say): void {
    const { language, facts } = state;
    setText(this.#readyLabel, say("console.requests.ready"));
    setHidden(this.#readyPart, facts.sentences.length === 0);
    if (this.#shown === language) return;
    this.#shown = language;
    this.#sentences = facts.sentences.map((sentence) => sentence[language]);
    const options = [say("console.requests.choose"), ...this.#sentences.map(oneLine)];
    this.#ready.replaceChildren(...options.map((words, at) => Object.assign(el("option"), { value: String(at - 1), textContent: words })));
  }

  #fill(): void {
    const chosen = this.#sentences[Number(this.#ready.value)];
    this.#ready.value = "-1";
    if (chosen === undefined) return;
    this.#text.input.value = chosen.slice(0, LONGEST);
    this.#text.input.focus();
    this.#acts.again();
  }

  #make(request: number): HTMLElement {
    const card = new Card(request, this.#acts);
    this.#cards.set(request, card);
    return card.element;
  }

  #submit(): void {
    const text = this.#text.input.value.trim();
    if (text === "" || byteLength(text) > REQUEST_LIMIT) return;
    this.#acts.askToDo(text);
    this.#text.input.value = "";
    this.#text.input.focus();
  }
}
