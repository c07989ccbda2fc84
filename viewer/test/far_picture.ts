// The viewer's own core as a process, for tests in Python (tests/integration/picture): picture bytes in, what an operator would see out.
//
// In: pieces of `length (4 bytes) | what (1 byte) | bytes`. "n" a new connection; "m" bytes of the picture channel; "s" say what is seen.
// Out: for each "s" one line of JSON: {"size": [w, h], "sha256": hex, "frame": n, "refused": reason | null, "memory": bytes}.

import { createHash } from "node:crypto";
import { zstdReady } from "../src/core/coding_zstd.js";
import type { FilmDecoder } from "../src/core/film.js";
import { Picture, type Shown } from "../src/core/picture.js";
import { FROM_HOST, LANGUAGES, Reader } from "../src/wire/codec.js";
import { PeerError } from "../src/wire/errors.js";
import { type PictureMessage, RelayReason } from "../src/wire/messages.gen.js";

class FarEnd {
  #picture = new Picture();
  #reader = new Reader<PictureMessage>(LANGUAGES.picture, FROM_HOST);
  #refused: string | null = null;
  #width = 0;
  #height = 0;
  #drawn = new Uint8ClampedArray(0); // the picture's own memory
  #seen = new Uint8ClampedArray(0); // what was put on the canvas, by rectangles alone
  #frame = 0;

  connect(): void {
    this.#picture.close();
    this.#picture = new Picture();
    this.#reader = new Reader<PictureMessage>(LANGUAGES.picture, FROM_HOST);
    this.#refused = null;
  }

  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#refused !== null) return;
    try {
      for (const message of this.#reader.receive(bytes)) {
        if (message.is === "picture.Video") {
          await this.#picture.play(message, GARBAGE);
          continue;
        }
        const shown = this.#picture.hear(message);
        if (shown !== null) this.#show(shown);
      }
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      this.#refused = Object.entries(RelayReason).find(([, number]) => number === error.reason)?.[0]?.toLowerCase() ?? "?";
    }
  }

  say(): string {
    const sha256 = createHash("sha256").update(this.#seen).digest("hex");
    const { rss } = process.memoryUsage();
    return JSON.stringify({ size: [this.#width, this.#height], sha256, frame: this.#frame, refused: this.#refused, memory: rss });
  }

  #show(shown: Shown): void {
    if (shown.show === "canvas") {
      this.#width = shown.width;
      this.#height = shown.height;
      this.#drawn = shown.pixels;
      if (this.#seen.length !== shown.pixels.length) this.#seen = new Uint8ClampedArray(shown.pixels.length);
    } else if (shown.show === "frame") {
      this.#frame = shown.frame;
      for (const { x, y, width, height } of shown.rects) {
        for (let row = y; row < y + height; row += 1) {
          const from = 4 * (row * this.#width + x);
          this.#seen.set(this.#drawn.subarray(from, from + 4 * width), from);
        }
      }
    }
  }
}

/** A decoder whose pictures are never right, and now and then fails: at rest nothing of it may be left. */
let played = 0;
const GARBAGE: FilmDecoder = {
  decode: async ({ width, height }) => {
    played += 1;
    return played % 7 === 0 ? null : new Uint8ClampedArray(4 * width * height).fill(played % 255);
  },
};

await zstdReady();
const far = new FarEnd();
let held: Buffer = Buffer.alloc(0);
for await (const piece of process.stdin as AsyncIterable<Buffer>) {
  held = held.length === 0 ? piece : Buffer.concat([held, piece]);
  let at = 0;
  while (held.length - at >= 5) {
    const length = held.readUInt32BE(at);
    if (held.length - at < 5 + length) break;
    const what = String.fromCharCode(held[at + 4] ?? 0);
    const bytes = new Uint8Array(held.subarray(at + 5, at + 5 + length));
    at += 5 + length;
    if (what === "n") far.connect();
    else if (what === "m") await far.receive(bytes);
    else process.stdout.write(`${far.say()}\n`);
  }
  held = held.subarray(at);
}
