// Text mode: the operator types with their own IME, and what is committed is typed at the customer's. Pure decisions; the
// textarea is in ime.ts. Keys that make no text (arrows, Enter, Ctrl+C) still go by their place.
//
// Article: 5.5

import type { KeyFact } from "../core/keys.js";
import { isModifier } from "../core/keys.js";

export type Way =
  | "local" // the operator's IME or browser has it; nothing is sent and nothing prevented
  | "text" // it will arrive in the textarea
  | "place"; // sent as a key, by its place

export interface TypingFact extends KeyFact {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

// These steer the operator's own IME here.
const IME_CODES: ReadonlySet<string> = new Set(["Convert", "NonConvert", "KanaMode", "Lang1", "Lang2", "Lang3", "Lang4", "Lang5"]);
const IME_KEYS: ReadonlySet<string> = new Set([
  "ZenkakuHankaku", "Zenkaku", "Hankaku", "KanjiMode", "Eisu", "Alphanumeric", "Hiragana", "Katakana", "HiraganaKatakana",
  "Romaji", "KanaMode", "Process", "Unidentified", "Dead", "CapsLock",
]);
const PROCESSED_BY_IME = 229;

/** Which way one keydown goes in text mode. */
export function wayOf(fact: TypingFact): Way {
  if (fact.isComposing || fact.keyCode === PROCESSED_BY_IME) return "local";
  if (IME_CODES.has(fact.code) || IME_KEYS.has(fact.key) || isModifier(fact.code)) return "local";
  if ((fact.ctrl || fact.alt || fact.meta) && !fact.altGraph) return "place";
  return [...fact.key].length === 1 ? "text" : "place";
}

const utf8 = new TextEncoder();

/** Text in pieces of at most `limit` bytes of UTF-8, cut between characters; a surrogate without its other half is dropped. */
export function pieces(text: string, limit: number): string[] {
  const found: string[] = [];
  let piece = "";
  let bytes = 0;
  for (const character of text) {
    if (/^[\ud800-\udfff]$/.test(character)) continue;
    const size = utf8.encode(character).length;
    if (bytes + size > limit) {
      found.push(piece);
      piece = "";
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  if (piece !== "") found.push(piece);
  return found;
}

/** How many bytes of UTF-8. */
export function byteLength(text: string): number {
  return utf8.encode(text).length;
}
