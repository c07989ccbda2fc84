import { describe, expect, test } from "vitest";
import { FROM_CONSOLE, FROM_END, FROM_HOST, FROM_RELAY, Language, LANGUAGES, Reader } from "../../src/wire/codec.js";
import { hex } from "../../src/wire/bytes.js";
import { PeerError, reasonWord } from "../../src/wire/errors.js";
import * as gen from "../../src/wire/messages.gen.js";
import { bytes, type Named, reasonOf, title, vectors } from "../vectors.js";

type Plain = { readonly is: string } & Readonly<Record<string, unknown>>;
interface WireVector extends Named {
  readonly language: keyof typeof LANGUAGES;
  readonly heard_from: "host" | "console" | "relay" | "end";
  readonly in_hex: string;
  readonly messages?: readonly Plain[];
  readonly error?: string;
  readonly out_hex?: string;
}
interface ValueVector extends Named {
  readonly language: keyof typeof LANGUAGES;
  readonly message: Plain;
  readonly error: string;
}

const HEARD_FROM = { host: FROM_HOST, console: FROM_CONSOLE, relay: FROM_RELAY, end: FROM_END };
const ROWS: Readonly<Record<keyof typeof LANGUAGES, readonly gen.MessageRow[]>> = {
  envelope: gen.ENVELOPE,
  handshake: gen.HANDSHAKE,
  control: gen.CONTROL,
  input: gen.INPUT,
  picture: gen.PICTURE,
  files: gen.FILES,
};

function languageOf(name: keyof typeof LANGUAGES): Language<Plain> {
  return LANGUAGES[name] as unknown as Language<Plain>;
}

/** A message as the vectors spell it: byte fields as hexadecimal. */
function spelled(message: Plain): Plain {
  const entries = Object.entries(message).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]);
  return Object.fromEntries(entries) as Plain;
}

/** The message that the vectors spell. */
function built(language: keyof typeof LANGUAGES, plain: Plain): Plain {
  const row = ROWS[language].find(({ is }) => is === plain.is);
  const inBytes = new Set(row?.fields.filter(([, { kind }]) => kind === "blob" || kind === "fixed").map(([name]) => name));
  const entries = Object.entries(plain).map(([name, value]) => [name, inBytes.has(name) && typeof value === "string" ? bytes(value) : value]);
  return Object.fromEntries(entries) as Plain;
}

/** Every way to cut `data` once, and byte by byte; long ones are cut at every 1,009th byte and round their ends. */
function pieces(data: Uint8Array): Uint8Array[][] {
  const step = data.length > 4_096 ? 1_009 : 1;
  const cuts: number[] = [];
  for (let at = 0; at <= data.length; at += step) cuts.push(at);
  if (step > 1) for (let at = 1; at < 24; at += 1) cuts.push(at, data.length - at);
  return [...cuts.map((at) => [data.subarray(0, at), data.subarray(at)]), Array.from(data, (_, at) => data.subarray(at, at + 1))];
}

function heard(vector: WireVector, data: readonly Uint8Array[]): { messages: Plain[]; error: string | null } {
  const reader = new Reader(languageOf(vector.language), HEARD_FROM[vector.heard_from]);
  const messages: Plain[] = [];
  try {
    for (const piece of data) messages.push(...reader.receive(Uint8Array.from(piece)).map(spelled));
  } catch (error) {
    if (error instanceof PeerError) return { messages, error: reasonWord(error.reason) };
    throw error;
  }
  return { messages, error: null };
}

for (const file of ["wire/core.json", "wire/breadth.json"]) {
  describe(file, () => {
    for (const vector of vectors<WireVector>(file)) {
      test(title(vector), () => {
        const data = bytes(vector.in_hex);
        for (const cut of [[data], ...pieces(data)]) {
          const { messages, error } = heard(vector, cut);
          expect(error).toBe(vector.error ?? null);
          if (vector.messages !== undefined) expect(messages).toEqual(vector.messages);
        }
        if (vector.messages !== undefined && vector.out_hex !== undefined) {
          const written = languageOf(vector.language).send(...vector.messages.map((plain) => built(vector.language, plain)));
          expect(hex(written)).toBe(hex(bytes(vector.out_hex)));
        }
      });
    }
  });
}

describe("wire/values.json", () => {
  for (const vector of vectors<ValueVector>("wire/values.json")) {
    test(title(vector), () => {
      const act = (): unknown => languageOf(vector.language).send(built(vector.language, vector.message));
      expect(reasonOf(act)).toBe(vector.error);
    });
  }
});

describe("wire/lists.json", () => {
  for (const { name, members } of vectors<Named & { members: Record<string, number> }>("wire/lists.json")) {
    test(name, () => {
      const ours = (gen as unknown as Record<string, Readonly<Record<string, number>>>)[name] ?? {};
      expect(Object.fromEntries(Object.entries(ours).map(([word, number]) => [word.toLowerCase(), number]))).toEqual(members);
    });
  }
});
