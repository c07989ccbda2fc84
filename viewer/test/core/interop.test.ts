// This console against the Python host, over a pipe: two programs written from one page of protocol, with fresh entropy each time.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Handshake } from "../../src/core/handshake.js";
import type { Proof } from "../../src/core/port.js";
import { type Keys, SEALED_CHANNELS } from "../../src/core/seal.js";
import { fromHex, hex, utf8 } from "../../src/wire/bytes.js";
import { FROM_HOST, LANGUAGES, Reader } from "../../src/wire/codec.js";
import { PeerError, reasonWord } from "../../src/wire/errors.js";
import type { HandshakeMessage } from "../../src/wire/messages.gen.js";

const ROUTE = fromHex("00112233445566778899aabbccddeeff");
const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
type Told = Readonly<{ say?: string; done?: { spoken: string; transcript: string }; refused?: string; plaintext?: string; sealed?: string }>;

class PythonHost {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const folder = join(import.meta.dirname, "../../..");
    this.#process = spawn(join(folder, ".venv/bin/python"), [join(folder, "viewer/test/interop_host.py")], { cwd: folder });
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  ask(value: unknown): void {
    this.#process.stdin.write(`${JSON.stringify(value)}\n`);
  }

  async told(): Promise<Told> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the host is gone");
    return JSON.parse(value as string) as Told;
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await once(this.#process, "exit");
  }
}

interface Outcome {
  readonly keys: Keys | null;
  readonly host: Told;
  readonly refused: string | null;
}

/** One whole handshake. */
async function shake(host: PythonHost, proof: Proof, hostSecret = ""): Promise<Outcome> {
  host.ask({ begin: proof.kind, secret: hostSecret, route: hex(ROUTE) });
  const handshake = new Handshake({ route: ROUTE, proof, build: "interop", random });
  const reader = new Reader(LANGUAGES.handshake, FROM_HOST);
  const say = (messages: readonly HandshakeMessage[]): void => {
    for (const message of messages) host.ask({ hear: hex(LANGUAGES.handshake.send(message)) });
  };
  say(handshake.start());
  let refused: string | null = null;
  for (;;) {
    const told = await host.told();
    if (told.say === undefined) return { keys: handshake.stage === "done" ? await handshake.keys() : null, host: told, refused };
    for (const message of reader.receive(fromHex(told.say))) {
      try {
        say(await handshake.receive(message));
        if (handshake.stage === "proven") say(handshake.confirm());
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        refused = reasonWord(error.reason);
        if (handshake.refusal !== null) say([handshake.refusal]);
      }
    }
  }
}

describe("[8.1] with the Python host", () => {
  let host: PythonHost;
  beforeAll(() => {
    host = new PythonHost();
  });
  afterAll(() => host.end());

  async function talks(keys: Keys | null): Promise<void> {
    if (keys === null) throw new Error("no keys");
    for (const channel of SEALED_CHANNELS) {
      for (const text of ["一つ目", "二つ目"]) {
        host.ask({ open: [channel, hex(await keys.seal(channel, utf8(text)))] });
        expect((await host.told()).plaintext).toBe(hex(utf8(text)));
        host.ask({ seal: [channel, hex(utf8(text))] });
        expect(hex(await keys.open(channel, fromHex((await host.told()).sealed ?? "")))).toBe(hex(utf8(text)));
      }
    }
  }

  test("by number, then by what it left, twice", async () => {
    const first = await shake(host, { kind: "number", secret: "093756" }, "093756");
    expect(first.host.done).toEqual({ spoken: first.keys?.spoken, transcript: hex(first.keys?.transcript ?? new Uint8Array()) });
    await talks(first.keys);
    const old = first.keys?.resume;
    if (old === null || old === undefined) throw new Error("no resume secret");
    for (let time = 0; time < 2; time += 1) {
      const next = await shake(host, { kind: "resume", old });
      expect(next.host.done?.transcript).toBe(hex(next.keys?.transcript ?? new Uint8Array()));
      expect(next.host.done?.transcript).not.toBe(first.host.done?.transcript);
      await talks(next.keys);
    }
  });

  test("another secret: both say so, and there are no keys", async () => {
    const outcome = await shake(host, { kind: "number", secret: "093756" }, "093757");
    expect([outcome.refused, outcome.host.refused, outcome.keys]).toEqual(["wrong_secret", "wrong_secret", null]);
  });

  test("another resume secret: both say so, and there are no keys", async () => {
    await shake(host, { kind: "number", secret: "093756" }, "093756");
    const old = await crypto.subtle.importKey("raw", new Uint8Array(32), "HKDF", false, ["deriveBits"]);
    const outcome = await shake(host, { kind: "resume", old });
    expect([outcome.refused, outcome.host.refused, outcome.keys]).toEqual(["wrong_secret", "wrong_secret", null]);
  });
});
