// The session's screen: access strip, banner, toolbar, picture, side panel, meters. It is built once and stays, because the
// picture's canvas can be given to the worker only once.

import type { Acts } from "./acts.js";
import { AccessStrip } from "./access.js";
import { Banners } from "./banners.js";
import type { Conductor } from "./conductor.js";
import { el, setText } from "./dom.js";
import type { View } from "./dom.js";
import { Meters } from "./meters.js";
import { Picture } from "./picture.js";
import { Side } from "./side.js";
import { holds } from "./state.js";
import type { State } from "./state.js";
import { Toolbar } from "./toolbar.js";
import { Access } from "../wire/messages.gen.js";
import type { Say } from "./words.js";

export class SessionView implements View {
  readonly picture: Picture;
  readonly side: Side;
  readonly #conductor: Conductor;
  readonly #parts: readonly View[];
  readonly #drop = el("p", "drop-words");
  readonly element: HTMLElement;

  constructor(conductor: Conductor, acts: Acts, whole: () => HTMLElement) {
    this.#conductor = conductor;
    this.picture = new Picture(conductor, acts);
    this.side = new Side(conductor, acts);
    const strip = new AccessStrip(acts);
    const banners = new Banners(conductor);
    const meters = new Meters();
    const toolbar = new Toolbar(this.picture, acts, whole, () => this.#togglePanel());
    this.#parts = [strip, banners, toolbar, this.picture, this.side, meters];
    const middle = el("main", "middle", toolbar.element, banners.element, this.picture.element);
    this.element = el("div", "session", strip.element, middle, this.side.element, meters.element, el("div", "drop", this.#drop));
    this.#takeDrops();
  }

  show(state: State, say: Say): void {
    for (const part of this.#parts) part.show(state, say);
    this.element.dataset["link"] = state.session?.link.is ?? "joining";
    setText(this.#drop, say("console.files.drop"));
  }

  #togglePanel(): void {
    this.element.classList.toggle("session-wide"); // on a narrow screen the same takes the panel out (console.css)
  }

  // Files dropped anywhere are offered, never opened: a browser's own answer to a dropped file is to leave the page.
  #takeDrops(): void {
    const over = (on: boolean): void => void this.element.classList.toggle("session-drop", on);
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      const may = holds(this.#conductor.state, Access.FILES) && event.dataTransfer?.types.includes("Files") === true;
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = may ? "copy" : "none";
      over(may);
    });
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) over(false);
    });
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.side.open("files");
      this.side.files.offer([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
