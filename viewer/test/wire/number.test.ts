import { describe, expect, test } from "vitest";
import { checkDigit, drawSecret, parseNumber, spoken } from "../../src/wire/number.js";
import { bytes, type Named, title, vectors } from "../vectors.js";

type NumberVector = Named &
  (
    | { readonly typed: string; readonly routing: string; readonly secret: string; readonly check: string; readonly spoken: string }
    | { readonly typed: string; readonly error: string }
    | { readonly entropy_hex: string; readonly secret: string }
  );

describe("number/core.json", () => {
  for (const vector of vectors<NumberVector>("number/core.json")) {
    test(title(vector), () => {
      if ("entropy_hex" in vector) {
        const entropy = bytes(vector.entropy_hex);
        let at = 0;
        expect(drawSecret((count) => entropy.subarray(at, (at += count)))).toBe(vector.secret);
        expect(at).toBe(entropy.length);
      } else if ("error" in vector) {
        expect(parseNumber(vector.typed)).toEqual({ kind: "bad", reason: vector.error });
      } else {
        const { routing, secret } = vector;
        expect(parseNumber(vector.typed)).toEqual({ kind: "number", routing, secret });
        expect(checkDigit(routing, secret)).toBe(vector.check);
        expect(spoken({ routing, secret })).toBe(vector.spoken);
      }
    });
  }
});

describe("number", () => {
  test("[5.1] every wrong digit and every swap of neighbours is found", () => {
    const right = "4820937561";
    for (let at = 0; at < right.length; at += 1) {
      for (const digit of "0123456789") {
        if (digit === right[at]) continue;
        expect(parseNumber(right.slice(0, at) + digit + right.slice(at + 1)).kind).toBe("bad");
      }
      const swapped = right.slice(0, at) + (right[at + 1] ?? "") + (right[at] ?? "") + right.slice(at + 2);
      if (swapped !== right) expect(parseNumber(swapped).kind).toBe("bad");
    }
  });
});
