import { createCipheriv } from "node:crypto";
import { describe, expect, test } from "vitest";
import { generator, publicShare, sessionKey, sharedPoint } from "../../src/core/cpace.js";
import { Handshake } from "../../src/core/handshake.js";
import type { Proof } from "../../src/core/port.js";
import { asSecret, type Keys, openLane, SEALED_CHANNELS, type SealedChannel } from "../../src/core/seal.js";
import { concat, fromHex, hex, uint32, utf8 } from "../../src/wire/bytes.js";
import { FROM_CONSOLE, FROM_HOST, LANGUAGES, Reader } from "../../src/wire/codec.js";
import { Channel, type HandshakeMessage, Role } from "../../src/wire/messages.gen.js";
import { bytes, type Named, reasonOf, reasonOfAsync, title, vectors } from "../vectors.js";

interface Party {
  readonly attempt_hex: string;
  readonly build: string;
  readonly nonce_hex: string;
  readonly scalar_hex: string;
}
interface HandshakeVector extends Named {
  readonly mode: "number" | "resume";
  readonly secret?: string;
  readonly old_hex?: string;
  readonly route_hex: string;
  readonly host: Party;
  readonly console: Party;
  readonly records: readonly { readonly from: "host" | "console"; readonly hex: string }[];
  readonly transcript_hex: string;
  readonly resume_hex?: string;
  readonly spoken: string;
  readonly keys: Readonly<Record<string, string>>;
}
interface RefusedVector extends Named {
  readonly role: "host" | "console";
  readonly mode: "number" | "resume";
  readonly secret?: string;
  readonly old_hex?: string;
  readonly route_hex: string;
  readonly build: string;
  readonly nonce_hex: string;
  readonly scalar_hex: string;
  readonly hear: readonly string[];
  readonly error: string;
  readonly answer: string | null;
}

async function begun(vector: { secret?: string; old_hex?: string; route_hex: string }, party: { build: string; nonce_hex: string; scalar_hex: string }): Promise<Handshake> {
  const proof: Proof = vector.secret === undefined ? { kind: "resume", old: await asSecret(bytes(vector.old_hex ?? "")) } : { kind: "number", secret: vector.secret };
  const entropy = [bytes(party.nonce_hex), bytes(party.scalar_hex)];
  const random = (count: number): Uint8Array => {
    const drawn = entropy.shift();
    if (drawn?.length !== count) throw new Error(`${count} bytes drawn out of turn`);
    return drawn;
  };
  return new Handshake({ route: bytes(vector.route_hex), proof, build: party.build, random });
}

function written(messages: readonly HandshakeMessage[]): string[] {
  return messages.map((message) => hex(LANGUAGES.handshake.send(message)));
}

/** The console opens what was sealed with the host's key as the vector has it, on every channel. */
async function opensWith(keys: Keys, route: Uint8Array, wanted: Readonly<Record<string, string>>): Promise<void> {
  const words: Readonly<Record<SealedChannel, string>> = { 1: "control", 2: "input", 3: "picture", 4: "files" };
  for (const channel of SEALED_CHANNELS) {
    const plaintext = utf8(words[channel]);
    const frame = sealedByNode(bytes(wanted[`host ${words[channel]}`] ?? ""), route, Role.HOST, channel, 0, plaintext);
    expect(hex(await keys.open(channel, frame))).toBe(hex(plaintext));
    const ours = sealedByNode(bytes(wanted[`console ${words[channel]}`] ?? ""), route, Role.CONSOLE, channel, 0, plaintext);
    expect(hex(await keys.seal(channel, plaintext))).toBe(hex(ours));
  }
}

function sealedByNode(key: Uint8Array, route: Uint8Array, role: Role, channel: Channel, sequence: number, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, concat(new Uint8Array(8), uint32(sequence)));
  cipher.setAAD(concat(utf8("madoguchi/1"), route, Uint8Array.of(role, channel), uint32(sequence)));
  const text = cipher.update(plaintext);
  cipher.final();
  return concat(uint32(sequence), text, cipher.getAuthTag());
}

describe("handshake/core.json", () => {
  for (const vector of vectors<HandshakeVector>("handshake/core.json")) {
    test(title(vector), async () => {
      const handshake = await begun(vector, vector.console);
      const reader = new Reader(LANGUAGES.handshake, FROM_HOST);
      const said = written(handshake.start());
      for (const { from, hex: record } of vector.records) {
        if (from === "host") for (const message of reader.receive(bytes(record))) said.push(...written(await handshake.receive(message)));
      }
      expect(handshake.stage).toBe("proven");
      expect(hex(handshake.attempt)).toBe(vector.host.attempt_hex);
      said.push(...written(handshake.confirm()));
      expect(said).toEqual(vector.records.filter(({ from }) => from === "console").map(({ hex: record }) => record));

      const keys = await handshake.keys();
      expect(hex(keys.transcript)).toBe(vector.transcript_hex);
      expect(keys.spoken).toBe(vector.spoken);
      await opensWith(keys, bytes(vector.route_hex), vector.keys);
      expect(keys.resume === null).toBe(vector.mode === "resume");
      expect(keys.resume?.extractable ?? false).toBe(false);
      keys.wipe();
      await expect(keys.seal(Channel.CONTROL, new Uint8Array(1))).rejects.toThrow(/wiped/);
    });
  }
});

