// The customer's screen as the console has it: picture messages in, pixels and what to show out. No canvas here.
//
// Guarantee: whatever comes, memory stays within the canvas's own pixels (at most CANVAS_PIXELS), the remembered cells (KEPT_CELLS), the stream's window and one tile; every size and place is
// checked before anything is allocated or touched; nothing is shown before its FrameEnd. A message that breaks this is MALFORMED.
//
// Article: 5.1

import { Misuse, PeerError } from "../wire/errors.js";
import { CELL, type PictureCopy, type PictureCursorShape, type PictureMessage, type PictureTile, type PictureVideo, RelayReason, TILE_PIXELS } from "../wire/messages.gen.js";
import { decoders } from "./coding.js";
import { Indexed } from "./coding_indexed.js";
import { inflate } from "./coding_zstd.js";
import { codecOf, type FilmDecoder } from "./film.js";
import { type Ground, Kept } from "./kept.js";

/** 8K: the largest canvas that this viewer takes (133 MB of pixels). */
export const CANVAS_PIXELS = 7_680 * 4_320;
export const CANVAS_SIDE = 16_384; // what browsers allow a canvas to have
const CURSOR_SIDE = 512;
const MOST_RECTS = 64; // more than these are shown as the one rectangle round all of them

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Shown =
  | { readonly show: "canvas"; readonly width: number; readonly height: number; readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | { readonly show: "frame"; readonly frame: number; readonly rects: readonly Rect[] }
  | { readonly show: "cursor"; readonly x: number; readonly y: number; readonly visible: boolean }
  | {
      readonly show: "cursor-shape";
      readonly width: number;
      readonly height: number;
      readonly hotX: number;
      readonly hotY: number;
      readonly rgba: Uint8ClampedArray<ArrayBuffer>;
    };

export class Picture {
  #width = 0;
  #height = 0;
  #pixels = new Uint8ClampedArray(0);
  #touched: Rect[] = [];
  readonly #kept = new Kept();
  readonly #indexed = new Indexed();
  readonly #decoders = decoders(this.#indexed);
  #film: { readonly width: number; readonly height: number; readonly codec: string } | null = null;

  /** What to show because of `message`; null for what waits for its FrameEnd. Raises PeerError. */
  hear(message: PictureMessage): Shown | null {
    switch (message.is) {
      case "picture.Canvas":
        return this.#canvas(message.width, message.height);
      case "picture.Tile":
        this.#tile(message);
        return null;
      case "picture.Copy":
        this.#copy(message);
        return null;
      case "picture.Keep":
        this.#kept.keep(message, this.#ground());
        return null;
      case "picture.Known": {
        this.#kept.put(message, this.#ground());
        const [x, y] = [CELL * message.left, CELL * message.top];
        const [width, height] = [Math.min(CELL * message.across, this.#width - x), Math.min(CELL * message.down, this.#height - y)];
        this.#touch({ x, y, width, height });
        return null;
      }
      case "picture.FrameEnd": {
        if (this.#pixels.length === 0) throw malformed("a frame without a canvas");
        const rects = this.#touched;
        this.#touched = [];
        return { show: "frame", frame: message.frame, rects };
      }
      case "picture.CursorAt":
        return { show: "cursor", x: message.x, y: message.y, visible: message.visible };
      case "picture.CursorShape":
        return cursorShape(message);
      case "picture.Drawn":
      case "picture.VideoLost":
        throw new Misuse(`${message.is} is what this end says`);
      case "picture.Video":
        throw new Misuse("a film is played");
    }
  }

  /** The next picture of the film, decoded and in its place; false when the decoder lost it. Nothing else is heard meanwhile. */
  async play(video: PictureVideo, decoder: FilmDecoder): Promise<boolean> {
    this.#mustLieInside(video);
    const { x, y, width, height, key, data } = video;
    if (width % 2 !== 0 || height % 2 !== 0) throw malformed(`a film of ${width} by ${height}`);
    if (key) this.#film = { width, height, codec: codecOf(data) };
    const film = this.#film;
    if (film === null || film.width !== width || film.height !== height) throw malformed("a film without a beginning");
    const pixels = this.#pixels;
    const stride = 4 * this.#width;
    const rgba = await decoder.decode({ ...film, key, data });
    if (rgba === null) return false;
    for (let row = 0; row < height; row += 1) pixels.set(rgba.subarray(4 * width * row, 4 * width * (row + 1)), (y + row) * stride + 4 * x);
    this.#touch({ x, y, width, height });
    return true;
  }

  /** No more of this picture comes: what it held outside is given back. */
  close(): void {
    this.#indexed.forget();
  }

  #canvas(width: number, height: number): Shown {
    if (width < 1 || height < 1 || width > CANVAS_SIDE || height > CANVAS_SIDE || width * height > CANVAS_PIXELS) {
      throw malformed(`a canvas of ${width} by ${height}`);
    }
    if (this.#pixels.length !== 4 * width * height) this.#pixels = new Uint8ClampedArray(4 * width * height);
    this.#width = width;
    this.#height = height;
    this.#kept.forget();
    this.#indexed.forget();
    this.#film = null;
    new Uint32Array(this.#pixels.buffer).fill(BLACK);
    this.#touched = [{ x: 0, y: 0, width, height }];
    return { show: "canvas", width, height, pixels: this.#pixels };
  }

  #tile(tile: PictureTile): void {
    this.#mustLieInside(tile);
    if (tile.width * tile.height > TILE_PIXELS) throw malformed(`a tile of ${tile.width} by ${tile.height}`);
    const stride = 4 * this.#width;
    this.#decoders[tile.coding](tile.data, tile.width, tile.height, { pixels: this.#pixels, start: tile.y * stride + 4 * tile.x, stride });
    this.#touch(tile);
  }

  #copy(copy: PictureCopy): void {
    const to: Rect = { x: copy.to_x, y: copy.to_y, width: copy.width, height: copy.height };
    this.#mustLieInside(copy);
    this.#mustLieInside(to);
    const stride = 4 * this.#width;
    // Rows in the order in which none is overwritten before it was read; copyWithin itself minds an overlap within a row.
    const downwards = to.y > copy.y;
    for (let step = 0; step < copy.height; step += 1) {
      const row = downwards ? copy.height - 1 - step : step;
      const from = (copy.y + row) * stride + 4 * copy.x;
      this.#pixels.copyWithin((to.y + row) * stride + 4 * to.x, from, from + 4 * copy.width);
    }
    this.#touch(to);
  }

  #ground(): Ground {
    return { width: this.#width, height: this.#height, pixels: this.#pixels };
  }

  #mustLieInside({ x, y, width, height }: Rect): void {
    if (width < 1 || height < 1 || x + width > this.#width || y + height > this.#height) {
      throw malformed(`${width} by ${height} at ${x}, ${y} of ${this.#width} by ${this.#height}`);
    }
  }

  #touch({ x, y, width, height }: Rect): void {
    this.#touched.push({ x, y, width, height });
    if (this.#touched.length > MOST_RECTS) this.#touched = [around(this.#touched)];
  }
}

const BLACK = new Uint32Array(Uint8Array.of(0, 0, 0, 255).buffer)[0] ?? 0; // whatever the byte order

function around(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}

function cursorShape({ width, height, hot_x, hot_y, data }: PictureCursorShape): Shown {
  if (width < 1 || height < 1 || width > CURSOR_SIDE || height > CURSOR_SIDE) throw malformed(`a cursor of ${width} by ${height}`);
  if (hot_x > width || hot_y > height) throw malformed("a cursor that points outside itself");
  const rgba = Uint8ClampedArray.from(inflate(data, 4 * width * height));
  for (let at = 0; at < rgba.length; at += 4) {
    const blue = rgba[at] ?? 0;
    rgba[at] = rgba[at + 2] ?? 0;
    rgba[at + 2] = blue;
  }
  return { show: "cursor-shape", width, height, hotX: hot_x, hotY: hot_y, rgba };
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
