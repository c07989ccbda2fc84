// Every word on the page, by key; a missing slot is our own mistake and throws, so a hole never reaches a screen.

import { WORDS } from "./words.gen.js";
import type { WordKey } from "./words.gen.js";

export type { WordKey } from "./words.gen.js";
export type Language = "ja" | "en";
/** A slot is text, a number, or another word of the catalogue. */
export type Slots = Readonly<Record<string, string | number | { readonly word: WordKey }>>;
export type Say = (key: WordKey, slots?: Slots) => string;

const SLOT = /\{([a-z_]+)\}/g;

export function sayIn(language: Language): Say {
  const sentences = WORDS[language];
  const say: Say = (key, slots = {}) =>
    sentences[key].replace(SLOT, (_, name: string) => {
      const value = slots[name];
      if (value === undefined) throw new Error(`${key}: no value for ${name}`);
      return typeof value === "object" ? say(value.word) : String(value);
    });
  return say;
}
