// What stands still and why, in plain words: the link, and the reasons why the operator's input waits. Article: 5.3

import { Access, Fee, Grant, Pause } from "../wire/messages.gen.js";
import { button } from "./controls.js";
import type { Conductor } from "./conductor.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { secondsUntil } from "./format.js";
import { icon, setIcon } from "./icons.js";
import type { IconName } from "./icons.js";
import { CUT_MS } from "./state.js";
import type { State } from "./state.js";
import type { Say, WordKey } from "./words.js";

const PAUSE_WORD: Readonly<Record<Exclude<Pause, 0>, WordKey>> = {
  [Pause.CUSTOMER_INPUT]: "console.pause.customer_input",
  [Pause.QUESTION]: "console.pause.question",
  [Pause.LINK]: "console.pause.link",
  [Pause.CUSTOMER_PAUSED]: "console.pause.customer_paused",
  [Pause.SCREEN_LOCKED]: "console.pause.screen_locked",
  [Pause.OWN_WINDOW]: "console.pause.own_window",
  [Pause.OFF_HOURS]: "console.pause.off_hours",
  [Pause.DATA_LIMIT]: "console.pause.data_limit",
};

// What the fee outside the support hours waits for, or holds up. Article: 3.3
const FEE_WORD: Readonly<Record<Fee, WordKey | null>> = {
  [Fee.NONE]: null,
  [Fee.WARNED]: "console.fee.warned",
  [Fee.ASKED]: "console.fee.asked",
  [Fee.REFUSED]: "console.fee.refused",
  [Fee.AGREED]: "console.fee.agreed",
  [Fee.READY]: "console.fee.ready",
  [Fee.CHARGED]: null,
  [Fee.STOPPED]: "console.fee.stopped",
  [Fee.RECORDING]: "console.fee.agreed",
};

export interface Banner {
  readonly look: "link" | "pause";
  readonly icon: IconName;
  readonly key: WordKey;
  readonly left: number | null; // seconds until the session ends
  readonly tryIn: number | null; // seconds until the next try
  readonly minutes?: number; // until the support hours end
}

/** The one thing that stands in the way now, or null. */
export function bannerOf({ session, now }: State): Banner | null {
  if (session === null) return null;
  const { link } = session;
  if (link.is === "down") {
    const key = link.by === "us" ? "console.link.down" : "console.link.customer_gone";
    return { look: "link", icon: "cut", key, left: secondsUntil(link.since + CUT_MS, now), tryIn: link.tryAt === null ? null : secondsUntil(link.tryAt, now) };
  }
  if (link.is === "elsewhere") return { look: "link", icon: "panel", key: "console.link.elsewhere", left: null, tryIn: null };
  if (link.is === "up" && session.meter !== null) {
    const { fee, seconds_left: left } = session.meter;
    const key = FEE_WORD[fee];
    const stopped = fee === Fee.STOPPED || fee === Fee.RECORDING;
    if (key !== null && (stopped || session.pause === Pause.NONE)) {
      return { look: stopped ? "pause" : "link", icon: stopped ? "paused" : "warning", key, left: null, tryIn: null, minutes: Math.ceil(left / 60) };
    }
  }
  if (link.is === "up" && session.pause !== Pause.NONE && matters(session.pause, session.access)) {
    return { look: "pause", icon: "paused", key: PAUSE_WORD[session.pause], left: null, tryIn: null };
  }
  return null;
}

// A pause of the input says nothing to an operator who only looks.
function matters(pause: Pause, access: NonNullable<State["session"]>["access"]): boolean {
  return pause === Pause.CUSTOMER_PAUSED || pause === Pause.OFF_HOURS || pause === Pause.SCREEN_LOCKED || pause === Pause.DATA_LIMIT || access[Access.CONTROL].grant === Grant.HELD;
}

export class Banners implements View {
  readonly #drawing = icon("warning");
  readonly #words = el("p", "banner-words");
  readonly #left = el("p", "banner-left");
  readonly #now: ReturnType<typeof button>;
  readonly #here: ReturnType<typeof button>;
  readonly element: HTMLElement;

  constructor(conductor: Conductor) {
    this.#now = button("plain", null, () => conductor.tryNow());
    this.#here = button("main", null, () => conductor.takeOver());
    this.element = el("div", "banner", this.#drawing, this.#words, this.#left, this.#now.element, this.#here.element);
    this.#words.setAttribute("role", "status");
  }

  show(state: State, say: Say): void {
    const banner = bannerOf(state);
    setHidden(this.element, banner === null);
    if (banner === null) {
      setText(this.#words, "");
      return;
    }
    this.element.dataset["look"] = banner.look;
    setIcon(this.#drawing, banner.icon);
    setText(this.#words, say(banner.key, { minutes: banner.minutes ?? 0 }));
    setHidden(this.#left, banner.left === null);
    setText(this.#left, banner.left === null ? "" : say("console.link.left", { seconds: banner.left }));
    setHidden(this.#now.element, banner.tryIn === null);
    this.#now.label(banner.tryIn === null ? "" : say("console.link.try_now", { seconds: banner.tryIn }));
    setHidden(this.#here.element, banner.key !== "console.link.elsewhere");
    this.#here.label(say("console.link.take_over"));
  }
}
