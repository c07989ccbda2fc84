// core/keys.ts: the place of every key, and a keyboard that is never left with a key down.

import { describe, expect, test } from "vitest";
import { chord, HeldKeys, isPressOnly, USAGE } from "../../src/core/keys.js";
import type { KeyFact, Modifiers } from "../../src/core/keys.js";
import type { InputMessage } from "../../src/wire/messages.gen.js";

const UP: Modifiers = { shift: false, ctrl: false, alt: false, meta: false, altGraph: false };
const fact = (code: string, more: Partial<KeyFact> = {}): KeyFact => ({ ...UP, code, key: "", repeat: false, ...more });
const told = (messages: readonly InputMessage[]): string =>
  messages.map((one) => (one.is === "input.Key" ? `${one.down ? "+" : "-"}${one.usage.toString(16)}` : one.is)).join(" ");

describe("the table [5.5]", () => {
  test.each([
    ["KeyA", 0x04], ["KeyZ", 0x1d], ["Digit1", 0x1e], ["Digit0", 0x27], ["Enter", 0x28], ["Space", 0x2c], ["F1", 0x3a], ["F12", 0x45],
    ["F13", 0x68], ["F24", 0x73], ["Numpad1", 0x59], ["Numpad0", 0x62], ["NumpadDecimal", 0x63], ["ArrowUp", 0x52], ["MetaRight", 0xe7],
    // the Japanese keyboard
    ["Backquote", 0x35], ["Convert", 0x8a], ["NonConvert", 0x8b], ["KanaMode", 0x88], ["IntlYen", 0x89], ["IntlRo", 0x87],
    ["Lang1", 0x90], ["Lang2", 0x91], ["NumpadComma", 0x85],
  ])("%s is %i", (code, usage) => expect(USAGE[code]).toBe(usage));

  test("no two keys share a place, but for Firefox's older names", () => {
    const usages = Object.entries(USAGE).filter(([code]) => !code.startsWith("OS")).map(([, usage]) => usage);
    expect(new Set(usages).size).toBe(usages.length);
  });

  test("media and power keys have no place", () => {
    for (const code of ["AudioVolumeUp", "MediaPlayPause", "Power", "Sleep", "BrowserBack", ""]) expect(USAGE[code]).toBeUndefined();
  });
});

