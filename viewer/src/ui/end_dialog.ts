// Ending a session: one word that everybody will read (ledger, timeline, statistics), and a note for the case. Article: 5.4

import { Ending } from "../wire/messages.gen.js";
import type { Conductor } from "./conductor.js";
import { button, choice, dialog, field, textArea } from "./controls.js";
import { el, setText } from "./dom.js";
import type { Say, WordKey } from "./words.js";

type Own = "resolved" | "operator_ended" | "declined";
const ENDING: Readonly<Record<Own, Ending>> = { resolved: Ending.RESOLVED, operator_ended: Ending.OPERATOR_ENDED, declined: Ending.DECLINED };
const WORD: Readonly<Record<Own, WordKey>> = {
  resolved: "console.end.resolved",
  operator_ended: "console.end.operator_ended",
  declined: "console.end.declined",
};

export class EndDialog {
  readonly #ending = choice<Own>(["resolved", "operator_ended", "declined"], "choice choice-tall");
  readonly #note = field(textArea(4));
  readonly #hint = el("p", "dialog-note");
  readonly #end = button("end", "end", () => undefined);
  readonly #cancel = button("plain", null, () => this.#dialog.close());
  readonly #dialog = dialog(() => this.#submit());
  readonly #conductor: Conductor;

  constructor(conductor: Conductor) {
    this.#conductor = conductor;
    this.#end.element.type = "submit";
    this.#note.input.maxLength = 2000;
    this.#dialog.body.append(this.#ending.element, this.#note.element, this.#hint);
    this.#dialog.foot.append(this.#cancel.element, this.#end.element);
  }

  get element(): HTMLElement {
    return this.#dialog.element;
  }

  open(): void {
    this.#dialog.open();
  }

  close(): void {
    if (this.#dialog.element.open) this.#dialog.close();
  }

  words(say: Say): void {
    setText(this.#dialog.title, say("console.end.title"));
    this.#ending.label(say("console.end.how"), (ending) => say(WORD[ending]));
    this.#note.label(say("console.end.note"));
    setText(this.#hint, say("console.end.hint"));
    this.#end.label(say("console.end.now"));
    this.#cancel.label(say("console.end.not_yet"));
  }

  #submit(): void {
    const ending = this.#ending.value();
    this.#dialog.close();
    void this.#conductor.end(ENDING[ending], ending, this.#note.input.value.trim());
  }
}
