// How it ended, what it took, and where the rest is. Article: 6.2

import type { Ending } from "../wire/messages.gen.js";
import type { Conductor } from "./conductor.js";
import { button } from "./controls.js";
import { el, Rows, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { FileCard } from "./file_card.js";
import { clock, size } from "./format.js";
import { icon } from "./icons.js";
import type { Acts } from "./acts.js";
import type { FileRow } from "./files_state.js";
import { oneLine } from "./plain.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

const ENDING_WORD: Readonly<Record<Ending, WordKey>> = {
  1: "ending.resolved",
  2: "ending.customer_stopped",
  3: "ending.operator_ended",
  4: "ending.declined",
  5: "ending.hours_refused",
  6: "ending.supervisor_ended",
  7: "ending.lost",
};
const RECORD_WORD: Readonly<Record<"writing" | "written" | "failed", WordKey>> = {
  writing: "console.ended.writing", written: "console.ended.written", failed: "console.ended.failed",
};
const FACTS: readonly (readonly [WordKey, (state: State) => string])[] = [
  ["console.ended.time", ({ session, ended }) => clock(session?.connectedAt == null || ended === null ? 0 : (ended.at - session.connectedAt) / 1000)],
  ["console.ended.data", ({ session }) => size(Math.max(session?.bytesUsed ?? 0, session?.quality?.bytesTotal ?? 0))],
  ["console.ended.files", ({ session }) => String(session?.files.filter(({ step }) => step.is === "received" || step.is === "delivered").length ?? 0)],
  ["console.case.reference", ({ facts }) => oneLine(facts.case.reference)],
  ["console.case.organisation", ({ facts }) => oneLine(facts.case.organisation)],
];

export class EndedView implements View {
  readonly #title = el("h1", "ended-title");
  readonly #words = el("p", "ended-words");
  readonly #record = el("p", "ended-record");
  readonly #again: ReturnType<typeof button>;
  readonly #facts = FACTS.map(([key, value]) => ({ key, value, name: el("dt"), words: el("dd") }));
  readonly #filesTitle = el("h2", "panel-title");
  readonly #list = el("ul", "file-list");
  readonly #cards = new Map<number, FileCard>();
  readonly #rows: Rows<FileRow, number>;
  readonly #link = el("a", "button button-main");
  readonly #linkWords = el("span", "button-label");
  readonly element: HTMLElement;

  constructor(conductor: Conductor, acts: Acts) {
    this.#again = button("plain", "refresh", () => void conductor.record());
    this.#link.append(icon("case"), this.#linkWords);
    this.#record.setAttribute("role", "status");
    this.#rows = new Rows(this.#list, ({ transfer }) => transfer, ({ transfer }) => {
      const card = new FileCard(transfer, acts);
      this.#cards.set(transfer, card);
      return card.element;
    });
    this.element = el(
      "main", "ended", el("section", "ended-card", icon("end", "icon icon-large"), this.#title, this.#words,
        el("div", "ended-recorded", this.#record, this.#again.element),
        el("dl", "facts", ...this.#facts.flatMap(({ name, words }) => [name, words])), this.#link),
      this.#filesTitle, this.#list,
    );
  }

  show(state: State, say: Say): void {
    const { ended } = state;
    if (ended === null) return;
    setText(this.#title, say("console.ended.title"));
    setText(this.#words, say(ENDING_WORD[ended.ending]));
    setText(this.#record, ended.record === "none" ? "" : say(RECORD_WORD[ended.record]));
    this.#record.dataset["record"] = ended.record;
    setHidden(this.#again.element, ended.record !== "failed");
    this.#again.label(say("console.ended.again"));
    for (const { key, value, name, words } of this.#facts) {
      setText(name, say(key));
      setText(words, value(state));
    }
    this.#link.href = state.facts.officeUrl;
    setText(this.#linkWords, say("console.ended.case"));
    // What came and was not saved yet can still be saved here.
    const files = state.session?.files.filter(({ step }) => step.is === "received") ?? [];
    setHidden(this.#filesTitle, files.length === 0);
    setText(this.#filesTitle, say("console.ended.unsaved"));
    this.#rows.show(files);
    for (const row of files) this.#cards.get(row.transfer)?.show(row, say);
  }
}
