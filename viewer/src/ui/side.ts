// The panel beside the picture: chat, requests to the customer, files, clipboard, the case. Tabs by arrow keys.

import type { Acts } from "./acts.js";
import { Chat } from "./chat.js";
import { CasePart } from "./case_part.js";
import { ClipPanel } from "./clip.js";
import type { Conductor } from "./conductor.js";
import { el, newId, setAttribute, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { FilesPanel } from "./files.js";
import { icon } from "./icons.js";
import type { IconName } from "./icons.js";
import { RequestsPanel } from "./requests.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

type TabName = "chat" | "requests" | "files" | "clip" | "case";
interface Tab {
  readonly name: TabName;
  readonly key: WordKey;
  readonly view: View;
  readonly button: HTMLButtonElement;
  readonly words: HTMLElement;
  readonly badge: HTMLElement;
  readonly sheet: HTMLElement;
}

export class Side implements View {
  readonly files: FilesPanel;
  readonly #conductor: Conductor;
  readonly #tabs: readonly Tab[];
  readonly #list: HTMLElement;
  #open: TabName = "chat";
  readonly element: HTMLElement;

  constructor(conductor: Conductor, acts: Acts) {
    this.#conductor = conductor;
    this.files = new FilesPanel(acts);
    this.#tabs = [
      this.#tab("chat", "console.chat.title", "chat", new Chat(acts)),
      this.#tab("requests", "console.requests.title", "held", new RequestsPanel(acts)),
      this.#tab("files", "access.files", "files", this.files),
      this.#tab("clip", "access.clipboard", "clipboard", new ClipPanel(acts, () => conductor.dispatch({ kind: "clip-cleared" }))),
      this.#tab("case", "console.case.title", "case", new CasePart()),
    ];
    this.#list = el("div", "tabs", ...this.#tabs.map((tab) => tab.button));
    this.#list.setAttribute("role", "tablist");
    this.#list.addEventListener("keydown", (event) => this.#arrow(event));
    this.element = el("aside", "side", this.#list, ...this.#tabs.map((tab) => tab.sheet));
    this.open("chat");
  }

  open(name: TabName): void {
    this.#open = name;
    for (const tab of this.#tabs) {
      const on = tab.name === name;
      setAttribute(tab.button, "aria-selected", String(on));
      tab.button.tabIndex = on ? 0 : -1;
      setHidden(tab.sheet, !on);
    }
    this.#seen();
  }

  show(state: State, say: Say): void {
    setAttribute(this.element, "aria-label", say("console.side"));
    setAttribute(this.#list, "aria-label", say("console.side"));
    const session = state.session;
    const waiting = session?.files.filter(({ step, saved }) => step.is === "offered" || (step.is === "received" && !saved)).length ?? 0;
    const badges: Readonly<Record<TabName, number>> = {
      chat: session?.unread ?? 0, requests: session?.answered ?? 0, files: waiting, clip: 0, case: 0,
    };
    for (const tab of this.#tabs) {
      tab.view.show(state, say);
      setText(tab.words, say(tab.key));
      const count = badges[tab.name];
      setHidden(tab.badge, count === 0);
      setText(tab.badge, String(count));
      setAttribute(tab.button, "aria-label", count === 0 ? null : say("console.tab_new", { name: { word: tab.key }, count }));
    }
    this.#seen();
  }

  #seen(): void {
    if (this.element.offsetParent === null || document.hidden) return;
    const session = this.#conductor.state.session;
    if (this.#open === "chat" && (session?.unread ?? 0) > 0) this.#conductor.dispatch({ kind: "chat-seen" });
    if (this.#open === "requests" && (session?.answered ?? 0) > 0) this.#conductor.dispatch({ kind: "requests-seen" });
  }

  #tab(name: TabName, key: WordKey, drawing: IconName, view: View): Tab {
    const words = el("span", "tab-words");
    const badge = el("span", "badge");
    const button = el("button", "tab", icon(drawing), words, badge);
    button.type = "button";
    button.id = newId("tab");
    button.setAttribute("role", "tab");
    button.addEventListener("click", () => this.open(name));
    const sheet = el("div", "sheet", view.element);
    sheet.id = newId("sheet");
    sheet.setAttribute("role", "tabpanel");
    sheet.setAttribute("aria-labelledby", button.id);
    button.setAttribute("aria-controls", sheet.id);
    return { name, key, view, button, words, badge, sheet };
  }

  #arrow(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const now = this.#tabs.findIndex(({ name }) => name === this.#open);
    const next = this.#tabs[(now + step + this.#tabs.length) % this.#tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    this.open(next.name);
    next.button.focus();
  }
}
