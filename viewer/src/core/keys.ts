// Keys by their place. `USAGE` turns KeyboardEvent.code into USB HID usages of page 7, so neither end needs to know the
// other's layout. `HeldKeys` remembers what this console holds down and answers every key fact with the messages that
// keep the customer's keyboard true: no repeats, no key left down, no modifier stuck. No DOM here; the caller decides
// whether anything may be sent at all.
//
// Article: 5.3, 5.5

import type { InputKey } from "../wire/messages.gen.js";

type Table = Readonly<Record<string, number>>;

function row(prefix: string, names: Iterable<string>, first: number): Table {
  return Object.fromEntries([...names].map((name, index) => [prefix + name, first + index]));
}

const F_NAMES = (from: number): string[] => [...Array(12).keys()].map((n) => String(from + n));

/** KeyboardEvent.code → HID usage, page 7. Media and power keys are left out on purpose. */
export const USAGE: Table = {
  ...row("Key", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0x04),
  ...row("Digit", "1234567890", 0x1e),
  ...row("Numpad", "1234567890", 0x59),
  ...row("F", F_NAMES(1), 0x3a),
  ...row("F", F_NAMES(13), 0x68),
  Enter: 0x28, Escape: 0x29, Backspace: 0x2a, Tab: 0x2b, Space: 0x2c,
  Minus: 0x2d, Equal: 0x2e, BracketLeft: 0x2f, BracketRight: 0x30, Backslash: 0x31,
  Semicolon: 0x33, Quote: 0x34, Backquote: 0x35, Comma: 0x36, Period: 0x37, Slash: 0x38,
  CapsLock: 0x39, PrintScreen: 0x46, ScrollLock: 0x47, Pause: 0x48,
  Insert: 0x49, Home: 0x4a, PageUp: 0x4b, Delete: 0x4c, End: 0x4d, PageDown: 0x4e,
  ArrowRight: 0x4f, ArrowLeft: 0x50, ArrowDown: 0x51, ArrowUp: 0x52,
  NumLock: 0x53, NumpadDivide: 0x54, NumpadMultiply: 0x55, NumpadSubtract: 0x56, NumpadAdd: 0x57,
  NumpadEnter: 0x58, NumpadDecimal: 0x63, IntlBackslash: 0x64, ContextMenu: 0x65, NumpadEqual: 0x67,
  NumpadComma: 0x85, IntlRo: 0x87, KanaMode: 0x88, IntlYen: 0x89, Convert: 0x8a, NonConvert: 0x8b,
  Lang1: 0x90, Lang2: 0x91, Lang3: 0x92, Lang4: 0x93, Lang5: 0x94,
  ControlLeft: 0xe0, ShiftLeft: 0xe1, AltLeft: 0xe2, MetaLeft: 0xe3,
  ControlRight: 0xe4, ShiftRight: 0xe5, AltRight: 0xe6, MetaRight: 0xe7,
  OSLeft: 0xe3, OSRight: 0xe7, // what Firefox before 118 says for Meta
};

/** Which modifiers the browser says are down, at any event. */
export interface Modifiers {
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly altGraph: boolean;
}

/** One keydown or keyup, as plain values. */
export interface KeyFact extends Modifiers {
  readonly code: string;
  readonly key: string;
  readonly repeat: boolean;
}

// Windows never sends a true key-up for these, and sends 半角/全角 under two alternating names: press and let go at once,
// and believe neither its key-up nor its repeats. "Process" is 半角/全角 while an IME is on.
const PRESS_ONLY_KEYS: ReadonlySet<string> = new Set([
  "ZenkakuHankaku", "Zenkaku", "Hankaku", "KanjiMode", "Eisu", "Alphanumeric",
  "Hiragana", "Katakana", "HiraganaKatakana", "Romaji", "KanaMode",
]);
// The same keys by their place; CapsLock because a Mac says down for "on" and up for "off".
const PRESS_ONLY_CODES: ReadonlySet<string> = new Set(["KanaMode", "Lang1", "Lang2", "CapsLock"]);

/** Keys whose key-up cannot be believed. */
export function isPressOnly(code: string, key: string): boolean {
  return PRESS_ONLY_CODES.has(code) || PRESS_ONLY_KEYS.has(key) || (code === "Backquote" && key === "Process");
}

