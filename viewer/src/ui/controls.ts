// Buttons, labelled fields and dialogs, all alike. Every target is at least 44 pixels high; every icon has its word.

import { el, newId, setAttribute, setText } from "./dom.js";
import { icon } from "./icons.js";
import type { IconName } from "./icons.js";

export interface LabelledButton {
  readonly element: HTMLButtonElement;
  /** `spoken` replaces the label for screen readers where the label alone does not say enough. */
  label(text: string, spoken?: string): void;
}

export type ButtonLook = "plain" | "main" | "quiet" | "end";

export function button(look: ButtonLook, drawing: IconName | null, press: () => void): LabelledButton {
  const words = el("span", "button-label");
  const element = el("button", `button button-${look}`, ...(drawing === null ? [] : [icon(drawing)]), words);
  element.type = "button";
  element.addEventListener("click", press);
  return {
    element,
    label(text, spoken) {
      setText(words, text);
      setAttribute(element, "aria-label", spoken ?? null);
    },
  };
}

/** A button with an icon alone to the eye; its word is its label and its tip. */
export function iconButton(drawing: IconName, press: () => void): LabelledButton {
  const element = el("button", "button button-quiet button-icon", icon(drawing));
  element.type = "button";
  element.addEventListener("click", press);
  return {
    element,
    label(text) {
      setAttribute(element, "aria-label", text);
      setAttribute(element, "title", text);
    },
  };
}

export interface Field<Input extends HTMLElement> {
  readonly element: HTMLElement;
  readonly input: Input;
  label(text: string): void;
}

export function field<Input extends HTMLInputElement | HTMLTextAreaElement>(input: Input): Field<Input> {
  input.id = newId("field");
  input.classList.add("field-input");
  const label = el("label", "field-label");
  label.htmlFor = input.id;
  return { element: el("div", "field", label, input), input, label: (text) => setText(label, text) };
}

export function textInput(): HTMLInputElement {
  const input = el("input");
  input.type = "text";
  input.autocomplete = "off";
  return input;
}

export function textArea(rows: number): HTMLTextAreaElement {
  const input = el("textarea");
  input.rows = rows;
  input.autocomplete = "off";
  return input;
}

export interface Choice<Value extends string | number> {
  readonly element: HTMLFieldSetElement;
  value(): Value;
  choose(value: Value): void;
  label(legend: string, words: (value: Value) => string): void;
}

/** One of several, as radio buttons that look like a row of tiles. */
export function choice<Value extends string | number>(values: readonly [Value, ...Value[]], look = "choice"): Choice<Value> {
  const name = newId("choice");
  const legend = el("legend", "field-label");
  const rows = values.map((value) => {
    const input = el("input");
    input.type = "radio";
    input.name = name;
    const words = el("span");
    return { value, input, words, row: el("label", "choice-row", input, words) };
  });
  const element = el("fieldset", look, legend, el("div", "choice-rows", ...rows.map(({ row }) => row)));
  const choose = (value: Value): void => {
    for (const row of rows) row.input.checked = row.value === value;
  };
  choose(values[0]);
  return {
    element,
    choose,
    value: () => rows.find(({ input }) => input.checked)?.value ?? values[0],
    label(words, each) {
      setText(legend, words);
      for (const row of rows) setText(row.words, each(row.value));
    },
  };
}

export interface Dialog {
  readonly element: HTMLDialogElement;
  readonly title: HTMLElement;
  readonly body: HTMLElement;
  readonly foot: HTMLElement;
  open(): void;
  close(): void;
}

/** A modal with a title, closed by Esc. `submit` is Enter and the main button. */
export function dialog(submit: () => void): Dialog {
  const title = el("h2", "dialog-title");
  title.id = newId("title");
  const body = el("div", "dialog-body");
  const foot = el("div", "dialog-foot");
  const form = el("form", "dialog-form", title, body, foot);
  form.noValidate = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  const element = el("dialog", "dialog", form);
  element.setAttribute("aria-labelledby", title.id);
  return { element, title, body, foot, open: () => element.showModal(), close: () => element.close() };
}
