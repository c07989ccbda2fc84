// CPace-X25519-SHA512 of draft-irtf-cfrg-cpace-21: two ends that know the same six digits get the same strong key, and whoever guesses
// the digits has one guess a run. Written from the draft (sections named below); judged by its official vectors.
//
// Article: 8.1

import { _map_to_curve_elligator2_curve25519 as elligator2, ed25519, x25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "../wire/bytes.js";
import { PeerError } from "../wire/errors.js";
import { RelayReason } from "../wire/messages.gen.js";

const GROUP = utf8("CPace255"); // G_X25519.DSI
const BLOCK_BYTES = 128; // s_in_bytes of SHA-512
export const SHARE_BYTES = 32;
const Field = ed25519.Point.Fp; // of the same prime as Curve25519's

/** `prepend_len` of every part, one behind the other (§5.1, 5.2 of the draft): the length as LEB128. */
export function lvCat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(...parts.flatMap((part) => [leb128(part.length), part]));
}

/** `G_X25519.calculate_generator` (§8.2): a point that only those who know `secret` can work out. */
export function generator(secret: Uint8Array, context: Uint8Array, sid: Uint8Array): Uint8Array {
  const used = lvCat(secret).length + lvCat(GROUP).length;
  const padding = new Uint8Array(Math.max(0, BLOCK_BYTES - 1 - used));
  const hashed = sha512(lvCat(GROUP, secret, padding, context, sid)).slice(0, SHARE_BYTES);
  hashed[31] = (hashed[31] ?? 0) & 0x7f; // decodeUCoordinate of RFC 7748
  const { xMn, xMd } = elligator2(Field.create(littleEndian(hashed)));
  return Field.toBytes(Field.div(xMn, xMd));
}

/** This end's public share for a fresh random scalar. */
export function publicShare(scalar: Uint8Array, base: Uint8Array): Uint8Array {
  return x25519.scalarMult(scalar, base);
}

/** X25519 of the other end's share. Raises MALFORMED for a share that gives the neutral element (§9: low-order points). */
export function sharedPoint(scalar: Uint8Array, share: Uint8Array): Uint8Array {
  let point: Uint8Array;
  try {
    point = x25519.getSharedSecret(scalar, share);
  } catch {
    throw new PeerError(RelayReason.MALFORMED, "a share of low order");
  }
  return point;
}

/** The intermediate session key in the initiator-responder form (§7.2); the initiator is the host. */
export function sessionKey(sid: Uint8Array, point: Uint8Array, initiator: Side, responder: Side): Uint8Array {
  return sha512(concat(lvCat(utf8("CPace255_ISK"), sid, point), lvCat(initiator.share, initiator.data), lvCat(responder.share, responder.data)));
}

/** What one side sent: its share and its associated data. */
export interface Side {
  readonly share: Uint8Array;
  readonly data: Uint8Array;
}

function leb128(length: number): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    rest >>>= 7;
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
