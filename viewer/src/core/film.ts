// A film: the pictures of a rectangle that keeps changing, in H.264. What is checked here is what the browser's decoder is told; the
// decoder itself is behind a port (browser/canvas_film.ts).
//
// Article: 6.1

import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";

export interface FilmPicture {
  readonly width: number;
  readonly height: number;
  readonly codec: string;
  readonly key: boolean;
  readonly data: Uint8Array;
}

export interface FilmDecoder {
  /** Red, green, blue, 255 of exactly width by height pixels, valid until the next call; null when this picture cannot be had. */
  decode(picture: FilmPicture): Promise<Uint8ClampedArray | null>;
}

const SEQUENCE_PARAMETERS = 7;

/** The codec's name for WebCodecs, from the parameter sets that stand in front of a key frame. */
export function codecOf(data: Uint8Array): string {
  for (let at = 0; at + 6 < data.length; at += 1) {
    const starts = data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1;
    if (starts && ((data[at + 3] ?? 0) & 31) === SEQUENCE_PARAMETERS) {
      return `avc1.${Array.from(data.subarray(at + 4, at + 7), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    }
    if (starts && at > 1_024) break; // they stand in front
  }
  throw new PeerError(RelayReason.MALFORMED, "a film that does not say how it is coded");
}
