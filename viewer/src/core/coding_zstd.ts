// ZSTD_BGR: a zstd frame of exactly width * height * 3 bytes: blue, green, red, row by row. The decoder is libzstd in wasm, in a memory
// of its own; it is told the size that we expect, never the size that the sender claims, and it gets at most one tile at a time.

import { ZSTDDecoder } from "zstddec/stream";
import { Misuse, PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";
import type { Decoder } from "./coding.js";

/** What libzstd offers by its own names; places are in its memory. */
export interface Libzstd {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(size: number): number;
  free(place: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): void;
  ZSTD_decompressStream(context: number, out: number, input: number): number;
}

let exported: Libzstd | null = null;

/** The library keeps what it loaded to itself; only here it is handed over. */
class Loaded extends ZSTDDecoder {
  override _init = (source: unknown): void => {
    const { instance } = source as { instance: { exports: Libzstd } };
    exported = instance.exports;
    ZSTDDecoder.prototype._init.call(this, source as Parameters<ZSTDDecoder["_init"]>[0]);
  };
}

const wasm = new Loaded();

/** Wait for this once before the first tile. */
export function zstdReady(): Promise<void> {
  return wasm.init();
}

/** After zstdReady. */
export function libzstd(): Libzstd {
  if (exported === null) throw new Misuse("zstd is not ready");
  return exported;
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