describe("holding and letting go [5.3]", () => {
  test("down and up are one message each; a repeat is none", () => {
    const keys = new HeldKeys();
    expect(told(keys.down(fact("KeyA")))).toBe("+4");
    expect(told(keys.down(fact("KeyA", { repeat: true })))).toBe("");
    expect(told(keys.down(fact("KeyA")))).toBe("");
    expect(told(keys.up(fact("KeyA")))).toBe("-4");
    expect(told(keys.up(fact("KeyA")))).toBe("");
    expect(keys.size).toBe(0);
  });

  test("an unknown key is nothing", () => expect(new HeldKeys().down(fact("MediaStop"))).toEqual([]));

  test.each([
    ["Backquote", "ZenkakuHankaku"], ["Backquote", "Zenkaku"], ["Backquote", "Hankaku"], ["Backquote", "Process"], ["KanaMode", "HiraganaKatakana"],
    ["KanaMode", "Romaji"], ["CapsLock", "Alphanumeric"], ["Lang1", "HangulMode"], ["Lang2", "HanjaMode"],
  ])("%s as %s is pressed and let go at once, and its key-up is not believed", (code, key) => {
    expect(isPressOnly(code, key)).toBe(true);
    const keys = new HeldKeys();
    const usage = (USAGE[code] ?? 0).toString(16);
    expect(told(keys.down(fact(code, { key })))).toBe(`+${usage} -${usage}`);
    expect(told(keys.down(fact(code, { key, repeat: true })))).toBe("");
    expect(told(keys.up(fact(code, { key })))).toBe("");
  });

  test("Backquote that types a backquote is an ordinary key", () => {
    const keys = new HeldKeys();
    expect(told(keys.down(fact("Backquote", { key: "`" })))).toBe("+35");
    expect(told(keys.up(fact("Backquote", { key: "`" })))).toBe("-35");
  });

  test("PrintScreen of which Windows says only the key-up is pressed all the same", () => {
    expect(told(new HeldKeys().up(fact("PrintScreen")))).toBe("+46 -46");
    const keys = new HeldKeys();
    keys.down(fact("PrintScreen"));
    expect(told(keys.up(fact("PrintScreen")))).toBe("-46");
  });

  test("a modifier whose key-up went elsewhere is let go at the next event", () => {
    const keys = new HeldKeys();
    keys.down(fact("ControlLeft", { ctrl: true }));
    expect(told(keys.down(fact("KeyC")))).toBe("-e0 +6");
    keys.down(fact("ShiftRight", { shift: true }));
    expect(told(keys.reconcile(UP))).toBe("-e5");
  });

  test("a modifier pressed before the focus came is pressed with the key, and let go with its own key-up", () => {
    const keys = new HeldKeys();
    expect(told(keys.down(fact("KeyC", { ctrl: true })))).toBe("+e0 +6");
    expect(told(keys.up(fact("KeyC", { ctrl: true })))).toBe("-6");
    expect(told(keys.up(fact("ControlRight")))).toBe("-e0");
    expect(keys.size).toBe(0);
  });

  test("AltGr on Windows brings no Control along", () => {
    const keys = new HeldKeys();
    keys.down(fact("ControlLeft", { ctrl: true, key: "Control" }));
    expect(told(keys.down(fact("AltRight", { key: "AltGraph", ctrl: true, alt: true, altGraph: true })))).toBe("-e0 +e6");
    expect(told(keys.down(fact("KeyQ", { key: "@", ctrl: true, alt: true, altGraph: true })))).toBe("+14");
    expect(told(keys.up(fact("KeyQ", { altGraph: true })))).toBe("-14");
    expect(told(keys.up(fact("AltRight")))).toBe("-e6");
  });

  test("a Mac's Command swallows the key-ups of the others: they are let go with it", () => {
    const keys = new HeldKeys(true);
    keys.down(fact("MetaLeft", { meta: true }));
    keys.down(fact("KeyC", { meta: true }));
    expect(told(keys.up(fact("MetaLeft")))).toBe("-6 -e3");
    expect(told(keys.up(fact("CapsLock")))).toBe("+39 -39");
  });

  test("before text no modifier is down; forgetting says nothing", () => {
    const keys = new HeldKeys();
    keys.down(fact("ShiftLeft", { shift: true }));
    keys.down(fact("ArrowLeft", { shift: true }));
    expect(told(keys.releaseModifiers())).toBe("-e1");
    expect(keys.size).toBe(1);
    keys.forget();
    expect(keys.size).toBe(0);
  });

  test("whatever comes, when the last key is up nothing is held", () => {
    const codes = ["KeyA", "ShiftLeft", "ControlRight", "AltRight", "Enter", "Backquote", "CapsLock", "F5"];
    let seed = 7;
    const pick = (count: number): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % count;
    for (let round = 0; round < 200; round += 1) {
      const keys = new HeldKeys();
      const down = new Map<number, boolean>();
      const hear = (messages: readonly InputMessage[]): void => {
        for (const one of messages) {
          if (one.is !== "input.Key") continue;
          expect(down.get(one.usage) === true).toBe(!one.down); // never twice the same
          down.set(one.usage, one.down);
        }
      };
      for (let step = 0; step < 30; step += 1) {
        const code = codes[pick(codes.length)] ?? "KeyA";
        const flags = { shift: pick(2) === 1, ctrl: pick(2) === 1, alt: pick(2) === 1 };
        hear(pick(2) === 1 ? keys.down(fact(code, flags)) : keys.up(fact(code, flags)));
      }
      for (const code of codes) hear(keys.up(fact(code)));
      hear(keys.reconcile(UP));
      expect([...down.values()].some(Boolean)).toBe(false);
      expect(keys.size).toBe(0);
    }
  });
});

test("a chord is pressed in order and let go backwards", () => {
  expect(told(chord("ControlLeft", "AltLeft", "Delete"))).toBe("+e0 +e2 +4c -4c -e2 -e0");
  expect(chord("NoSuchKey")).toEqual([]);
});
