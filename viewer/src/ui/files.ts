// Files each way. Every one goes with a purpose that the customer reads; names are shown as text, and what came from the
// customer is saved only when the operator says so. Article: 5.5, 5.6

import { byteLength } from "../browser/ime_logic.js";
import { Access, FILE_NAME_LIMIT, PURPOSE_LIMIT } from "../wire/messages.gen.js";
import type { Acts } from "./acts.js";
import { button, dialog, field, textArea, textInput } from "./controls.js";
import { el, Rows, setHidden, setText } from "./dom.js";
import type { View } from "./dom.js";
import { FileCard } from "./file_card.js";
import type { FileRow } from "./files_state.js";
import { size } from "./format.js";
import { oneLine } from "./plain.js";
import { holds } from "./state.js";
import type { State } from "./state.js";
import type { Say } from "./words.js";

export class FilesPanel implements View {
  readonly #pick = el("input", "unseen");
  readonly #send = button("main", "upload", () => this.#pick.click());
  readonly #ask = button("plain", "download", () => this.#askDialog.open());
  readonly #note = el("p", "panel-note");
  readonly #empty = el("p", "panel-empty");
  readonly #list = el("ul", "file-list");
  readonly #cards = new Map<number, FileCard>();
  readonly #rows: Rows<FileRow, number>;
  readonly #sendDialog: SendDialog;
  readonly #askDialog: RequestDialog;
  #may = false;
  readonly element: HTMLElement;

  constructor(acts: Acts) {
    this.#sendDialog = new SendDialog(acts);
    this.#askDialog = new RequestDialog(acts);
    this.#pick.type = "file";
    this.#pick.multiple = true;
    this.#pick.tabIndex = -1;
    this.#pick.addEventListener("change", () => {
      this.offer([...(this.#pick.files ?? [])]);
      this.#pick.value = "";
    });
    this.#rows = new Rows(this.#list, ({ transfer }) => transfer, ({ transfer }) => {
      const card = new FileCard(transfer, acts);
      this.#cards.set(transfer, card);
      return card.element;
    });
    this.element = el(
      "div", "panel-files", this.#pick, el("div", "button-row", this.#send.element, this.#ask.element), this.#note, this.#empty, this.#list,
      this.#sendDialog.element, this.#askDialog.element,
    );
  }

  /** Files that were picked, or dropped on the page. */
  offer(files: readonly File[]): void {
    if (files.length > 0 && this.#may) this.#sendDialog.open(files);
  }

  show(state: State, say: Say): void {
    this.#may = holds(state, Access.FILES);
    const files = state.session?.files ?? [];
    this.#send.label(say("console.files.send"));
    this.#ask.label(say("console.files.ask"));
    this.#pick.setAttribute("aria-label", say("console.files.send"));
    this.#send.element.disabled = this.#ask.element.disabled = !this.#may;
    setText(this.#note, say(this.#may ? "console.files.note" : "console.files.not_allowed"));
    setText(this.#empty, say("console.files.empty"));
    setHidden(this.#empty, files.length > 0);
    this.#rows.show([...files].reverse());
    for (const row of files) this.#cards.get(row.transfer)?.show(row, say);
    this.#sendDialog.words(say);
    this.#askDialog.words(say);
  }
}

class SendDialog {
  readonly #names = el("ul", "dialog-names");
  readonly #purpose = purposeField();
  readonly #send = button("main", "upload", () => undefined);
  readonly #cancel = button("plain", null, () => this.#dialog.close());
  readonly #dialog = dialog(() => this.#submit());
  readonly #acts: Acts;
  #files: readonly File[] = [];
  #say: Say | null = null;

  constructor(acts: Acts) {
    this.#acts = acts;
    this.#send.element.type = "submit";
    this.#dialog.body.append(this.#names, this.#purpose.element);
    this.#dialog.foot.append(this.#cancel.element, this.#send.element);
  }

  get element(): HTMLElement {
    return this.#dialog.element;
  }

  open(files: readonly File[]): void {
    this.#files = files;
    this.#names.replaceChildren(...files.map((file) => {
      const [name, bytes] = [el("span", "file-name"), el("span", "file-size")];
      setText(name, oneLine(file.name));
      setText(bytes, size(file.size));
      return el("li", "", name, bytes);
    }));
    checkPurpose(this.#purpose.input, this.#say);
    this.#dialog.open();
    this.#purpose.input.focus();
  }

  words(say: Say): void {
    this.#say = say;
    setText(this.#dialog.title, say("console.files.send_title"));
    this.#purpose.label(say("console.files.purpose"));
    this.#send.label(say("console.files.send_now"));
    this.#cancel.label(say("console.cancel"));
  }

  #submit(): void {
    this.#acts.offer(this.#files, this.#purpose.input.value.trim());
    this.#purpose.input.value = "";
    this.#dialog.close();
  }
}

class RequestDialog {
  readonly #name = field(textInput());
  readonly #hint = el("p", "dialog-note");
  readonly #purpose = purposeField();
  readonly #send = button("main", "send", () => undefined);
  readonly #cancel = button("plain", null, () => this.#dialog.close());
  readonly #dialog = dialog(() => this.#submit());
  readonly #acts: Acts;
  #say: Say | null = null;

  constructor(acts: Acts) {
    this.#acts = acts;
    this.#send.element.type = "submit";
    this.#name.input.addEventListener("input", () => {
      this.#name.input.setCustomValidity(byteLength(this.#name.input.value) > FILE_NAME_LIMIT ? (this.#say?.("console.too_long") ?? "!") : "");
    });
    this.#dialog.body.append(this.#name.element, this.#hint, this.#purpose.element);
    this.#dialog.foot.append(this.#cancel.element, this.#send.element);
  }

  get element(): HTMLElement {
    return this.#dialog.element;
  }

  open(): void {
    checkPurpose(this.#purpose.input, this.#say);
    this.#dialog.open();
    this.#name.input.focus();
  }

  words(say: Say): void {
    this.#say = say;
    setText(this.#dialog.title, say("console.files.ask_title"));
    this.#name.label(say("console.files.ask_name"));
    this.#name.input.placeholder = say("console.files.customer_chooses");
    setText(this.#hint, say("console.files.ask_hint"));
    this.#purpose.label(say("console.files.purpose"));
    this.#send.label(say("console.files.ask_now"));
    this.#cancel.label(say("console.cancel"));
  }

  #submit(): void {
    this.#acts.request(this.#name.input.value.trim(), this.#purpose.input.value.trim());
    this.#name.input.value = this.#purpose.input.value = "";
    this.#dialog.close();
  }
}

function purposeField(): ReturnType<typeof field<HTMLTextAreaElement>> {
  const made = field(textArea(2));
  made.input.required = true;
  return made;
}

function checkPurpose(input: HTMLTextAreaElement, say: Say | null): void {
  const check = (): void => {
    const text = input.value.trim();
    input.setCustomValidity(byteLength(text) > PURPOSE_LIMIT ? (say?.("console.too_long") ?? "!") : text === "" ? (say?.("console.ask.blank") ?? "!") : "");
  };
  input.oninput = check;
  check();
}
