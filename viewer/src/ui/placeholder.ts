// What lies over the picture while there is none, or while what it shows is old: in words, never an empty rectangle.

import { Access, Grant, Phase } from "../wire/messages.gen.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import type { IconName } from "./icons.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

interface Said {
  readonly icon: IconName;
  readonly title: WordKey;
  readonly more: WordKey | null;
}

export class Placeholder implements View {
  readonly #drawing = icon("view", "icon icon-large");
  readonly #title = el("p", "placeholder-title");
  readonly #more = el("p", "placeholder-more");
  readonly #digits = el("p", "placeholder-digits");
  readonly element = el("div", "placeholder", this.#drawing, this.#title, this.#more, this.#digits);

  show(state: State, say: Say): void {
    const said = whatToSay(state);
    setHidden(this.element, said === null);
    if (said === null) return;
    setIcon(this.#drawing, said.icon);
    setText(this.#title, say(said.title));
    setText(this.#more, said.more === null ? "" : say(said.more));
    const spoken = state.session?.spoken ?? null;
    const compare = spoken !== null && state.session?.phase !== Phase.CONNECTED;
    setHidden(this.#digits, !compare);
    setText(this.#digits, spoken ?? "");
  }
}

export function whatToSay({ session }: State): Said | null {
  if (session === null) return null;
  if (session.link.is === "joining") return { icon: "link", title: "console.place.joining", more: null };
  if (session.link.is === "elsewhere") return { icon: "panel", title: "console.place.elsewhere", more: null };
  if (session.phase === Phase.STARTED) return { icon: "person", title: "console.place.started", more: "console.place.compare" };
  if (session.phase === Phase.SHOWN) return { icon: "person", title: "console.place.shown", more: "console.place.compare" };
  if (session.phase < Phase.CONNECTED) return { icon: "person", title: "console.place.agreed", more: "console.place.compare" };
  switch (session.access[Access.VIEW].grant) {
    case Grant.NONE:
      return { icon: "view", title: "console.place.no_view", more: "console.place.no_view_more" };
    case Grant.ASKED:
      return { icon: "asked", title: "console.place.asked", more: "console.place.asked_more" };
    case Grant.AGREED:
      return { icon: "asked", title: "console.place.recording", more: null };
    case Grant.HELD:
      return session.picture === null ? { icon: "refresh", title: "console.place.first_frame", more: null } : null;
  }
}
