// Always in sight: what is shared, how good the line is, how much data was used, how long it has taken. Article: 6.2

import { Access, Grant, Sharing, type ControlMeter } from "../wire/messages.gen.js";
import { el, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { clock, size } from "./format.js";
import { icon } from "./icons.js";
import { oneLine } from "./plain.js";
import { mayControl } from "./state.js";
import type { Quality, State } from "./state.js";
import type { Say, WordKey } from "./words.js";

export type Grade = "good" | "fair" | "poor";

/** In words and in bars: at 150 ms typing still feels direct, at 400 ms it does not. */
export function gradeOf({ roundTripMs }: Quality): Grade {
  return roundTripMs <= 150 ? "good" : roundTripMs <= 400 ? "fair" : "poor";
}

const GRADE_WORD: Readonly<Record<Grade, WordKey>> = { good: "console.line.good", fair: "console.line.fair", poor: "console.line.poor" };

export class Meters implements View {
  readonly #sharing = el("span");
  readonly #hint = el("span", "meter meter-hint");
  readonly #grade = el("span");
  readonly #bars = el("span", "bars", el("i"), el("i"), el("i"));
  readonly #line = el("span", "meter-small");
  readonly #data = el("span");
  readonly #low = el("span", "meter");
  readonly #elapsed = el("span", "digits");
  readonly #fee = el("span", "digits");
  readonly #quality = el("span", "meter", this.#bars, this.#grade, this.#line);
  readonly element = el(
    "footer", "meters", el("span", "meter meter-wide", icon("view"), this.#sharing), this.#hint, el("span", "spacer"), this.#quality,
    this.#low, el("span", "meter", this.#data), el("span", "meter", this.#fee), el("span", "meter", this.#elapsed),
  );

  show(state: State, say: Say): void {
    const { session, now } = state;
    if (session === null) return;
    setHidden(this.#hint, !mayControl(state));
    setText(this.#hint, say("console.tools.leave"));
    const seen = session.access[Access.VIEW].grant === Grant.HELD;
    const title = oneLine(session.sharingTitle);
    setText(this.#sharing, say(seen ? sharingWord(session.sharing) : "console.sharing.nothing", { title }));
    const { quality } = session;
    setHidden(this.#quality, quality === null || session.link.is !== "up");
    if (quality !== null) {
      const grade = gradeOf(quality);
      this.#bars.dataset["grade"] = grade;
      setText(this.#grade, say(GRADE_WORD[grade]));
      setText(this.#line, say("console.line.numbers", {
        round_trip: Math.round(quality.roundTripMs), rate: `${size(quality.bytesPerSecond)}/s`, frames: Math.round(quality.framesPerSecond),
      }));
    }
    const used = size(Math.max(session.bytesUsed, quality?.bytesTotal ?? 0));
    setText(this.#data, session.dataLimit === 0 ? say("console.data_used", { size: used }) : say("console.data_used_of", { size: used, limit: size(session.dataLimit) }));
    setHidden(this.#low, !session.lowData);
    setText(this.#low, say("console.data_low"));
    setText(this.#fee, feeWords(session.meter, say));
    setText(this.#elapsed, say("console.elapsed", { time: clock(session.connectedAt === null ? 0 : (now - session.connectedAt) / 1000) }));
  }
}

/** Time and fee so far; within the hours the time alone. */
function feeWords(meter: ControlMeter | null, say: Say): string {
  if (meter === null) return "";
  if (meter.off_hours === 0) return say("console.fee.in", { time: clock(meter.in_hours) });
  return say("console.fee.off", { time: clock(meter.off_hours), yen: meter.yen.toLocaleString("ja-JP") });
}

function sharingWord(sharing: Sharing): WordKey {
  switch (sharing) {
    case Sharing.NOTHING:
      return "console.sharing.nothing";
    case Sharing.MONITOR:
      return "console.sharing.monitor";
    case Sharing.WINDOW:
      return "console.sharing.window";
  }
}
