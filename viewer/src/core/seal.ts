// The keys of one handshake, and the frames sealed with them: AES-256-GCM for each direction and channel by itself, over WebCrypto.
//
// Guarantee: a frame opens only at its own place (route, direction, channel, and the very next sequence); anything else is BROKEN_SEAL.
// No nonce is used twice: a key lives for one handshake and its sequence only grows. The resume secret leaves here as a key that
// nobody can read. docs/protocol.md §3, §4.
//
// Article: 8.1

import { concat, readUint32, uint32, utf8 } from "../wire/bytes.js";
import { Misuse, PeerError } from "../wire/errors.js";
import { Channel, RelayReason, Role } from "../wire/messages.gen.js";

export const VERSION_WORD = utf8("madoguchi/1");
const SEQUENCE_BYTES = 4;
const TAG_BYTES = 16;
export const OVERHEAD = SEQUENCE_BYTES + TAG_BYTES;
const LAST_SEQUENCE = 2 ** 32 - 1; // never used: who comes to it attaches again

export type SealedChannel = Exclude<Channel, typeof Channel.HANDSHAKE>;
export const SEALED_CHANNELS: readonly SealedChannel[] = [Channel.CONTROL, Channel.INPUT, Channel.PICTURE, Channel.FILES];
const CHANNEL_WORD: Readonly<Record<SealedChannel, string>> = { 1: "control", 2: "input", 3: "picture", 4: "files" };
const ROLE_WORD: Readonly<Record<Role, string>> = { 1: "host", 2: "console" };

/** HKDF-SHA-256 of a secret that WebCrypto holds. */
export async function derive(secret: CryptoKey, salt: Uint8Array, info: Uint8Array, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, secret, 8 * bytes));
}

/** A secret as a key that can derive others and be read by nobody. The bytes given are overwritten. */
export async function asSecret(bytes: Uint8Array): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  bytes.fill(0);
  return key;
}

/** One direction of one channel: its key, its place in every frame's associated data, its next sequence. */
class Lane {
  #key: CryptoKey | null;
  readonly #place: Uint8Array;
  #sequence: number;

  constructor(key: CryptoKey, route: Uint8Array, direction: Role, channel: SealedChannel, sequence: number) {
    if (route.length !== 16) throw new Misuse("a route is 16 bytes");
    this.#key = key;
    this.#place = concat(VERSION_WORD, route, Uint8Array.of(direction, channel));
    this.#sequence = sequence;
  }

  /** `sequence | ciphertext | tag`. The sequence is taken at the call, so calls made in order are numbered in order. */
  async seal(plaintext: Uint8Array): Promise<Uint8Array> {
    const { key, sequence, how } = this.#next();
    return concat(sequence, new Uint8Array(await crypto.subtle.encrypt(how, key, plaintext)));
  }

  /** The plaintext of the next frame; what does not open, or is not the next, is BROKEN_SEAL. */
  async open(sealed: Uint8Array): Promise<Uint8Array> {
    if (sealed.length < OVERHEAD || readUint32(sealed, 0) !== this.#sequence) {
      throw new PeerError(RelayReason.BROKEN_SEAL, `frame ${this.#sequence} expected`);
    }
    const { key, how } = this.#next();
    try {
      return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.subarray(SEQUENCE_BYTES)));
    } catch {
      throw new PeerError(RelayReason.BROKEN_SEAL, "the frame does not open");
    }
  }

  wipe(): void {
    this.#key = null;
  }

  #next(): { key: CryptoKey; sequence: Uint8Array; how: AesGcm } {
    if (this.#key === null) throw new Misuse("the keys of this handshake are wiped");
    if (this.#sequence >= LAST_SEQUENCE) throw new PeerError(RelayReason.BROKEN_SEAL, "this key has sealed all that it may");
    const sequence = uint32(this.#sequence);
    this.#sequence += 1;
    const how: AesGcm = { name: "AES-GCM", iv: concat(new Uint8Array(8), sequence), additionalData: concat(this.#place, sequence) };
    return { key: this.#key, sequence, how };
  }
}

/** Everything that one finished handshake gives to one end. */
export class Keys {
  /** Four digits that both people can compare. */
  readonly spoken: string;
  /** What a later handshake of this session proves itself with; null after a resume, whose secret stays the old one. */
  readonly resume: CryptoKey | null;
  readonly transcript: Uint8Array;
  readonly #sealers: ReadonlyMap<Channel, Lane>;
  readonly #openers: ReadonlyMap<Channel, Lane>;

  private constructor(parts: { spoken: string; resume: CryptoKey | null; transcript: Uint8Array; sealers: Map<Channel, Lane>; openers: Map<Channel, Lane> }) {
    this.spoken = parts.spoken;
    this.resume = parts.resume;
    this.transcript = parts.transcript;
    this.#sealers = parts.sealers;
    this.#openers = parts.openers;
  }

  /** Derives all keys. `secret` (64 bytes) is overwritten. `first`: the session's first handshake, which makes its resume secret. */
  static async from(role: Role, route: Uint8Array, secret: Uint8Array, transcript: Uint8Array, first: boolean): Promise<Keys> {
    const root = await asSecret(secret);
    const word = (text: string): Uint8Array => concat(VERSION_WORD, utf8(text));
    const number = readUint32(await derive(root, transcript, word("|spoken"), 4), 0) % 10_000;
    const resume = first ? await asSecret(await derive(root, transcript, word("|resume"), 32)) : null;
    const sealers = new Map<Channel, Lane>();
    const openers = new Map<Channel, Lane>();
    for (const direction of [Role.HOST, Role.CONSOLE]) {
      for (const channel of SEALED_CHANNELS) {
        const bytes = await derive(root, transcript, word(`|key|${ROLE_WORD[direction]}|${CHANNEL_WORD[channel]}`), 32);
        const lane = await openLane(bytes, route, direction, channel);
        (direction === role ? sealers : openers).set(channel, lane);
      }
    }
    return new Keys({ spoken: String(number).padStart(4, "0"), resume, transcript, sealers, openers });
  }

  /** Seal a frame of this end's. */
  seal(channel: Channel, plaintext: Uint8Array): Promise<Uint8Array> {
    const lane = this.#sealers.get(channel);
    if (lane === undefined) throw new Misuse("the handshake's channel is not sealed");
    return lane.seal(plaintext);
  }

  /** Open the other end's next frame on a channel. Calls must be made in order of arrival. */
  async open(channel: Channel, sealed: Uint8Array): Promise<Uint8Array> {
    const lane = this.#openers.get(channel);
    if (lane === undefined) throw new PeerError(RelayReason.BROKEN_SEAL, "that channel carries no sealed frames");
    return lane.open(sealed);
  }

  /** Drop every key: nothing is sealed or opened from here on. The secrets' bytes were overwritten when they were imported. */
  wipe(): void {
    for (const lane of [...this.#sealers.values(), ...this.#openers.values()]) lane.wipe();
    this.transcript.fill(0);
  }
}

/** A lane from its raw key, which is overwritten. `sequence` is where it stands (0 in every handshake). */
export async function openLane(bytes: Uint8Array, route: Uint8Array, direction: Role, channel: SealedChannel, sequence = 0): Promise<Lane> {
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  bytes.fill(0);
  return new Lane(key, route, direction, channel, sequence);
}
