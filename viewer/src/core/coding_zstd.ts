// ZSTD_BGR: a zstd frame of exactly width * height * 3 bytes: blue, green, red, row by row. The decoder is libzstd in wasm, in a memory
// of its own; it is told the size that we expect, never the size that the sender claims, and it gets at most one tile at a time.

import { ZSTDDecoder } from "zstddec";
import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";
import type { Decoder } from "./coding.js";

const wasm = new ZSTDDecoder();

/** Wait for this once before the first tile. */
export function zstdReady(): Promise<void> {
  return wasm.init();
}

/** Exactly `size` bytes, or MALFORMED. */
export function inflate(data: Uint8Array, size: number): Uint8Array {
  // libzstd gives an error as a number far above any size; zstddec then cuts an empty piece, which the length shows.
  const bytes = wasm.decode(data, size);
  if (bytes.length !== size) throw new PeerError(RelayReason.MALFORMED, `zstd gave ${bytes.length} bytes of ${size}`);
  return bytes;
}

export const zstdBgr: Decoder = (data, width, height, into) => {
  const bytes = inflate(data, 3 * width * height);
  const { pixels, start, stride } = into;
  let from = 0;
  for (let row = 0; row < height; row += 1) {
    const end = start + row * stride + 4 * width;
    for (let at = start + row * stride; at < end; at += 4, from += 3) {
      pixels[at] = bytes[from + 2] ?? 0;
      pixels[at + 1] = bytes[from + 1] ?? 0;
      pixels[at + 2] = bytes[from] ?? 0;
      pixels[at + 3] = 255;
    }
  }
};
