// One codec for every language of the wire: a stream of records `number (1 byte) | length (4 bytes) | payload`, driven by the generated
// tables. The twin of madoguchi.wire.codec: the same bytes give the same messages, or the same reason, whole or split at every byte.

import { concat, readUint32, uint32 } from "./bytes.js";
import { Misuse, PeerError } from "./errors.js";
import { Cursor, type FieldValue, readField, writeField } from "./fields.js";
import {
  CONTROL,
  type ControlMessage,
  ENVELOPE,
  type EnvelopeMessage,
  FILES,
  type FilesMessage,
  HANDSHAKE,
  type HandshakeMessage,
  INPUT,
  type InputMessage,
  type MessageRow,
  PICTURE,
  type PictureMessage,
  RelayReason,
  type SenderName,
} from "./messages.gen.js";

export const HEADER_BYTES = 5;
const OPTIONAL_FROM = 0x80; // unknown numbers from here up may be skipped
const LARGEST_SKIPPED = 65_536; // bytes that an unknown optional message may have

/** A table of messages: what one connection may carry. */
export class Language<Message extends { readonly is: string }> {
  readonly #byNumber: ReadonlyMap<number, MessageRow>;
  readonly #byName: ReadonlyMap<string, MessageRow>;

  constructor(rows: readonly MessageRow[]) {
    this.#byNumber = new Map(rows.map((row) => [row.number, row]));
    this.#byName = new Map(rows.map((row) => [row.is, row]));
  }

  row(number: number): MessageRow | undefined {
    return this.#byNumber.get(number);
  }

  /** Whether a message of this name belongs to this language. */
  speaks(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The record bytes of `messages`, in order. Raises PeerError for a value that may not be on the wire. */
  send(...messages: readonly Message[]): Uint8Array<ArrayBuffer> {
    return concat(...messages.flatMap((message) => this.#record(message)));
  }

  /** The message in one whole payload. Raises PeerError. */
  parse(row: MessageRow, payload: Uint8Array): Message {
    const cursor = new Cursor(payload);
    const message: Record<string, FieldValue> = { is: row.is };
    for (const [name, kind] of row.fields) message[name] = readField(kind, cursor);
    cursor.finish();
    return message as unknown as Message; // the table and the type were generated from one declaration
  }

  #record(message: Message): Uint8Array[] {
    const row = this.#byName.get(message.is);
    if (row === undefined) throw new Misuse(`${message.is} is not of this language`);
    const values = message as unknown as Record<string, unknown>;
    const fields = row.fields.map(([name, kind]) => writeField(kind, values[name]));
    const length = fields.reduce((sum, field) => sum + field.length, 0);
    return [Uint8Array.of(row.number), uint32(length), ...fields];
  }
}

/** The receiving side of one stream of one language, heard from `heardFrom`. */
export class Reader<Message extends { readonly is: string }> {
  readonly #language: Language<Message>;
  readonly #heardFrom: readonly SenderName[];
  #held = new Uint8Array(0); // its first `#length` bytes are an unfinished record
  #length = 0;

  constructor(language: Language<Message>, heardFrom: readonly SenderName[]) {
    this.#language = language;
    this.#heardFrom = heardFrom;
  }

  /**
   * The messages that `data` completes; the rest is held, never more than one message's limit. Byte fields may be views of `data`.
   *
   * Raises PeerError; the stream is then at an end and must be closed.
   */
  receive(data: Uint8Array): Message[] {
    const heard: Message[] = [];
    let at = 0;
    while (at < data.length || this.#length > 0) {
      const taken = this.#length === 0 ? this.#fromPiece(data, at, heard) : this.#fromHeld(data, at, heard);
      if (taken === 0) break;
      at += taken;
    }
    if (at < data.length) this.#hold(data.subarray(at));
    return heard;
  }

  /** One record straight from `data`; 0 when it is not whole. */
  #fromPiece(data: Uint8Array, at: number, heard: Message[]): number {
    if (data.length - at < HEADER_BYTES) return 0;
    const length = readUint32(data, at + 1);
    const row = this.#check(data[at] ?? 0, length);
    const end = at + HEADER_BYTES + length;
    if (data.length < end) return 0;
    if (row !== undefined) heard.push(this.#language.parse(row, data.subarray(at + HEADER_BYTES, end)));
    return end - at;
  }

  /** Completes the held record with as many bytes of `data` as it needs; 0 when they do not suffice. */
  #fromHeld(data: Uint8Array, at: number, heard: Message[]): number {
    let taken = 0;
    if (this.#length < HEADER_BYTES) {
      taken = Math.min(HEADER_BYTES - this.#length, data.length - at);
      this.#hold(data.subarray(at, at + taken));
      if (this.#length < HEADER_BYTES) return taken;
    }
    const length = readUint32(this.#held, 1);
    const row = this.#check(this.#held[0] ?? 0, length);
    const more = Math.min(HEADER_BYTES + length - this.#length, data.length - at - taken);
    this.#hold(data.subarray(at + taken, at + taken + more));
    taken += more;
    if (this.#length < HEADER_BYTES + length) return taken;
    const payload = this.#held.slice(HEADER_BYTES, HEADER_BYTES + length);
    this.#held = new Uint8Array(0);
    this.#length = 0;
    if (row !== undefined) heard.push(this.#language.parse(row, payload));
    return taken;
  }

  #hold(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#held.length) {
      const roomier = new Uint8Array(Math.max(length, 2 * this.#held.length, 64));
      roomier.set(this.#held.subarray(0, this.#length));
      this.#held = roomier;
    }
    this.#held.set(piece, this.#length);
    this.#length = length;
  }

  #check(number: number, length: number): MessageRow | undefined {
    const row = this.#language.row(number);
    if (row === undefined) {
      if (number < OPTIONAL_FROM) throw new PeerError(RelayReason.UNKNOWN_MESSAGE, `number ${number}`);
      if (length > LARGEST_SKIPPED) throw new PeerError(RelayReason.TOO_LARGE, `optional ${number} of ${length} bytes`);
      return undefined;
    }
    if (!this.#heardFrom.includes(row.sender)) throw new PeerError(RelayReason.WRONG_DIRECTION, row.is);
    if (length > row.limit) throw new PeerError(RelayReason.TOO_LARGE, `${row.is} of ${length} bytes, ${row.limit} allowed`);
    return row;
  }
}

export const LANGUAGES = {
  envelope: new Language<EnvelopeMessage>(ENVELOPE),
  handshake: new Language<HandshakeMessage>(HANDSHAKE),
  control: new Language<ControlMessage>(CONTROL),
  input: new Language<InputMessage>(INPUT),
  picture: new Language<PictureMessage>(PICTURE),
  files: new Language<FilesMessage>(FILES),
} as const;

// Who may be heard on one connection, for the Reader of the other end.
export const FROM_HOST: readonly SenderName[] = ["host", "both"];
export const FROM_CONSOLE: readonly SenderName[] = ["console", "both"];
export const FROM_RELAY: readonly SenderName[] = ["relay", "both"];
export const FROM_END: readonly SenderName[] = ["end", "both"];
