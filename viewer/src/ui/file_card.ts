// One file: what it is, how far it is, what can be done with it. Article: 5.6

import { saveFile } from "../browser/save.js";
import { FileReason } from "../wire/messages.gen.js";
import type { Acts } from "./acts.js";
import { button } from "./controls.js";
import { el, setAttribute, setHidden, setText } from "./dom.js";
import type { FileRow } from "./files_state.js";
import { digest, size } from "./format.js";
import { icon, setIcon } from "./icons.js";
import { oneLine } from "./plain.js";
import type { Say, WordKey } from "./words.js";

const REASON_WORD: Readonly<Record<FileReason, WordKey>> = {
  [FileReason.REFUSED]: "console.file.refused",
  [FileReason.TIMED_OUT]: "console.file.timed_out",
  [FileReason.CANCELLED]: "console.file.cancelled",
  [FileReason.NOT_FOUND]: "console.file.not_found",
  [FileReason.CHANGED]: "console.file.changed",
  [FileReason.HASH_DIFFERS]: "console.file.hash_differs",
  [FileReason.NO_SPACE]: "console.file.no_space",
  [FileReason.NOT_GRANTED]: "console.file.not_granted",
  [FileReason.BAD_NAME]: "console.file.bad_name",
  [FileReason.UNREADABLE]: "console.file.unreadable",
  [FileReason.SESSION_ENDED]: "console.file.session_ended",
};

export class FileCard {
  readonly #way = icon("upload");
  readonly #name = el("span", "file-name");
  readonly #facts = el("p", "file-facts");
  readonly #purpose = el("p", "file-purpose");
  readonly #bar = el("progress", "file-bar");
  readonly #state = el("p", "file-state");
  readonly #sum = el("p", "file-sum");
  readonly #take;
  readonly #refuse;
  readonly #cancel;
  readonly #save;
  readonly #forget;
  readonly element: HTMLElement;
  #row: FileRow | null = null;

  constructor(transfer: number, acts: Acts) {
    this.#take = button("main", "download", () => acts.accept(transfer));
    this.#refuse = button("plain", null, () => acts.refuse(transfer));
    this.#cancel = button("plain", "close", () => acts.cancel(transfer));
    this.#save = button("main", "download", () => void this.#keep(transfer, acts));
    this.#forget = button("quiet", null, () => acts.forget(transfer));
    this.element = el(
      "li", "file-card", el("div", "file-head", this.#way, this.#name), this.#facts, this.#purpose, this.#bar, this.#state, this.#sum,
      el("div", "button-row", this.#take.element, this.#refuse.element, this.#save.element, this.#cancel.element, this.#forget.element),
    );
  }

  show(row: FileRow, say: Say): void {
    this.#row = row;
    const { step } = row;
    setIcon(this.#way, row.way === "out" ? "upload" : "download");
    setText(this.#name, row.name === "" ? say("console.files.customer_chooses") : oneLine(row.name));
    const way = say(row.way === "out" ? "console.file.out" : "console.file.in");
    setText(this.#facts, row.size === null ? way : `${way} · ${size(row.size)}`);
    setText(this.#purpose, row.purpose === "" ? "" : say("console.file.purpose", { purpose: oneLine(row.purpose) }));
    setHidden(this.#purpose, row.purpose === "");
    setHidden(this.#bar, step.is !== "flowing");
    if (step.is === "flowing") {
      this.#bar.max = Math.max(1, row.size ?? 1);
      this.#bar.value = step.done;
      setAttribute(this.#bar, "aria-label", oneLine(row.name));
    }
    setText(this.#state, stepWords(row, say));
    this.element.dataset["step"] = step.is;
    const sum = step.is === "received" || step.is === "delivered" ? step.sha256 : "";
    setText(this.#sum, sum === "" ? "" : `SHA-256 ${digest(sum)}`);
    setHidden(this.#sum, sum === "");
    this.#buttons(row, say);
  }

  #buttons(row: FileRow, say: Say): void {
    const { is } = row.step;
    const name = oneLine(row.name);
    setHidden(this.#take.element, is !== "offered");
    setHidden(this.#refuse.element, is !== "offered");
    setHidden(this.#save.element, is !== "received");
    setHidden(this.#cancel.element, is !== "flowing" && is !== "waiting");
    setHidden(this.#forget.element, is !== "received" && is !== "delivered" && is !== "stopped");
    this.#take.label(say("console.file.take"), say("console.file.take_spoken", { name }));
    this.#refuse.label(say("console.file.refuse"), say("console.file.refuse_spoken", { name }));
    this.#save.label(say(row.saved ? "console.file.save_again" : "console.file.save"), say("console.file.save_spoken", { name }));
    this.#cancel.label(say("console.file.cancel"), say("console.file.cancel_spoken", { name }));
    this.#forget.label(say("console.file.forget"), say("console.file.forget_spoken", { name }));
  }

  async #keep(transfer: number, acts: Acts): Promise<void> {
    if (this.#row?.step.is !== "received") return;
    if (await saveFile(this.#row.step.file, this.#row.name)) acts.saved(transfer);
  }
}

/** Where a file stands, as one sentence. */
export function stepWords(row: FileRow, say: Say): string {
  const { step } = row;
  switch (step.is) {
    case "waiting":
      return say(row.way === "out" ? "console.file.waiting_out" : "console.file.waiting_in");
    case "offered":
      return say("console.file.offered");
    case "flowing": {
      const percent = row.size === null || row.size === 0 ? 100 : Math.floor((step.done * 100) / row.size);
      return say("console.file.flowing", { percent, speed: `${size(step.bytesPerSecond)}/s` });
    }
    case "received":
      return say(row.saved ? "console.file.saved" : "console.file.received");
    case "delivered":
      return say("console.file.delivered");
    case "stopped":
      return say(step.reason === null ? "console.file.session_ended" : REASON_WORD[step.reason]);
  }
}
