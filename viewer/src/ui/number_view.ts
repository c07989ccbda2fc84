// The number, very large, and how to say it; what the customer's program is doing; how much life is left. The secret part is
// on this screen and on the phone, and nowhere else. Article: 5.3, 8.1

import type { Conductor } from "./conductor.js";
import { button } from "./controls.js";
import { el, setAttribute, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { clock, secondsUntil } from "./format.js";
import { icon, setIcon } from "./icons.js";
import type { IconName } from "./icons.js";
import { GUESSES } from "./state.js";
import type { NumberOver, NumberStage, NumberState, State } from "./state.js";
import type { Say, WordKey } from "./words.js";

const DIGIT_WORD: readonly WordKey[] = [
  "console.digit.0", "console.digit.1", "console.digit.2", "console.digit.3", "console.digit.4",
  "console.digit.5", "console.digit.6", "console.digit.7", "console.digit.8", "console.digit.9",
];
const LIFE_MS = 600_000;

/** 「よん・はち・に」, as it is said over the phone. */
export function readAloud(digits: string, say: Say): string {
  return [...digits].map((digit) => say(DIGIT_WORD[Number(digit)] ?? "console.digit.0")).join(say("console.digit.between"));
}

const STAGE: Readonly<Record<NumberStage, readonly [IconName, WordKey]>> = {
  preparing: ["refresh", "console.number.preparing"],
  waiting: ["phone", "console.number.waiting"],
  present: ["person", "console.number.present"],
  proven: ["held", "console.number.proven"],
  over: ["warning", "console.number.is_over"],
};
const OVER: Readonly<Record<NumberOver, WordKey>> = {
  destroyed: "console.number.destroyed",
  expired: "console.number.expired",
  used: "console.number.used",
  elsewhere: "console.number.elsewhere",
};
const STEPS: readonly (readonly [NumberStage, WordKey])[] = [
  ["waiting", "console.step.tell"], ["present", "console.step.type"], ["proven", "console.step.agree"],
];
const ORDER: readonly NumberStage[] = ["preparing", "waiting", "present", "proven"];

class Groups {
  readonly #parts = [0, 1, 2, 3].map(() => {
    const [digits, said] = [el("span", "number-digits"), el("span", "number-said")];
    return { digits, said, whole: el("div", "number-group", digits, said) };
  });
  readonly element = el("div", "number-groups", ...this.#parts.map(({ whole }) => whole));

  show({ digits }: NumberState, say: Say): void {
    const shown = digits ?? [];
    this.#parts.forEach((part, index) => {
      const text = shown[index] ?? "";
      setHidden(part.whole, text === "");
      setText(part.digits, text);
      setText(part.said, readAloud(text, say));
    });
    // Read out digit by digit, not as a sum.
    setAttribute(this.element, "aria-label", shown.map((text) => [...text].join(" ")).join(", "));
    this.element.setAttribute("role", "img");
    setHidden(this.element, digits === null);
  }
}

export class NumberView implements View {
  readonly #title = el("h1", "number-title");
  readonly #about = el("p", "number-about");
  readonly #groups = new Groups();
  readonly #life = el("progress", "life-bar");
  readonly #left = el("p", "life-left");
  readonly #shape = icon("phone", "icon icon-large");
  readonly #status = el("p", "status-words");
  readonly #wrong = el("p", "number-wrong");
  readonly #wrongBox = el("div", "number-warning", icon("warning"), this.#wrong);
  readonly #steps = STEPS.map(([stage, key]) => ({ stage, key, element: el("li", "step") }));
  readonly #cancel: ReturnType<typeof button>;
  readonly #again: ReturnType<typeof button>;
  readonly #lifeBox = el("div", "life", this.#life, this.#left);
  readonly #list = el("ol", "steps", ...this.#steps.map(({ element }) => element));
  readonly element: HTMLElement;

  constructor(conductor: Conductor) {
    this.#cancel = button("plain", "close", () => void conductor.cancelNumber());
    this.#again = button("main", "refresh", () => void conductor.issueAgain());
    this.#status.setAttribute("role", "status");
    this.#wrong.setAttribute("role", "alert");
    this.element = el(
      "main", "number", this.#title, this.#about, this.#wrongBox,
      el("section", "number-card", this.#groups.element, this.#lifeBox, el("div", "status", this.#shape, this.#status)),
      this.#list, el("div", "button-row button-row-wide", this.#again.element, this.#cancel.element),
    );
  }

  show(state: State, say: Say): void {
    const { number, facts, now } = state;
    const over = number.stage === "over";
    const [drawing, words] = STAGE[number.stage];
    setText(this.#title, say(over ? "console.number.title_over" : "console.number.title"));
    setText(this.#about, say("console.number.about", { organisation: facts.case.organisation, contact: facts.case.contact, reference: facts.case.reference }));
    this.#groups.show(number, say);
    setIcon(this.#shape, drawing);
    setText(this.#status, over && number.over !== null ? say(OVER[number.over]) : say(words));
    this.element.dataset["stage"] = number.stage;
    this.#showLife(number, now, say);
    const left = GUESSES - number.wrong;
    setHidden(this.#wrongBox, number.wrong === 0 || over);
    setText(this.#wrong, number.wrong === 0 || over ? "" : say("console.number.wrong", { left }));
    for (const step of this.#steps) {
      setText(step.element, say(step.key));
      const [here, there] = [ORDER.indexOf(number.stage), ORDER.indexOf(step.stage)];
      step.element.dataset["step"] = here > there ? "done" : here === there ? "now" : "later";
      setAttribute(step.element, "aria-current", here === there ? "step" : null);
    }
    setHidden(this.#list, over);
    setHidden(this.#again.element, !over && number.wrong === 0);
    this.#again.label(say("console.number.again"));
    this.#cancel.label(say(over ? "console.number.back" : "console.number.cancel"));
  }

  #showLife({ expiresAt, stage }: NumberState, now: number, say: Say): void {
    setHidden(this.#lifeBox, expiresAt === null || stage === "over" || stage === "proven");
    if (expiresAt === null) return;
    const left = secondsUntil(expiresAt, now);
    this.#life.max = LIFE_MS / 1000;
    this.#life.value = left;
    setAttribute(this.#life, "aria-label", say("console.number.life"));
    setText(this.#left, say("console.number.left", { time: clock(left) }));
  }
}