describe("handshake/refused.json, at the console", () => {
  for (const vector of vectors<RefusedVector>("handshake/refused.json").filter(({ role }) => role === "console")) {
    test(title(vector), async () => {
      const handshake = await begun(vector, vector);
      handshake.start();
      const reader = new Reader(LANGUAGES.handshake, FROM_HOST);
      const hear = vector.hear.map(bytes);
      for (const record of hear.slice(0, -1)) for (const message of reader.receive(record)) await handshake.receive(message);
      const last = hear.at(-1) ?? new Uint8Array(0);
      const error = await reasonOfAsync(async () => {
        for (const message of reader.receive(last)) await handshake.receive(message);
      });
      expect(error).toBe(vector.error);
      if (handshake.stage === "over") expect(handshake.refusal === null ? null : written([handshake.refusal])[0]).toBe(vector.answer);
    });
  }
});

describe("cpace/x25519_sha512.json", () => {
  type CpaceVector = Named & Readonly<Record<string, string>>;
  for (const vector of vectors<CpaceVector>("cpace/x25519_sha512.json")) {
    test(`[8.1] ${vector.name}`, () => {
      const of = (name: string): Uint8Array => bytes(vector[`${name}_hex`] ?? "");
      if (vector["kind"] === "neutral") {
        expect(reasonOf(() => sharedPoint(new Uint8Array(32).fill(7), of("share")))).toBe("malformed");
        return;
      }
      if (vector["kind"] === "product") {
        expect(hex(sharedPoint(of("scalar"), of("share")))).toBe(vector["K_hex"]); // the highest bit is not looked at
        return;
      }
      const base = generator(of("prs"), of("ci"), of("sid"));
      expect(hex(base)).toBe(vector["generator_hex"]);
      expect(hex(publicShare(of("ya"), base))).toBe(vector["Ya_hex"]);
      expect(hex(publicShare(of("yb"), base))).toBe(vector["Yb_hex"]);
      const point = sharedPoint(of("ya"), of("Yb"));
      expect(hex(point)).toBe(vector["K_hex"]);
      expect(hex(sessionKey(of("sid"), point, { share: of("Ya"), data: of("ADa") }, { share: of("Yb"), data: of("ADb") }))).toBe(vector["isk_hex"]);
    });
  }
});

describe("sealed/core.json", () => {
  type SealedVector = Named & {
    readonly key_hex: string;
    readonly route_hex: string;
    readonly direction: "host" | "console";
    readonly channel: "control" | "input" | "picture" | "files";
    readonly first?: number;
    readonly frames?: readonly { readonly plaintext_hex: string; readonly sealed_hex: string }[];
    readonly opened?: readonly string[];
    readonly sealed_hex?: string;
  };
  const CHANNEL: Readonly<Record<string, SealedChannel>> = { control: 1, input: 2, picture: 3, files: 4 };
  for (const vector of vectors<SealedVector>("sealed/core.json")) {
    test(title(vector), async () => {
      const direction = vector.direction === "host" ? Role.HOST : Role.CONSOLE;
      const lane = () => openLane(bytes(vector.key_hex), bytes(vector.route_hex), direction, CHANNEL[vector.channel] ?? 1, vector.first ?? 0);
      const [sealer, opener] = [await lane(), await lane()];
      for (const frame of vector.frames ?? []) {
        expect(hex(await sealer.seal(bytes(frame.plaintext_hex)))).toBe(frame.sealed_hex);
        expect(hex(await opener.open(bytes(frame.sealed_hex)))).toBe(frame.plaintext_hex);
      }
      if (vector.sealed_hex === undefined) return;
      for (const frame of vector.opened ?? []) await opener.open(bytes(frame));
      expect(await reasonOfAsync(() => opener.open(bytes(vector.sealed_hex ?? "")))).toBe("broken_seal");
    });
  }
});

test("[8.1] what a handshake drew is drawn anew in the next", () => {
  const route = new Uint8Array(16);
  const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
  const hello = (): string => written(new Handshake({ route, proof: { kind: "number", secret: "093756" }, build: "", random }).start())[0] ?? "";
  expect(hello()).not.toBe(hello());
  expect(new Reader(LANGUAGES.handshake, FROM_CONSOLE).receive(fromHex(hello()))).toHaveLength(1);
});
