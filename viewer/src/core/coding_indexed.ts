// INDEXED: numbers of colours that were said since the canvas began, in one zstd stream (docs/protocol.md, Picture).

import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";
import type { Into } from "./coding.js";
import { ZstdStream } from "./zstd_stream.js";

const COLOURS = 65_536;
const HEAD = 5; // bytes: first, count, strip

export class Indexed {
  readonly #colours = new Uint32Array(COLOURS); // as four bytes of the canvas
  #known = 0;
  #stream: ZstdStream | null = null;

  /** A Decoder for this canvas's tiles. */
  decode(data: Uint8Array, width: number, height: number, into: Into): void {
    if (data.length < HEAD) throw malformed("an indexed tile without a head");
    const { buffer, byteOffset } = data;
    const head = new DataView(buffer, byteOffset, HEAD);
    const [first, count, strip] = [head.getUint16(0), head.getUint16(2), head.getUint8(4)];
    if (strip === 0 || first > this.#known || first + count > COLOURS) {
      throw malformed(`colours ${first} to ${first + count} of ${this.#known}, strips of ${strip}`);
    }
    this.#stream ??= new ZstdStream();
    const bytes = this.#stream.read(data.subarray(HEAD), 3 * count + 2 * width * height);
    const colours = new Uint8Array(this.#colours.buffer, 4 * first, 4 * count);
    for (let from = 0, to = 0; to < colours.length; from += 3, to += 4) {
      colours[to] = bytes[from + 2] ?? 0;
      colours[to + 1] = bytes[from + 1] ?? 0;
      colours[to + 2] = bytes[from] ?? 0;
      colours[to + 3] = 255;
    }
    this.#known = first + count;
    this.#draw(bytes.subarray(3 * count), width, height, strip, into);
  }

  /** For a new canvas, and when there will be none: nothing is known, no memory is held. */
  forget(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#known = 0;
  }

  #draw(numbers: Uint8Array, width: number, height: number, strip: number, into: Into): void {
    const pixels = new Uint32Array(into.pixels.buffer);
    const stride = into.stride / 4;
    const [colours, known] = [this.#colours, this.#known];
    let from = 0;
    for (let top = 0; top < height; top += strip) {
      const rows = Math.min(strip, height - top);
      const start = into.start / 4 + top * stride;
      for (let x = 0; x < width; x += 1) {
        for (let at = start + x, end = at + rows * stride; at < end; at += stride, from += 2) {
          const number = (numbers[from] ?? 0) | ((numbers[from + 1] ?? 0) << 8);
          if (number >= known) throw malformed(`colour ${number} of ${known}`);
          pixels[at] = colours[number] ?? 0;
        }
      }
    }
  }
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
