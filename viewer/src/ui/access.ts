// What the customer allows now, always on the page: four accesses, each with its state as word and shape, and what the
// operator can do about it. Only the customer's own program says what is held. Article: 5.2

import { Access, Grant, Pause, Phase, PURPOSE_LIMIT } from "../wire/messages.gen.js";
import type { Acts } from "./acts.js";
import { byteLength } from "../browser/ime_logic.js";
import { button, choice, dialog, field, textArea } from "./controls.js";
import type { LabelledButton } from "./controls.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { clock, secondsUntil } from "./format.js";
import { icon, setIcon } from "./icons.js";
import type { IconName } from "./icons.js";
import { ACCESS_WORD } from "./notices.js";
import { ACCESSES } from "./state.js";
import type { SessionState, State } from "./state.js";
import type { Say, WordKey } from "./words.js";

const DRAWING: Readonly<Record<Access, IconName>> = {
  [Access.VIEW]: "view", [Access.CONTROL]: "control", [Access.CLIPBOARD]: "clipboard", [Access.FILES]: "files",
};
const FIRST_PURPOSE: Readonly<Record<Access, WordKey>> = {
  [Access.VIEW]: "console.purpose.view",
  [Access.CONTROL]: "console.purpose.control",
  [Access.CLIPBOARD]: "console.purpose.clipboard",
  [Access.FILES]: "console.purpose.files",
};
const MINUTES = [0, 5, 10, 30] as const;

export interface AccessSaid {
  readonly look: "none" | "asked" | "held" | "paused";
  readonly key: WordKey;
  readonly slots: Readonly<Record<string, string | number>>;
}

/** The one line under an access's name. */
export function accessSaid(which: Access, session: SessionState, now: number): AccessSaid {
  const access = session.access[which];
  switch (access.grant) {
    case Grant.NONE:
      return { look: "none", key: "console.access.none", slots: {} };
    case Grant.ASKED:
      return { look: "asked", key: "console.access.asked", slots: { left: secondsUntil(access.until ?? now, now) } };
    case Grant.AGREED:
      return { look: "asked", key: "console.access.agreed", slots: {} };
    case Grant.HELD: {
      const paused = session.link.is !== "up" || ((which === Access.CONTROL || which === Access.VIEW) && stops(session.pause, which));
      if (paused) return { look: "paused", key: "console.access.paused", slots: {} };
      return access.until === null
        ? { look: "held", key: "console.access.held", slots: {} }
        : { look: "held", key: "console.access.held_until", slots: { left: clock(secondsUntil(access.until, now)) } };
    }
  }
}

function stops(pause: Pause, which: Access): boolean {
  return pause !== Pause.NONE && (which === Access.CONTROL || pause === Pause.CUSTOMER_PAUSED || pause === Pause.SCREEN_LOCKED || pause === Pause.DATA_LIMIT);
}

const SHAPE: Readonly<Record<AccessSaid["look"], IconName>> = { none: "none", asked: "asked", held: "held", paused: "paused" };

class AccessCard {
  readonly #which: Access;
  readonly #name = el("span", "access-name");
  readonly #shape = icon("none", "icon icon-state");
  readonly #words = el("span", "access-words");
  readonly #ask: LabelledButton;
  readonly #back: LabelledButton;
  readonly element: HTMLElement;

