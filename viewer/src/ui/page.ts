// The whole page: the head that is always there, and one screen at a time below it.

import type { FromWorker } from "../core/port.js";
import type { Acts } from "./acts.js";
import type { Conductor } from "./conductor.js";
import { button } from "./controls.js";
import { el, setAttribute, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { EndDialog } from "./end_dialog.js";
import { EndedView } from "./ended_view.js";
import { icon } from "./icons.js";
import { NumberView } from "./number_view.js";
import { oneLine } from "./plain.js";
import { SessionView } from "./session_view.js";
import type { Screen, State } from "./state.js";
import { StuckView } from "./stuck_view.js";
import { sayIn } from "./words.js";
import type { Language } from "./words.js";

export class Page {
  readonly #root: HTMLElement;
  readonly #views: Readonly<Record<Screen, View>>;
  readonly #session: SessionView;
  readonly #demo = el("p", "demo-words");
  readonly #demoBox = el("div", "demo", icon("warning"), this.#demo);
  readonly #product = el("span", "head-product");
  readonly #who = el("span", "head-who");
  readonly #about = el("span", "head-about");
  readonly #spokenName = el("span", "head-spoken-name");
  readonly #spoken = el("span", "head-spoken-digits");
  readonly #spokenBox = el("div", "head-spoken", this.#spokenName, this.#spoken);
  readonly #language = el("button", "button button-quiet head-language");
  readonly #end: ReturnType<typeof button>;
  readonly #ending: EndDialog;
  readonly #told = el("div", "unseen");
  readonly #toast = el("div", "toast");
  readonly #body = el("div", "body");
  #noticesSeen = 0;

  constructor(root: HTMLElement, conductor: Conductor, acts: Acts) {
    this.#root = root;
    this.#session = new SessionView(conductor, acts, () => root);
    this.#views = {
      number: new NumberView(conductor), session: this.#session, ended: new EndedView(conductor, acts), stuck: new StuckView(conductor),
    };
    this.#ending = new EndDialog(conductor);
    this.#end = button("end", "end", () => this.#ending.open());
    this.#language.type = "button";
    this.#language.addEventListener("click", () => {
      conductor.dispatch({ kind: "language", language: conductor.state.language === "ja" ? "en" : "ja" });
    });
    this.#told.setAttribute("role", "status");
    this.#body.append(...Object.values(this.#views).map((view) => view.element));
    const head = el(
      "header", "head", el("div", "head-mark", icon("mark", "icon icon-mark"), this.#product), el("div", "head-case", this.#who, this.#about), el("span", "spacer"),
      this.#spokenBox, this.#language, this.#end.element, this.#toast,
    );
    root.classList.add("console");
    root.append(this.#demoBox, head, this.#body, this.#told, this.#ending.element);
    conductor.onChange((state) => this.#show(state));
    this.#show(conductor.state);
    this.#session.picture.hand();
  }

  /** What the worker says that changes no state. */
  hear(said: FromWorker): void {
    this.#session.picture.hear(said);
  }

  #show(state: State): void {
    const say = sayIn(state.language);
    document.documentElement.lang = state.language;
    document.title = say("console.page_title", { organisation: oneLine(state.facts.case.organisation) });
    setHidden(this.#demoBox, !state.facts.demo);
    setText(this.#demo, say("console.demo"));
    setText(this.#product, say("common.product"));
    setText(this.#who, oneLine(state.facts.case.organisation));
    setText(this.#about, say("console.head_about", { reference: oneLine(state.facts.case.reference), subject: oneLine(state.facts.case.subject) }));
    this.#showHead(state);
    this.#end.label(say("console.end.open"));
    this.#ending.words(say);
    for (const [screen, view] of Object.entries(this.#views)) {
      setHidden(view.element, screen !== state.screen);
      if (screen === state.screen) view.show(state, say);
    }
    if (state.screen !== "session") {
      this.#ending.close();
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    }
    this.#root.dataset["screen"] = state.screen;
    this.#tell(state);
  }

  #showHead(state: State): void {
    const say = sayIn(state.language);
    const spoken = state.screen === "session" ? (state.session?.spoken ?? null) : null;
    setHidden(this.#spokenBox, spoken === null);
    setText(this.#spokenName, say("console.spoken"));
    setText(this.#spoken, spoken ?? "");
    setAttribute(this.#spokenBox, "title", say("console.spoken_more"));
    const other: Language = state.language === "ja" ? "en" : "ja";
    setText(this.#language, other === "ja" ? "日本語" : "English");
    setAttribute(this.#language, "lang", other);
    setHidden(this.#end.element, state.screen !== "session");
  }

  /** The newest notice: for eyes as a slip that goes by itself, for ears at once. */
  #tell(state: State): void {
    const newest = state.notices.at(-1);
    const say = sayIn(state.language);
    const fresh = newest !== undefined && state.now - newest.at < 6_000 && state.screen === "session";
    setHidden(this.#toast, !fresh);
    if (!fresh) return;
    setText(this.#toast, say(newest.key, newest.slots));
    this.#toast.dataset["tone"] = newest.tone;
    if (newest.at === this.#noticesSeen) return;
    this.#noticesSeen = newest.at;
    setText(this.#told, say(newest.key, newest.slots));
  }
}
