// Number, words, names and figures as people see them.

import { describe, expect, test } from "vitest";
import { fromBase64url, fromHex, toBase64url, toHex } from "../../src/browser/office.js";
import { isStale, UNUSED_MS } from "../../src/browser/resume_store.js";
import { safeName } from "../../src/browser/save.js";
import { readFacts } from "../../src/ui/facts.js";
import { clock, digest, secondsUntil, size, timeOfDay } from "../../src/ui/format.js";
import { gradeOf } from "../../src/ui/meters.js";
import { groups, secretInFragment } from "../../src/ui/number.js";
import { readAloud } from "../../src/ui/number_view.js";
import { manyLines, oneLine } from "../../src/ui/plain.js";
import { SPECIAL_KEYS } from "../../src/ui/special_keys.js";
import { sayIn } from "../../src/ui/words.js";
import { WORDS } from "../../src/ui/words.gen.js";
import { USAGE } from "../../src/core/keys.js";
import { facts, NOON } from "./helpers.js";

describe("the number [8.1]", () => {
  test("is shown as it is said", () => {
    expect(groups("482", "093756")).toEqual(["482", "093", "7561"]);
    expect(groups("482159", "093756").join("")).toMatch(/^482159093756\d$/);
  });

  test("is read aloud digit by digit", () => {
    expect(readAloud("482", sayIn("ja"))).toBe("よん・はち・に");
    expect(readAloud("093", sayIn("ja"))).toBe("ゼロ・きゅう・さん");
    expect(readAloud("7561", sayIn("en"))).toBe("seven, five, six, one");
  });

  test.each([["#secret=093756", "093756"], ["#secret=12345", null], ["#secret=1234567", null], ["#secret=12345a", null], ["#other=093756", null], ["", null]])(
    "the fragment %j gives %j", (fragment, secret) => expect(secretInFragment(fragment)).toBe(secret),
  );
});

describe("words [1.1]", () => {
  const slots = (text: string): string[] => [...text.matchAll(/\{([a-z_]+)\}/g)].map(([, name = ""]) => name).sort();

  test("both languages have the same keys and the same slots", () => {
    expect(Object.keys(WORDS.en)).toEqual(Object.keys(WORDS.ja));
    for (const [key, text] of Object.entries(WORDS.ja)) expect(slots(WORDS.en[key as keyof typeof WORDS.en]), key).toEqual(slots(text));
  });

  test("a slot may be another word; a missing one is our mistake", () => {
    expect(sayIn("ja")("console.verdict.allowed", { access: { word: "access.control" } })).toBe("「操作」が許可されました。");
    expect(() => sayIn("ja")("console.verdict.allowed")).toThrow(/access/);
  });

  test("what fills a slot is never read as a slot", () => {
    expect(sayIn("en")("console.sharing.window", { title: "{title}" })).toBe("Shared window: {title}");
  });
});

describe("what a peer wrote [5.6]", () => {
  test("turned and unseen characters are shown by number", () => {
    expect(oneLine("注文書\u202efdp.exe")).toBe("注文書[U+202E]fdp.exe");
    expect(oneLine("a\u200bb\nc\u0000d\u{e0041}")).toBe("a[U+200B]b[U+000A]c[U+0000]d[U+E0041]");
    expect(oneLine("ひらがな カナ 漢字 𠮷 😀 é ①髙")).toBe("ひらがな カナ 漢字 𠮷 😀 é ①髙");
    expect(oneLine("\ud800x")).toBe("[U+D800]x");
  });

  test("chat keeps its lines and tabs", () => expect(manyLines("a\r\nb\tc\u2028d")).toBe("a\nb\tc[U+2028]d"));

  test.each([
    ["../../etc/passwd", "_.._etc_passwd"], ["注文書\u202efdp.exe", "注文書_fdp.exe"], ["", "file"], ["...", "file"], [" a.txt ", "a.txt"],
    ["a:b|c?.log", "a_b_c_.log"], ["が.txt", "が.txt"],
  ])("%j is saved as %j", (name, safe) => expect(safeName(name)).toBe(safe));
});

describe("figures [6.2]", () => {
  test.each([[0, "0 B"], [999, "999 B"], [1_200, "1.2 kB"], [35_000_000, "35 MB"], [999_600, "1.0 MB"], [1_288_490_188, "1.3 GB"], [9_960, "10 kB"]])(
    "%i bytes are %s", (bytes, text) => expect(size(bytes)).toBe(text),
  );
  test.each([[0, "0:00"], [7.9, "0:07"], [754, "12:34"], [3723, "1:02:03"], [-5, "0:00"]])("%f s are %s", (seconds, text) => expect(clock(seconds)).toBe(text));
  test("seconds are rounded up, so that 0 is over", () => {
    expect(secondsUntil(1_001, 1_000)).toBe(1);
    expect(secondsUntil(1_000, 1_000)).toBe(0);
    expect(secondsUntil(0, 1_000)).toBe(0);
  });
  test("times are Japan's", () => expect(timeOfDay(NOON)).toBe("12:00"));
  test("a digest is in eights", () => expect(digest("0123456789abcdef")).toBe("01234567 89abcdef"));
  test.each([[24, "good"], [150, "good"], [151, "fair"], [400, "fair"], [401, "poor"]] as const)("%i ms are %s", (roundTripMs, grade) =>
    expect(gradeOf({ roundTripMs, bytesPerSecond: 0, framesPerSecond: 0, bytesTotal: 0 })).toBe(grade),
  );
});

describe("the page's facts", () => {
  const written = (change: Record<string, unknown> = {}): string => {
    const { officeUrl, expiresAt, ...rest } = facts();
    return JSON.stringify({ ...rest, office_url: officeUrl, expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(), route: "00", ...change });
  };

  test("are read as they are", () => expect(readFacts(written())).toEqual(facts()));
  test.each([{ office_url: "//evil.example/" }, { office_url: "javascript:alert(1)" }, { number: "../x" }, { case: null }, { csrf: 5 }])(
    "%j is refused", (change) => expect(() => readFacts(written(change))).toThrow(TypeError),
  );
});

test("every special key has a place", () => {
  for (const { entries } of SPECIAL_KEYS) for (const { codes } of entries) for (const code of codes) expect(USAGE[code], code).toBeDefined();
});

test("the customer's stop key is not on the menu [5.3]", () => {
  const all = SPECIAL_KEYS.flatMap(({ entries }) => entries.map(({ codes }) => codes.join("+")));
  expect(all).not.toContain("ControlLeft+AltLeft+KeyQ");
});

test("bytes go to hex and base64url and back", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(fromHex(toHex(bytes))).toEqual(bytes);
  expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
  expect(toBase64url(bytes)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(() => fromHex("0g")).toThrow(TypeError);
});

test("a resume key is stale after 10 minutes without use [8.1]", () => {
  expect(isStale(NOON, NOON + UNUSED_MS)).toBe(false);
  expect(isStale(NOON, NOON + UNUSED_MS + 1)).toBe(true);
  expect(isStale(NOON + UNUSED_MS + 1, NOON)).toBe(true);
});
