// SOLID: a rectangle of one colour. The data is one pixel: blue, green, red.

import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";
import type { Decoder } from "./coding.js";

export const solid: Decoder = (data, width, height, into) => {
  if (data.length !== 3) throw new PeerError(RelayReason.MALFORMED, `a solid tile of ${data.length} bytes`);
  const [blue = 0, green = 0, red = 0] = data;
  const pixel = new Uint8ClampedArray(4 * width);
  for (let at = 0; at < pixel.length; at += 4) {
    pixel[at] = red;
    pixel[at + 1] = green;
    pixel[at + 2] = blue;
    pixel[at + 3] = 255;
  }
  for (let row = 0; row < height; row += 1) into.pixels.set(pixel, into.start + row * into.stride);
};
