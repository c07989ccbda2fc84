// What a tile's decoder is: a function that fills a rectangle that was checked to lie inside the canvas. One small file a coding.

import type { TileCoding } from "../wire/messages.gen.js";
import type { Indexed } from "./coding_indexed.js";
import { solid } from "./coding_solid.js";
import { zstdBgr } from "./coding_zstd.js";

/** Where a rectangle lies in the canvas's pixels (red, green, blue, alpha): its first byte, and the bytes from row to row. */
export interface Into {
  readonly pixels: Uint8ClampedArray;
  readonly start: number;
  readonly stride: number;
}

/** Fills `width` by `height` pixels. Raises PeerError MALFORMED for data that does not give exactly those. */
export type Decoder = (data: Uint8Array, width: number, height: number, into: Into) => void;

/** One for every coding; `indexed` is the canvas's own. */
export function decoders(indexed: Indexed): Readonly<Record<TileCoding, Decoder>> {
  return { 1: solid, 2: zstdBgr, 3: indexed.decode.bind(indexed) };
}