type Family = "shift" | "ctrl" | "alt" | "meta";
const FAMILY: Readonly<Record<Family, readonly [left: string, ...others: string[]]>> = {
  shift: ["ShiftLeft", "ShiftRight"],
  ctrl: ["ControlLeft", "ControlRight"],
  alt: ["AltLeft", "AltRight"],
  meta: ["MetaLeft", "MetaRight", "OSLeft", "OSRight"],
};
const FAMILIES = Object.keys(FAMILY) as readonly Family[];
const MODIFIER_CODES: ReadonlySet<string> = new Set(Object.values(FAMILY).flat());

/** Shift, Control, Alt and Meta, left and right. */
export function isModifier(code: string): boolean {
  return MODIFIER_CODES.has(code);
}

function key(down: boolean, usage: number): InputKey {
  return { is: "input.Key", down, usage };
}

/** Press in order, let go in the opposite order: for chords from a menu. */
export function chord(...codes: readonly string[]): InputKey[] {
  const usages = codes.map((code) => USAGE[code]).filter((usage) => usage !== undefined);
  return [...usages.map((usage) => key(true, usage)), ...usages.reverse().map((usage) => key(false, usage))];
}

/** What this console holds down. Every answer is the list of messages to send, in order. */
export class HeldKeys {
  readonly #held = new Map<string, number>();
  readonly #mac: boolean;

  constructor(mac = false) {
    this.#mac = mac;
  }

  get size(): number {
    return this.#held.size;
  }

  down(fact: KeyFact): InputKey[] {
    const usage = USAGE[fact.code];
    if (usage === undefined || fact.repeat) return [];
    const first = [...this.#graphic(fact), ...this.reconcile(fact, fact.code), ...this.#missing(fact)];
    if (isPressOnly(fact.code, fact.key)) return [...first, key(true, usage), key(false, usage)];
    if (this.#held.has(fact.code)) return first;
    this.#held.set(fact.code, usage);
    return [...first, key(true, usage)];
  }

  up(fact: KeyFact): InputKey[] {
    const usage = USAGE[fact.code];
    if (usage === undefined) return [];
    const after = this.reconcile(fact, fact.code);
    if (fact.code === "CapsLock" && this.#mac) return [key(true, usage), key(false, usage), ...after]; // its "off"
    if (!this.#held.delete(fact.code)) {
      // Windows says nothing of PrintScreen but its key-up.
      return fact.code === "PrintScreen" ? [key(true, usage), key(false, usage), ...after] : after;
    }
    // A Mac sends no key-up for what was pressed while Command was down.
    const orphans = this.#mac && FAMILY.meta.includes(fact.code) ? this.#release((code) => !isModifier(code)) : [];
    return [...orphans, key(false, usage), ...after];
  }

  /** Let go of modifiers that the browser says are up: their key-up went to another window. */
  reconcile(now: Modifiers, except = ""): InputKey[] {
    return FAMILIES.filter((family) => !now[family] && !(family === "alt" && now.altGraph)).flatMap((family) =>
      this.#release((code) => code !== except && FAMILY[family].includes(code)),
    );
  }

  /** Before text is typed as text, no modifier may be down. */
  releaseModifiers(): InputKey[] {
    return this.#release(isModifier);
  }

  /** Forget everything without a word: the host lets go by itself (grant lost, link down) or was told ReleaseAll. */
  forget(): void {
    this.#held.clear();
  }

  /** A modifier that was pressed before this page had the focus. */
  #missing(fact: KeyFact): InputKey[] {
    if (isModifier(fact.code) || fact.altGraph) return [];
    return FAMILIES.filter((family) => fact[family] && !FAMILY[family].some((code) => this.#held.has(code))).flatMap((family) => {
      const [left] = FAMILY[family];
      const usage = USAGE[left];
      if (usage === undefined) return [];
      this.#held.set(left, usage);
      return [key(true, usage)];
    });
  }

  /** Windows presses a Control that nobody touched together with AltGr. */
  #graphic(fact: KeyFact): InputKey[] {
    return fact.key === "AltGraph" ? this.#release((code) => code === "ControlLeft") : [];
  }

  #release(which: (code: string) => boolean): InputKey[] {
    const gone = [...this.#held].filter(([code]) => which(code));
    for (const [code] of gone) this.#held.delete(code);
    return gone.map(([, usage]) => key(false, usage));
  }
}
