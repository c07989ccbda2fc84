// Cells of the canvas that both ends remember: the twin of the host's encode/kept.py. The last KEPT_CELLS cells that were kept stay, in
// one order, so neither end has to tell the other what it forgot. Memory: KEPT_CELLS cells and no more, taken as they are first needed.
//
// Article: 6.1

import { PeerError } from "../wire/errors.js";
import { CELL, KEPT_CELLS, type PictureKeep, type PictureKnown, RelayReason } from "../wire/messages.gen.js";

const CELL_BYTES = 4 * CELL * CELL;
const CHUNK_CELLS = 64;

/** The canvas that cells are taken from and put to. */
export interface Ground {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

interface Block {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

export class Kept {
  readonly #chunks: Uint8ClampedArray[] = [];
  readonly #widths = new Uint8Array(KEPT_CELLS);
  readonly #heights = new Uint8Array(KEPT_CELLS);
  #next = 0;

  /** As after Canvas. */
  forget(): void {
    this.#next = 0;
  }

  keep(block: PictureKeep, ground: Ground): void {
    mustLieInside(block, ground);
    for (let row = block.top; row < block.top + block.down; row += 1) {
      for (let column = block.left; column < block.left + block.across; column += 1) {
        const slot = this.#next % KEPT_CELLS;
        const [width, height] = [cellSide(column, ground.width), cellSide(row, ground.height)];
        this.#widths[slot] = width;
        this.#heights[slot] = height;
        const chunk = this.#chunk(slot);
        let to = (slot % CHUNK_CELLS) * CELL_BYTES;
        let from = 4 * CELL * (row * ground.width + column);
        for (let line = 0; line < height; line += 1, to += 4 * CELL, from += 4 * ground.width) {
          chunk.set(ground.pixels.subarray(from, from + 4 * width), to);
        }
        this.#next += 1;
      }
    }
  }

  /** Nothing is touched unless every one of the cells is remembered and has the size of its place. */
  put(block: PictureKnown, ground: Ground): void {
    mustLieInside(block, ground);
    const { left, top, across, down, first } = block;
    if (first < this.#next - KEPT_CELLS || first + across * down > this.#next) throw malformed(`cells ${first} to ${first + across * down}`);
    for (let at = 0; at < across * down; at += 1) {
      const slot = (first + at) % KEPT_CELLS;
      const [width, height] = [cellSide(left + (at % across), ground.width), cellSide(top + Math.floor(at / across), ground.height)];
      if (this.#widths[slot] !== width || this.#heights[slot] !== height) throw malformed(`cell ${first + at} is no ${width} by ${height}`);
    }
    for (let at = 0; at < across * down; at += 1) {
      this.#put((first + at) % KEPT_CELLS, left + (at % across), top + Math.floor(at / across), ground);
    }
  }

  #put(slot: number, column: number, row: number, ground: Ground): void {
    const chunk = this.#chunk(slot);
    const [width, height] = [this.#widths[slot] ?? 0, this.#heights[slot] ?? 0];
    let from = (slot % CHUNK_CELLS) * CELL_BYTES;
    let to = 4 * CELL * (row * ground.width + column);
    for (let line = 0; line < height; line += 1, from += 4 * CELL, to += 4 * ground.width) {
      ground.pixels.set(chunk.subarray(from, from + 4 * width), to);
    }
  }

  #chunk(slot: number): Uint8ClampedArray {
    const number = Math.floor(slot / CHUNK_CELLS);
    return (this.#chunks[number] ??= new Uint8ClampedArray(CHUNK_CELLS * CELL_BYTES));
  }
}

function cellSide(at: number, side: number): number {
  return Math.min(CELL, side - at * CELL);
}

function mustLieInside({ left, top, across, down }: Block, ground: Ground): void {
  const [columns, rows] = [Math.ceil(ground.width / CELL), Math.ceil(ground.height / CELL)];
  if (across < 1 || down < 1 || left + across > columns || top + down > rows) {
    throw malformed(`${across} by ${down} cells at ${left}, ${top} of ${columns} by ${rows}`);
  }
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
