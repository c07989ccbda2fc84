// One zstd stream that goes on from tile to tile: what was said before is known. Its window is WINDOW, whatever a sender would like,
// because the frame's header is written here and no block may end the frame; its memory is given back by `close`.

import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";
import { libzstd } from "./coding_zstd.js";

const HEADER = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x60); // a window of 2^22 bytes; no size, checksum or dictionary
const BLOCK_HEAD = 3; // bytes
const RLE = 1;
const RESERVED = 3;

export class ZstdStream {
  #context = libzstd().ZSTD_createDCtx();

  constructor() {
    if (this.#context === 0) throw malformed("no room for a stream");
    this.#unpack(HEADER, 0);
  }

  /** The next `size` bytes, of which `blocks` are the whole. Raises PeerError MALFORMED; then the stream is of no more use. */
  read(blocks: Uint8Array, size: number): Uint8Array {
    mustBeBlocks(blocks);
    return this.#unpack(blocks, size);
  }

  close(): void {
    if (this.#context !== 0) libzstd().ZSTD_freeDCtx(this.#context);
    this.#context = 0;
  }

  #unpack(packed: Uint8Array, size: number): Uint8Array {
    const zstd = libzstd();
    const [from, to, buffers] = [zstd.malloc(packed.length), zstd.malloc(size + 1), zstd.malloc(24)];
    try {
      if (from === 0 || to === 0 || buffers === 0) throw malformed("no room to unpack a tile");
      new Uint8Array(zstd.memory.buffer).set(packed, from);
      // ZSTD_inBuffer and ZSTD_outBuffer: where, how much, how far; 32 bits each. The byte too many shows what would be too long.
      const set = new DataView(zstd.memory.buffer, buffers, 24);
      [from, packed.length, 0, to, size + 1, 0].forEach((value, place) => {
        set.setUint32(4 * place, value, true);
      });
      for (let taken = -1; ; ) {
        const left = zstd.ZSTD_decompressStream(this.#context, buffers + 12, buffers);
        const now = new DataView(zstd.memory.buffer, buffers, 24); // the memory may have moved as it grew
        const [inAt, outAt] = [now.getUint32(8, true), now.getUint32(20, true)];
        if (outAt === size && inAt === packed.length) return new Uint8Array(zstd.memory.buffer).slice(to, to + size);
        const done = inAt + outAt;
        if (left === 0 || outAt > size || done <= taken) throw malformed(`a stream gave ${outAt} bytes of ${size}`);
        taken = done;
      }
    } finally {
      for (const place of [from, to, buffers]) zstd.free(place);
    }
  }
}

/** Whole blocks, and none that ends the frame (RFC 8878, section 3.1.1.2). */
function mustBeBlocks(bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    const head = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    const kind = (head >> 1) & 3;
    if ((head & 1) === 1 || kind === RESERVED) throw malformed("a stream's last block");
    at += BLOCK_HEAD + (kind === RLE ? 1 : head >> 3);
  }
  if (at !== bytes.length || at === 0) throw malformed("part of a stream's block");
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
