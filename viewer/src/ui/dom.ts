// A few words for building the page: elements, text that is only ever text, and changes that touch nothing when nothing changed.

import type { State } from "./state.js";
import type { Say } from "./words.js";

/** A piece of the page: built once, told the whole state again and again. */
export interface View {
  readonly element: HTMLElement;
  show(state: State, say: Say): void;
}

type Child = Node | string;

export function el<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, look = "", ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (look !== "") element.className = look;
  element.append(...children);
  return element;
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

let count = 0;
/** An id for label and control. */
export function newId(what: string): string {
  count += 1;
  return `${what}-${count}`;
}

/** Rows by key: kept, moved, added and taken away, never rebuilt, so focus and selection stay where they are. */
export class Rows<Item, Key> {
  readonly #list: HTMLElement;
  readonly #keyOf: (item: Item) => Key;
  readonly #make: (item: Item) => HTMLElement;
  readonly #rows = new Map<Key, HTMLElement>();

  constructor(list: HTMLElement, keyOf: (item: Item) => Key, make: (item: Item) => HTMLElement) {
    this.#list = list;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  show(items: readonly Item[]): void {
    const keys = new Set(items.map(this.#keyOf));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    let before: Element | null = this.#list.firstElementChild;
    for (const item of items) {
      const key = this.#keyOf(item);
      const known = this.#rows.get(key);
      const row = known ?? this.#make(item);
      this.#rows.set(key, row);
      if (row === before) before = before.nextElementSibling;
      else this.#list.insertBefore(row, before);
    }
  }
}
