// browser/ime_logic.ts: what goes by its place, what goes as text, what stays here.

import { describe, expect, test } from "vitest";
import { byteLength, pieces, wayOf } from "../../src/browser/ime_logic.js";
import type { TypingFact } from "../../src/browser/ime_logic.js";

const typing = (code: string, key: string, more: Partial<TypingFact> = {}): TypingFact => ({
  code, key, repeat: false, shift: false, ctrl: false, alt: false, meta: false, altGraph: false, isComposing: false, keyCode: 0, ...more,
});

describe("text mode [5.5]", () => {
  test.each<[string, TypingFact, string]>([
    ["a letter is text", typing("KeyA", "a"), "text"],
    ["a shifted letter is text", typing("KeyA", "A", { shift: true }), "text"],
    ["a character outside the BMP is text", typing("KeyA", "𠮷"), "text"],
    ["what AltGr makes is text", typing("KeyQ", "@", { ctrl: true, alt: true, altGraph: true }), "text"],
    ["while the IME composes nothing is ours", typing("KeyA", "a", { isComposing: true }), "local"],
    ["229 is the IME's", typing("Enter", "Enter", { keyCode: 229 }), "local"],
    ["Enter that chooses a candidate is the IME's", typing("Enter", "Enter", { isComposing: true }), "local"],
    ["Enter is a key", typing("Enter", "Enter"), "place"],
    ["Backspace is a key", typing("Backspace", "Backspace"), "place"],
    ["an arrow with Shift is a key", typing("ArrowLeft", "ArrowLeft", { shift: true }), "place"],
    ["Ctrl+C is a key", typing("KeyC", "c", { ctrl: true }), "place"],
    ["Alt+F is a key", typing("KeyF", "f", { alt: true }), "place"],
    ["半角/全角 turns the operator's own IME", typing("Backquote", "ZenkakuHankaku"), "local"],
    ["変換 too", typing("Convert", "Convert"), "local"],
    ["無変換 too", typing("NonConvert", "NonConvert"), "local"],
    ["a dead key is not finished yet", typing("Quote", "Dead"), "local"],
    ["a modifier alone is nothing", typing("ShiftLeft", "Shift", { shift: true }), "local"],
  ])("%s", (_, fact, way) => expect(wayOf(fact)).toBe(way));
});

describe("long text in pieces [5.5]", () => {
  test("within the limit it is one piece, and nothing is none", () => {
    expect(pieces("見積書を印刷", 4000)).toEqual(["見積書を印刷"]);
    expect(pieces("", 4000)).toEqual([]);
  });

  test("never within a character, never over the limit, nothing lost", () => {
    const text = "aあ𠮷🗾".repeat(1500);
    const cut = pieces(text, 4000);
    expect(cut.join("")).toBe(text);
    for (const piece of cut) {
      expect(byteLength(piece)).toBeLessThanOrEqual(4000);
      expect(byteLength(piece)).toBeGreaterThan(3990 - (piece === cut.at(-1) ? 4000 : 0));
    }
  });

  test("half a surrogate pair does not pass", () => expect(pieces("a\ud800b", 10)).toEqual(["ab"]));
});
