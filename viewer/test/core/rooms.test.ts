import { describe, expect, test } from "vitest";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SRC = join(import.meta.dirname, "../../src");
const BELOW: Record<string, readonly string[]> = {
  wire: [],
  core: ["wire"],
  browser: ["wire", "core"],
  ui: ["wire", "core", "browser"],
};

describe("rooms", () => {
  for (const [room, allowed] of Object.entries(BELOW)) {
    test(`${room} imports from ${allowed.join(", ") || "no other room"} alone`, () => {
      const files = readdirSync(join(SRC, room), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const text = readFileSync(join(SRC, room, file), "utf8");
        for (const [, target] of text.matchAll(/from "(?:\.\.\/)+(wire|core|browser|ui)\//g)) {
          expect(allowed, `${room}/${file} imports from ${target}`).toContain(target);
        }
      }
    });
  }

  test.each(["wire", "core"])("%s is compiled without the DOM library", (room) => {
    const config = JSON.parse(readFileSync(join(SRC, `../tsconfig.${room}.json`), "utf8")) as { compilerOptions: { lib?: string[] } };
    const base = JSON.parse(readFileSync(join(SRC, "../tsconfig.base.json"), "utf8")) as { compilerOptions: { lib: string[]; types: string[] } };
    expect(config.compilerOptions.lib ?? base.compilerOptions.lib).toEqual(["ES2023"]);
    expect(base.compilerOptions.types).toEqual([]);
  });
});
