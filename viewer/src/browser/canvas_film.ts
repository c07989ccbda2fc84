// The browser's own decoder of films. One picture in, one out: `optimizeForLatency` holds nothing back. The pixels are copied out (measured
// without a GPU: half of what drawing the frame takes) into memory that is used again.
//
// A decoder that fails, or says nothing for LONGEST_MS, is thrown away; the picture is then null until a new film begins.
//
// Article: 6.1

import type { FilmDecoder, FilmPicture } from "../core/film.js";

const LONGEST_MS = 2_000;

export class Film implements FilmDecoder {
  #decoder: VideoDecoder | null = null;
  #pixels = new Uint8ClampedArray(0);
  #count = 0;
  #answer: (frame: VideoFrame | null) => void = () => undefined;

  async decode(picture: FilmPicture): Promise<Uint8ClampedArray | null> {
    if (picture.key) await this.#begin(picture);
    const decoder = this.#decoder;
    if (decoder === null || decoder.state !== "configured") return null;
    const frame = await this.#one(decoder, picture);
    if (frame === null) {
      this.close();
      return null;
    }
    try {
      return await this.#copy(frame, picture);
    } finally {
      frame.close();
    }
  }

  /** Let go of the decoder; the next key frame makes a new one. */
  close(): void {
    if (this.#decoder !== null && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = null;
  }

  async #begin({ codec, width, height }: FilmPicture): Promise<void> {
    this.close();
    const config: VideoDecoderConfig = { codec, codedWidth: width, codedHeight: height, optimizeForLatency: true };
    if (typeof VideoDecoder === "undefined" || !(await VideoDecoder.isConfigSupported(config)).supported) return;
    this.#decoder = new VideoDecoder({
      output: (frame) => this.#answer(frame),
      error: () => this.#answer(null),
    });
    this.#decoder.configure(config);
  }

  #one(decoder: VideoDecoder, { key, data }: FilmPicture): Promise<VideoFrame | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer(null), LONGEST_MS);
      this.#answer = (frame) => {
        clearTimeout(timer);
        this.#answer = (late) => late?.close();
        resolve(frame);
      };
      try {
        this.#count += 1;
        decoder.decode(new EncodedVideoChunk({ type: key ? "key" : "delta", timestamp: this.#count, data }));
      } catch {
        this.#answer(null);
      }
    });
  }

  async #copy(frame: VideoFrame, { width, height }: FilmPicture): Promise<Uint8ClampedArray | null> {
    const { visibleRect } = frame;
    if (visibleRect === null || visibleRect.width !== width || visibleRect.height !== height) return null;
    const size = 4 * width * height;
    if (this.#pixels.length !== size) this.#pixels = new Uint8ClampedArray(size);
    try {
      await frame.copyTo(this.#pixels, { format: "RGBA", layout: [{ offset: 0, stride: 4 * width }] });
    } catch {
      return null;
    }
    return this.#pixels;
  }
}