  constructor(which: Access, ask: () => void, giveBack: () => void) {
    this.#which = which;
    this.#ask = button("main", null, ask);
    this.#back = button("plain", null, giveBack);
    this.element = el(
      "li", "access-card", icon(DRAWING[which], "icon icon-access"),
      el("div", "access-text", this.#name, el("span", "access-state", this.#shape, this.#words)), this.#ask.element, this.#back.element,
    );
    this.element.dataset["access"] = String(which);
  }

  show(session: SessionState, now: number, say: Say): void {
    const said = accessSaid(this.#which, session, now);
    const { grant } = session.access[this.#which];
    const name = say(ACCESS_WORD[this.#which]);
    this.element.dataset["look"] = said.look;
    setText(this.#name, name);
    setIcon(this.#shape, SHAPE[said.look]);
    setText(this.#words, say(said.key, said.slots));
    const live = session.link.is === "up" && session.phase === Phase.CONNECTED;
    setHidden(this.#ask.element, grant !== Grant.NONE);
    this.#ask.element.disabled = !live;
    this.#ask.label(say("console.access.ask"), say("console.access.ask_spoken", { access: name }));
    setHidden(this.#back.element, grant === Grant.NONE);
    this.#back.element.disabled = !live;
    const taken = grant === Grant.ASKED;
    this.#back.label(
      say(taken ? "console.access.take_back" : "console.access.give_back"),
      say(taken ? "console.access.take_back_spoken" : "console.access.give_back_spoken", { access: name }),
    );
  }
}

export class AccessStrip implements View {
  readonly #cards: readonly AccessCard[];
  readonly #title = el("h2", "unseen");
  readonly #ask: AskDialog;
  readonly element: HTMLElement;

  constructor(acts: Acts) {
    this.#ask = new AskDialog(acts);
    this.#cards = ACCESSES.map((which) => new AccessCard(which, () => this.#ask.open(which), () => acts.giveBack(which)));
    this.element = el("section", "access-strip", this.#title, el("ul", "access-list", ...this.#cards.map((card) => card.element)), this.#ask.element);
  }

  show(state: State, say: Say): void {
    setText(this.#title, say("console.access.title"));
    if (state.session === null) return;
    for (const card of this.#cards) card.show(state.session, state.now, say);
    this.#ask.show(state, say);
  }
}

/** The customer reads the purpose word for word, so it is never empty. */
class AskDialog {
  readonly #purpose = field(textArea(2));
  readonly #minutes = choice(MINUTES, "choice");
  readonly #note = el("p", "dialog-note");
  readonly #send = button("main", "send", () => undefined);
  readonly #cancel = button("plain", null, () => this.#dialog.close());
  readonly #acts: Acts;
  readonly #dialog = dialog(() => this.#submit());
  #which: Access = Access.VIEW;
  #say: Say | null = null;

  constructor(acts: Acts) {
    this.#acts = acts;
    this.#purpose.input.required = true;
    this.#purpose.input.addEventListener("input", () => this.#check());
    this.#send.element.type = "submit";
    this.#dialog.body.append(this.#purpose.element, this.#minutes.element, this.#note);
    this.#dialog.foot.append(this.#cancel.element, this.#send.element);
  }

  get element(): HTMLElement {
    return this.#dialog.element;
  }

  open(which: Access): void {
    this.#which = which;
    this.#purpose.input.value = this.#say?.(FIRST_PURPOSE[which]) ?? "";
    this.#minutes.choose(0);
    this.#check();
    this.#words();
    this.#dialog.open();
    this.#purpose.input.select();
  }

  show(_state: State, say: Say): void {
    this.#say = say;
    this.#words();
  }

  #words(): void {
    const say = this.#say;
    if (say === null) return;
    setText(this.#dialog.title, say("console.ask.title", { access: { word: ACCESS_WORD[this.#which] } }));
    this.#purpose.label(say("console.ask.purpose"));
    this.#minutes.label(say("console.ask.minutes"), (minutes) => (minutes === 0 ? say("console.ask.open_end") : say("console.ask.for_minutes", { minutes })));
    setText(this.#note, say("console.ask.note"));
    this.#send.label(say("console.ask.send"));
    this.#cancel.label(say("console.cancel"));
  }

  #check(): void {
    const tooLong = byteLength(this.#purpose.input.value.trim()) > PURPOSE_LIMIT;
    const blank = this.#purpose.input.value.trim() === "";
    this.#purpose.input.setCustomValidity(tooLong ? (this.#say?.("console.too_long") ?? "!") : blank ? (this.#say?.("console.ask.blank") ?? "!") : "");
  }

  #submit(): void {
    this.#acts.ask(this.#which, this.#minutes.value(), this.#purpose.input.value.trim());
    this.#dialog.close();
  }
}
