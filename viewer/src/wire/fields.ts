// The kinds of field that a message may have: how each is read and written, with its limits. Integers are big-endian; text and blobs
// carry a four-byte length in bytes. The twin of madoguchi.wire.fields.

import { concat, readUint32, uint32, utf8 } from "./bytes.js";
import { PeerError } from "./errors.js";
import { type FieldKind, RelayReason } from "./messages.gen.js";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HALF_A_PAIR = /\p{Surrogate}/u;

export type FieldValue = number | boolean | string | Uint8Array;

/** A read position in one payload. Every read past the end is MALFORMED, before anything is allocated. */
export class Cursor {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  take(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.#data.length) throw malformed(`${count} bytes asked, ${this.#data.length - this.#at} left`);
    const piece = this.#data.subarray(this.#at, end);
    this.#at = end;
    return piece;
  }

  /** Raises MALFORMED if bytes are left over. */
  finish(): void {
    if (this.#at !== this.#data.length) throw malformed(`${this.#data.length - this.#at} bytes too many`);
  }
}

export function readField(kind: FieldKind, cursor: Cursor): FieldValue {
  switch (kind.kind) {
    case "uint":
      return readUint(cursor.take(kind.size));
    case "int": {
      const value = readUint(cursor.take(kind.size));
      const range = 2 ** (8 * kind.size);
      return value >= range / 2 ? value - range : value;
    }
    case "bool": {
      const byte = readUint(cursor.take(1));
      if (byte > 1) throw malformed(`${byte} is no bool`);
      return byte === 1;
    }
    case "text":
      return decoded(readSized(cursor, kind.limit));
    case "blob":
      return readSized(cursor, kind.limit);
    case "fixed":
      return cursor.take(kind.size);
    case "list": {
      const byte = readUint(cursor.take(1));
      if (!kind.members.includes(byte)) throw malformed(`${byte} is no member of the list`);
      return byte;
    }
  }
}

export function writeField(kind: FieldKind, value: unknown): Uint8Array {
  switch (kind.kind) {
    case "uint":
    case "int":
      return writtenInteger(value, kind.size, kind.kind === "int");
    case "bool":
      if (typeof value !== "boolean") throw malformed("bool wants true or false");
      return Uint8Array.of(value ? 1 : 0);
    case "text":
      if (typeof value !== "string") throw malformed("text wants a string");
      if (HALF_A_PAIR.test(value)) throw malformed("text holds half a surrogate pair");
      return sized(utf8(value), kind.limit);
    case "blob":
      return sized(bytesOf(value), kind.limit);
    case "fixed": {
      const bytes = bytesOf(value);
      if (bytes.length !== kind.size) throw malformed(`exactly ${kind.size} bytes wanted`);
      return bytes;
    }
    case "list":
      if (typeof value !== "number" || !kind.members.includes(value)) throw malformed("no member of the list");
      return Uint8Array.of(value);
  }
}

function readUint(bytes: Uint8Array): number {
  let value = 0; // exact up to 2^53, and whatever is over that is refused
  for (const byte of bytes) value = value * 256 + byte;
  if (value > Number.MAX_SAFE_INTEGER) throw malformed("over 2^53 - 1");
  return value;
}

function writtenInteger(value: unknown, size: number, signed: boolean): Uint8Array {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw malformed("a whole number wanted");
  const range = 2 ** (8 * size);
  const [least, most] = signed ? [-range / 2, range / 2 - 1] : [0, range - 1];
  if (value < least || value > most) throw malformed(`${value} does not fit ${size} bytes`);
  const bytes = new Uint8Array(size);
  let rest = value < 0 ? value + range : value;
  for (let at = size - 1; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

function decoded(raw: Uint8Array): string {
  try {
    return DECODER.decode(raw);
  } catch {
    throw malformed("text is not UTF-8");
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw malformed("bytes wanted");
  return value;
}

function sized(raw: Uint8Array, limit: number): Uint8Array {
  if (raw.length > limit) throw new PeerError(RelayReason.TOO_LARGE, `${raw.length} bytes, ${limit} allowed`);
  return concat(uint32(raw.length), raw);
}

function readSized(cursor: Cursor, limit: number): Uint8Array {
  const size = readUint32(cursor.take(4), 0);
  if (size > limit) throw new PeerError(RelayReason.TOO_LARGE, `${size} bytes, ${limit} allowed`);
  return cursor.take(size);
}

function malformed(detail: string): PeerError {
  return new PeerError(RelayReason.MALFORMED, detail);
}
